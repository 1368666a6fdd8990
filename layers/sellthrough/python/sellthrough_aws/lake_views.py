"""A view's name, SQL and columns in, the Glue table that Athena reads as a view out."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from sellthrough.model.tables import Column, Table

_PRESTO_TYPES = {"string": "varchar", "int": "integer", "timestamp": "timestamp(6)"}


def view_input(name: str, sql: str, columns: Sequence[Column], database: str) -> dict[str, Any]:
    """The `TableInput` of a view, in the shape that Athena itself writes."""
    definition = {
        "originalSql": sql,
        "catalog": "awsdatacatalog",
        "schema": database,
        "columns": [{"name": c.name, "type": _PRESTO_TYPES.get(c.type, c.type)} for c in columns],
    }
    encoded = base64.b64encode(json.dumps(definition, sort_keys=True).encode()).decode()
    return {
        "Name": name,
        "TableType": "VIRTUAL_VIEW",
        "ViewOriginalText": f"/* Presto View: {encoded} */",
        "ViewExpandedText": "/* Presto View */",
        "Parameters": {"presto_view": "true", "comment": "Presto View"},
        "StorageDescriptor": {
            "Columns": [{"Name": c.name, "Type": c.type, "Comment": c.about[:255]} for c in columns],
            "Location": "",
            "SerdeInfo": {},
        },
    }


def rows_view_sql(table: Table) -> str:
    """The SQL of the view that shows the published runs of a table of rows."""
    names = ",\n  ".join(f"r.{column.name}" for column in table.columns)
    return (
        f"select\n  {names}\nfrom {table.storage_name} r\njoin published_submissions p\n"
        "  on r.submission_id = p.submission_id and r.run = p.run\nwhere p.submission_state = 'published'"
    )
