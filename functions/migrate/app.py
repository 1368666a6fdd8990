"""A deployment or a new configuration version in; the tables, views and masters that it needs out."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.kpis.catalogue import kpi_tables
from sellthrough.model.onboarding import Acceptance
from sellthrough.model.tables import tables
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.custom_resource import answering
from sellthrough_aws.lake import Lake
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.migration import load_masters, migrate_tables
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger
from sellthrough_aws.settings import Settings


class MigrateSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    archive_bucket: str
    warehouse_bucket: str
    glue_database: str


settings = MigrateSettings.from_environment()
ledger = Ledger(settings.ledger_table)
lake = Lake(settings.glue_database, f"s3://{settings.warehouse_bucket}/warehouse")
configurations = Configurations(Objects(), settings.archive_bucket)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Migrate; with `version`, load that configuration's masters too and make it the current one, last of all.

    Called by CloudFormation as a custom resource, by `sellthrough load` with {"version", "instead_of"} and by the
    console with {"version", "instead_of", "accepted"}: `is_current` is false when another version became current.
    """
    changed: list[str] = []
    version, is_current = event.get("version"), False
    with answering(event, getattr(context, "log_stream_name", "")) as has_work:
        if has_work:
            changed = migrate_tables(lake, [*tables().values(), *kpi_tables().values()])
        if version:
            changed += load_masters(lake, configurations.version(version))
            is_current = _make_current(version, event)
    logger.info("migrated", changed=changed, version=version, is_current=is_current)
    return {"changed": changed, "version": version, "is_current": is_current}


def _make_current(version: str, event: dict[str, Any]) -> bool:
    if accepted := event.get("accepted"):
        is_current = ledger.accept(Acceptance.model_validate(accepted))
    else:
        is_current = ledger.set_current_configuration(version, event.get("instead_of"))
    if not is_current:  # the masters are those of whoever came first
        load_masters(lake, configurations.version(ledger.current_configuration_version()))
    return is_current
