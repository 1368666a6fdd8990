"""What changed since the last refresh in; copies of the ledger and the KPI periods it touches brought up to date."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.kpis.catalogue import Parameters, models
from sellthrough_aws.athena import Athena
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.copies import Copies
from sellthrough_aws.kpi_refresh import KpiRefresh
from sellthrough_aws.lake import Lake
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import Metric, logger, metrics
from sellthrough_aws.settings import Settings


class KpisSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    warehouse_bucket: str
    archive_bucket: str
    glue_database: str
    athena_workgroup: str


settings = KpisSettings.from_environment()
ledger = Ledger(settings.ledger_table)
lake = Lake(settings.glue_database, f"s3://{settings.warehouse_bucket}/warehouse")
athena = Athena(settings.glue_database, settings.athena_workgroup)
configurations = Configurations(Objects(), settings.archive_bucket)
copies = Copies(ledger, lake)
pool = ThreadPoolExecutor(4, thread_name_prefix="kpi")
LEASE = "kpis"
LEASE_SECONDS = 900  # the function's own time-out: who holds the lease longer is dead


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Refresh what `dirty` says, or everything with {"all": true}; returns at once when nothing is dirty.

    Raises:
        Busy: Another refresh is at work; the state machine tries again, and finds nothing left when it covered this.
    """
    is_all = bool(event.get("all"))
    if not is_all and not ledger.dirty():
        return {"outcome": "ok", "periods": {}}
    owner = f"{event.get('submission_id', 'all')}-{event.get('run', context.aws_request_id)}"
    number = ledger.acquire_lease(LEASE, owner, event["now"], LEASE_SECONDS)
    try:
        dirty = ledger.dirty()
        version = ledger.current_configuration_version()
        parameters = Parameters.of(configurations.version(version).vendor)
        refresh = KpiRefresh(athena, lake, parameters, version, None if is_all else dirty, number)
        copies.refresh(None if is_all else {d.submission_id for d in dirty}, pool, refresh.properties)
        names = sorted(models())
        periods = dict(zip(names, pool.map(refresh.run, (models()[name] for name in names)), strict=True))
        ledger.clear_dirty(dirty)
    finally:
        ledger.release_lease(LEASE, owner)
    metrics.add_metric(Metric.KPI_REFRESHES, MetricUnit.Count, 1)
    logger.info("kpis refreshed", submissions=len(dirty), periods=sum(periods.values()), is_all=is_all)
    return {"outcome": "ok", "periods": periods}
