"""What changed since the last refresh in; copies of the ledger and the KPI periods it touches brought up to date.

At each tick of the clock, which names no submission, the board of reports owed is brought up to date too.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.errors import Busy, NotFound
from sellthrough.kpis.catalogue import Parameters, models
from sellthrough.model.ledger_entries import Dirty
from sellthrough_aws.athena import Athena
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.copies import Copies
from sellthrough_aws.kpi_refresh import KpiRefresh
from sellthrough_aws.lake import Lake
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import Metric, logger, metrics
from sellthrough_aws.report_board import ReportBoard
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
copies, board = Copies(ledger, lake), ReportBoard(ledger, lake)
pool = ThreadPoolExecutor(4, thread_name_prefix="kpi")
LEASE = "kpis"
LEASE_SECONDS = 900  # the function's own time-out: who holds the lease longer is dead
LOOKS = 10  # of so many looks of an execution, the last does not wait for other reports
LOOKS_SECONDS = 120  # who waits longer is stopped, or slow: whoever comes next may take over


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Refresh what `dirty` says, or everything with {"all": true}; returns the periods refreshed by KPI.

    Whoever holds the lease looks once more after giving it back, so a run that finds it taken has nothing to wait for.
    While other reports are under way, the holder keeps it and lets some looks (`look`, counted by the state machine)
    pass: a dozen queries then serve all reports that came meanwhile (docs/decisions/0020).

    Raises:
        Busy: Other reports are under way, more became dirty meanwhile, or everything was asked for and another refresh
            is at work. The state machine looks again after some seconds.
    """
    is_all, is_tick = bool(event.get("all")), "submission_id" not in event
    owner = f"{event.get('submission_id', 'all')}-{event.get('run', context.aws_request_id)}"
    if not (is_all or is_tick or ledger.dirty()):
        return {"outcome": "ok", "periods": {}}
    is_waiting = "look" in event and event["look"] % LOOKS != LOOKS - 1 and bool(ledger.open_submissions())
    try:
        number = ledger.acquire_lease(LEASE, owner, event["now"], LOOKS_SECONDS if is_waiting else LEASE_SECONDS)
    except Busy:
        if is_all:
            raise
        return {"outcome": "ok", "periods": {}}
    if is_waiting:
        raise Busy("other reports are under way")
    try:
        dirty = None if is_all else ledger.dirty()
        periods = _refresh(dirty, number) if is_all or dirty else {}
        if is_tick:
            _look_at_board(datetime.fromisoformat(event["now"]))
    finally:
        ledger.release_lease(LEASE, owner)
    if ledger.dirty():
        raise Busy("more became dirty meanwhile")
    return {"outcome": "ok", "periods": periods}


def _look_at_board(now: datetime) -> None:
    try:
        version = ledger.current_configuration_version()
    except NotFound:  # nothing is owed before the first workspace is loaded
        return
    logger.info("board of reports owed", is_written=board.refresh(configurations.version(version), now))


def _refresh(dirty: list[Dirty] | None, number: int) -> dict[str, int]:
    covered = ledger.dirty() if dirty is None else dirty
    version = ledger.current_configuration_version()
    parameters = Parameters.of(configurations.version(version).vendor)
    refresh = KpiRefresh(athena, lake, parameters, version, dirty, number)
    copies.refresh(None if dirty is None else {d.submission_id for d in dirty}, pool, refresh.properties)
    names = sorted(models())
    periods = dict(zip(names, pool.map(refresh.run, (models()[name] for name in names)), strict=True))
    ledger.clear_dirty(covered)
    metrics.add_metric(Metric.KPI_REFRESHES, MetricUnit.Count, 1)
    logger.info("kpis refreshed", submissions=len(covered), periods=sum(periods.values()), is_all=dirty is None)
    return periods
