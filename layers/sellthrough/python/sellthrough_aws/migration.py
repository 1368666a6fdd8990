"""Table definitions and a configuration in, the tables, views and masters of the lake out; nothing twice."""

from collections.abc import Iterable
from importlib.resources import files

import pyarrow as pa

from sellthrough.model.arrow import arrow_schema
from sellthrough.model.masters import master_rows
from sellthrough.model.tables import Table, table_of
from sellthrough.model.workspace import Configuration
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_views import rows_view_sql

VERSION = "sellthrough.config-version"


def migrate_tables(lake: Lake, tables: Iterable[Table]) -> list[str]:
    """Create and evolve tables, then the views on them; returns the names of what changed."""
    tables = list(tables)
    changed = lake.migrate(tables)
    for table in tables:
        sql = _view_sql(table)
        if sql is not None and lake.create_view(table.name, sql, table.columns):
            changed.append(table.name)
    return changed


def load_masters(lake: Lake, configuration: Configuration) -> list[str]:
    """Replace the master tables by those of the configuration; returns the names of those that changed."""
    changed = []
    for name, rows in master_rows(configuration).items():
        if lake.current_property(name, VERSION) != configuration.version:
            arrow = pa.Table.from_pylist(rows, schema=arrow_schema(table_of(name).columns))
            lake.replace_all(lake.table(name), arrow, {VERSION: configuration.version})
            changed.append(name)
    return changed


def _view_sql(table: Table) -> str | None:
    if table.kind == "rows":
        return rows_view_sql(table)
    if table.kind == "view":
        return files("sellthrough.model").joinpath(f"views/{table.name}.sql").read_text(encoding="utf-8").strip()
    return None
