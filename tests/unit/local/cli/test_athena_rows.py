"""Athena's text cells become typed values; a failed statement says what Athena says."""

from decimal import Decimal
from typing import Any

import pytest

from sellthrough_local.cli.athena_rows import rows_of
from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.failures import RefusedError

COLUMNS = [("n", "bigint"), ("d", "decimal(18,4)"), ("f", "double"), ("b", "boolean"), ("t", "timestamp(3)")]
COLUMNS += [("day", "date"), ("s", "varchar"), ("s", "varchar")]


class FakeAthena:
    """Answers as Athena does: pages of text cells, the first row of a SELECT the headings."""

    def __init__(self, pages: list[list[list[str | None]]], state: str = "SUCCEEDED", reason: str = "") -> None:
        self.pages, self.state, self.reason = pages, state, reason
        self.started: dict[str, Any] = {}

    def start_query_execution(self, **arguments: Any) -> dict[str, str]:
        self.started = arguments
        return {"QueryExecutionId": "q"}

    def get_query_execution(self, QueryExecutionId: str) -> Any:  # noqa: N803
        return {"QueryExecution": {"Status": {"State": self.state, "StateChangeReason": self.reason}}}

    def get_paginator(self, name: str) -> "FakeAthena":
        assert name == "get_query_results"
        return self

    def paginate(self, QueryExecutionId: str) -> Any:  # noqa: N803
        info = [{"Name": name, "Type": kind} for name, kind in COLUMNS]
        for page in self.pages:
            rows = [{"Data": [{} if cell is None else {"VarCharValue": cell} for cell in row]} for row in page]
            yield {"ResultSet": {"Rows": rows, "ResultSetMetadata": {"ColumnInfo": info}}}


class FakeDeployment(Deployment):
    def __init__(self, athena: FakeAthena) -> None:
        super().__init__({"GlueDatabase": "db", "AthenaWorkgroup": "wg"})
        object.__setattr__(self, "_athena", athena)

    def client(self, service: str) -> Any:
        assert service == "athena"
        return self.__dict__["_athena"]


HEADINGS: list[str | None] = [name for name, _ in COLUMNS]
ROW: list[str | None] = ["5", "1.2300", "0.5", "true", "2019-12-31 10:00:00.000", "2019-12-31", "x", None]


def test_cells_get_the_type_of_their_column() -> None:
    athena = FakeAthena([[HEADINGS, ROW], [ROW]])
    names, rows = rows_of(FakeDeployment(athena), "SELECT 1")
    assert names == ["n", "d", "f", "b", "t", "day", "s", "s_8"]
    assert list(rows[0].values()) == [
        5,
        Decimal("1.2300"),
        0.5,
        True,
        "2019-12-31T10:00:00.000",
        "2019-12-31",
        "x",
        None,
    ]
    assert len(rows) == 2
    assert athena.started["QueryExecutionContext"] == {"Database": "db"}


def test_a_statement_without_heading_row_keeps_its_first_row() -> None:
    assert len(rows_of(FakeDeployment(FakeAthena([[ROW]])), "SHOW TABLES")[1]) == 1


def test_a_failed_statement_says_what_athena_says() -> None:
    athena = FakeAthena([], "FAILED", "line 1:8: Column 'x' cannot be resolved")
    with pytest.raises(RefusedError, match="Column 'x' cannot be resolved"):
        rows_of(FakeDeployment(athena), "SELECT x")
