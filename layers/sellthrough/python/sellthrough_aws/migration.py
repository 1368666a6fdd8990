"""Table definitions and a configuration in, the tables, views and masters of the lake out; nothing twice."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import Any

import pyarrow as pa

from sellthrough.model.arrow import arrow_schema
from sellthrough.model.masters import master_rows
from sellthrough.model.tables import Table, table_of
from sellthrough.model.workspace import Configuration
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_views import rows_view_sql

VERSION = "sellthrough.config-version"
_AT_ONCE = 4


def migrate_tables(lake: Lake, tables: Iterable[Table]) -> list[str]:
    """Create and evolve tables, then the views on them; returns the names of what changed."""
    tables = list(tables)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        changed = [name for names in pool.map(lambda table: lake.migrate([table]), tables) for name in names]
        views = pool.map(lambda table: _migrate_view(lake, table), tables)
        changed += [table.name for table, is_changed in zip(tables, views, strict=True) if is_changed]
    return changed


def load_masters(lake: Lake, configuration: Configuration) -> list[str]:
    """Replace the master tables by those of the configuration; returns the names of those that changed."""
    masters = master_rows(configuration)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        loaded = pool.map(lambda name: _load_master(lake, name, masters[name], configuration.version), masters)
        return [name for name, is_changed in zip(masters, loaded, strict=True) if is_changed]


def _migrate_view(lake: Lake, table: Table) -> bool:
    sql = _view_sql(table)
    return sql is not None and lake.create_view(table.name, sql, table.columns)


def _load_master(lake: Lake, name: str, rows: list[dict[str, Any]], version: str) -> bool:
    if lake.current_property(name, VERSION) == version:
        return False
    arrow = pa.Table.from_pylist(rows, schema=arrow_schema(table_of(name).columns))
    lake.replace_all(lake.table(name), arrow, {VERSION: version})
    return True


def _view_sql(table: Table) -> str | None:
    if table.kind == "rows":
        return rows_view_sql(table)
    if table.kind == "view":
        return files("sellthrough.model").joinpath(f"views/{table.name}.sql").read_text(encoding="utf-8").strip()
    return None
