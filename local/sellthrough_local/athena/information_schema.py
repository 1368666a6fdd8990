"""Trino's information_schema from the Glue catalogue: a table name in, its columns and rows out."""

from collections.abc import Iterator

from sellthrough_local.athena.catalogue import Catalogue, GlueTable
from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.types import trino_name

NAME = "information_schema"
_CATALOGUE = "awsdatacatalog"
_COLUMNS: dict[str, tuple[str, ...]] = {
    "schemata": ("catalog_name", "schema_name"),
    "tables": ("table_catalog", "table_schema", "table_name", "table_type"),
    "views": ("table_catalog", "table_schema", "table_name", "view_definition"),
    "columns": (
        "table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "column_default",
        "is_nullable", "data_type", "comment", "extra_info",
    ),
}  # fmt: skip


def definition(name: str) -> GlueTable:
    """The table `information_schema.<name>`.

    Raises:
        QueryFailure: TABLE_NOT_FOUND.
    """
    if name not in _COLUMNS:
        raise QueryFailure("TABLE_NOT_FOUND", f"Table 'awsdatacatalog.information_schema.{name}' does not exist")
    columns = tuple((c, "bigint" if c == "ordinal_position" else "string", "") for c in _COLUMNS[name])
    return GlueTable(NAME, name, columns)


def rows(name: str, catalogue: Catalogue) -> list[dict[str, object]]:
    """Its rows, as dictionaries of column and value."""
    databases = [d["Name"] for d in catalogue.databases()]
    if name == "schemata":
        return [{"catalog_name": _CATALOGUE, "schema_name": database} for database in databases]
    tables = [table for database in databases for table in catalogue.tables(database)]
    found: list[dict[str, object]] = []
    for table in tables:
        place: dict[str, object] = {
            "table_catalog": _CATALOGUE,
            "table_schema": table.database,
            "table_name": table.name,
        }
        if name == "tables":
            found.append(place | {"table_type": "VIEW" if table.is_view else "BASE TABLE"})
        elif name == "views":
            found += [place | {"view_definition": table.view_sql}] if table.is_view else []
        else:
            found += [place | column for column in _columns(table)]
    return found


def _columns(table: GlueTable) -> Iterator[dict[str, object]]:
    for position, (name, kind, comment) in enumerate(table.columns, start=1):
        yield {
            "column_name": name,
            "ordinal_position": position,
            "is_nullable": "YES",
            "data_type": trino_name(kind),
            "comment": comment or None,
        }
