"""A deployment or a new configuration version in; the tables, views and masters that it needs out."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.kpis.catalogue import kpi_tables
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

    Called by CloudFormation as a custom resource, or by `sellthrough load` with {"version": ...}.
    """
    changed: list[str] = []
    version = event.get("version")
    with answering(event, getattr(context, "log_stream_name", "")) as has_work:
        if has_work:
            changed = migrate_tables(lake, [*tables().values(), *kpi_tables().values()])
        if version:
            changed += load_masters(lake, configurations.version(version))
            ledger.set_current_configuration(version)
    logger.info("migrated", changed=changed, version=version)
    return {"changed": changed, "version": version}
