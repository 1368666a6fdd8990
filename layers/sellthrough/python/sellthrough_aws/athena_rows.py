"""SQL in, rows in plain Python values out: Athena through its own three calls, for functions without a row engine."""

import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import boto3
from pydantic import BaseModel, ConfigDict

from sellthrough.model.sql_texts import quoted

Row = dict[str, Any]
_POLL_SECONDS = 0.05
_SLOWEST_POLL_SECONDS = 2.0
_WHOLE = ("tinyint", "smallint", "integer", "int", "bigint")


class QueryFailedError(Exception):
    """Athena refused or failed the statement; the message is Athena's."""


class Result(BaseModel):
    """The answer to one statement, as Athena wrote it.

    Attributes:
        columns: Name and Athena type of each; a name that comes twice has a number.
        cells: One row each; None is null.
    """

    model_config = ConfigDict(frozen=True)

    columns: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str | None, ...], ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [name for name, _ in self.columns]

    def rows(self) -> list[Row]:
        """Decimals are `Decimal`, dates and timestamps ISO 8601 strings, what has no plain type Athena's text."""
        return [
            {name: _value(cell, kind) for cell, (name, kind) in zip(row, self.columns, strict=True)}
            for row in self.cells
        ]


class AthenaRows:
    """Statements in one workgroup and database; safe to use from several threads."""

    def __init__(self, database: str, workgroup: str, client: Any = None) -> None:
        self._database = database
        self._workgroup = workgroup
        self._client = client or boto3.client("athena")

    def run(self, sql: str, values: Sequence[str] = ()) -> Result:
        """Run one statement.

        Args:
            values: One text for each `?` of the statement.

        Raises:
            QueryFailedError: Athena refused or failed it.
        """
        bound = {"ExecutionParameters": [quoted(value) for value in values]} if values else {}
        query_id = self._client.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": self._database},
            WorkGroup=self._workgroup,
            **bound,
        )["QueryExecutionId"]
        self._wait(query_id)
        columns: list[tuple[str, str]] = []
        cells: list[tuple[str | None, ...]] = []
        for page in self._client.get_paginator("get_query_results").paginate(QueryExecutionId=query_id):
            result = page["ResultSet"]
            found = [tuple(cell.get("VarCharValue") for cell in row.get("Data", [])) for row in result["Rows"]]
            if not columns:
                names = [c["Name"] for c in result["ResultSetMetadata"]["ColumnInfo"]]
                kinds = [c["Type"] for c in result["ResultSetMetadata"]["ColumnInfo"]]
                columns = list(zip(_unique(names), kinds, strict=True))
                if found and list(found[0]) == names:
                    found = found[1:]
            cells += found
        return Result(columns=tuple(columns), cells=tuple(cells))

    def _wait(self, query_id: str) -> None:
        pause = _POLL_SECONDS
        while True:
            status = self._client.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]["Status"]
            if status["State"] == "SUCCEEDED":
                return
            if status["State"] in ("FAILED", "CANCELLED"):
                raise QueryFailedError(status.get("StateChangeReason") or f"the query was {status['State'].lower()}")
            time.sleep(pause)
            pause = min(pause * 1.5, _SLOWEST_POLL_SECONDS)


def _unique(names: list[str]) -> list[str]:
    return [name if name not in names[:place] else f"{name}_{place + 1}" for place, name in enumerate(names)]


def _value(cell: str | None, kind: str) -> Any:
    if cell is None:
        return None
    if kind in _WHOLE:
        return int(cell)
    if kind.startswith("decimal"):
        return Decimal(cell)
    if kind in ("double", "float", "real"):
        return float(cell)
    if kind == "boolean":
        return cell.lower() == "true"
    return cell.replace(" ", "T", 1) if kind.startswith("timestamp") else cell
