"""SQL in, rows with their types out: the three Athena calls, the same locally and on AWS."""

import time
from decimal import Decimal
from typing import Any

from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.cli.screen import Record

_POLL_SECONDS = 0.05
_SLOWEST_POLL_SECONDS = 2.0


def rows_of(deployment: Deployment, sql: str) -> tuple[list[str], list[Record]]:
    """Run one statement.

    Returns:
        The column names (a name that comes twice gets a number) and the rows; decimals are `Decimal`, dates and
        timestamps ISO 8601 strings, everything without a plain type the text that Athena shows.

    Raises:
        RefusedError: Athena refused or failed the statement; the message is Athena's.
    """
    athena = deployment.client("athena")
    query_id = athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": deployment.outputs["GlueDatabase"]},
        WorkGroup=deployment.outputs["AthenaWorkgroup"],
    )["QueryExecutionId"]
    _wait(athena, query_id)
    columns: list[tuple[str, str]] = []
    rows: list[Record] = []
    for page in athena.get_paginator("get_query_results").paginate(QueryExecutionId=query_id):
        result = page["ResultSet"]
        cells = [[cell.get("VarCharValue") for cell in row.get("Data", [])] for row in result["Rows"]]
        if not columns:
            info = result["ResultSetMetadata"]["ColumnInfo"]
            columns = list(zip(_unique([c["Name"] for c in info]), [c["Type"] for c in info], strict=True))
            if cells and cells[0] == [c["Name"] for c in info]:
                cells = cells[1:]
        rows += [{name: _value(cell, kind) for cell, (name, kind) in zip(row, columns, strict=True)} for row in cells]
    return [name for name, _ in columns], rows


def _wait(athena: Any, query_id: str) -> None:
    pause = _POLL_SECONDS
    while True:
        status = athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]["Status"]
        if status["State"] == "SUCCEEDED":
            return
        if status["State"] in ("FAILED", "CANCELLED"):
            raise RefusedError(status.get("StateChangeReason") or f"the query was {status['State'].lower()}")
        time.sleep(pause)
        pause = min(pause * 1.5, _SLOWEST_POLL_SECONDS)


def _unique(names: list[str]) -> list[str]:
    return [name if name not in names[:place] else f"{name}_{place + 1}" for place, name in enumerate(names)]


def _value(cell: str | None, kind: str) -> Any:
    if cell is None:
        return None
    if kind in ("tinyint", "smallint", "integer", "int", "bigint"):
        return int(cell)
    if kind.startswith("decimal"):
        return Decimal(cell)
    if kind in ("double", "float", "real"):
        return float(cell)
    if kind == "boolean":
        return cell.lower() == "true"
    return cell.replace(" ", "T", 1) if kind.startswith("timestamp") else cell
