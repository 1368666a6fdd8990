from typing import Any

import pytest

from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.statements import listing, statement_type, trimmed, using_values

COLUMNS = (("period", "string", "The month."), ("on_hand_units", "decimal(18,4)", ""))


class FakeCatalogue:
    """Two tables and a view in `db`."""

    def databases(self) -> list[dict[str, Any]]:
        return [{"Name": "db"}, {"Name": "other"}]

    def database(self, name: str) -> dict[str, Any]:
        if name not in ("db", "other"):
            raise QueryFailure("SCHEMA_NOT_FOUND", name)
        return {"Name": name}

    def tables(self, database: str) -> list[GlueTable]:
        view = GlueTable("db", "sell_through", COLUMNS, view_sql="SELECT 1")
        return [view, GlueTable("db", "kpi_b", COLUMNS), GlueTable("db", "kpi_a", COLUMNS)] if database == "db" else []

    def table(self, database: str, name: str) -> GlueTable:
        found = [t for t in self.tables(database) if t.name == name]
        if not found:
            raise QueryFailure("TABLE_NOT_FOUND", name)
        return found[0]


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SHOW DATABASES", [("db",), ("other",)]),
        ("show schemas like 'o*'", [("other",)]),
        ("SHOW TABLES", [("kpi_a",), ("kpi_b",), ("sell_through",)]),
        ("SHOW TABLES IN db 'kpi_*'", [("kpi_a",), ("kpi_b",)]),
        ("SHOW TABLES IN `other`;", []),
        ("-- all\nSHOW VIEWS IN db", [("sell_through",)]),
        ("SHOW COLUMNS IN db.kpi_a", [("period",), ("on_hand_units",)]),
        ("SHOW COLUMNS FROM kpi_a FROM db", [("period",), ("on_hand_units",)]),
        ("DESCRIBE kpi_a", list(COLUMNS)),
        ("describe `db`.`kpi_a`", list(COLUMNS)),
        ('DESC "awsdatacatalog"."db"."kpi_a"', list(COLUMNS)),
        ("SHOW CREATE VIEW sell_through", [('CREATE VIEW "db"."sell_through" AS SELECT 1',)]),
    ],
)
def test_the_catalogue_answers(sql: str, rows: list[tuple[str, ...]]) -> None:
    listed = listing(sql, "db", FakeCatalogue())  # type: ignore[arg-type]
    assert listed is not None
    assert listed.rows == rows


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DESCRIBE nope", "TABLE_NOT_FOUND"),
        ("SHOW TABLES IN nope", "SCHEMA_NOT_FOUND"),
        ("SHOW PARTITIONS kpi_a", "NOT_SUPPORTED"),
        ("SHOW CREATE VIEW kpi_a", "SYNTAX_ERROR"),
    ],
)
def test_what_cannot_be_listed_says_why(sql: str, code: str) -> None:
    with pytest.raises(QueryFailure) as failure:
        listing(sql, "db", FakeCatalogue())  # type: ignore[arg-type]
    assert failure.value.code == code


def test_a_query_is_no_listing() -> None:
    assert listing("SELECT 1", "db", FakeCatalogue()) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        ("/* x */ -- y\n  select 1", ("DML", "SELECT")),
        ("WITH a AS (SELECT 1) SELECT * FROM a", ("DML", "SELECT")),
        ("(SELECT 1)", ("DML", "SELECT")),
        ("EXECUTE q USING 1", ("DML", "SELECT")),
        ("show tables", ("UTILITY", "SHOW_TABLES")),
        ("desc t", ("UTILITY", "DESCRIBE_TABLE")),
        ("EXPLAIN SELECT 1", ("UTILITY", "EXPLAIN")),
        ("INSERT INTO t SELECT 1", ("DML", "INSERT")),
        ("drop table t", ("DDL", "DROP_TABLE")),
        ("", ("DML", "SELECT")),
    ],
)
def test_statements_are_told_apart(sql: str, kinds: tuple[str, str]) -> None:
    assert statement_type(sql) == kinds


def test_comments_before_and_the_semicolon_behind_are_no_part_of_it() -> None:
    assert trimmed("/* a */ -- b\n SELECT ';' ; ") == "SELECT ';'"


def test_using_takes_a_list_of_literals() -> None:
    assert using_values("1, 'a, b', DATE '2019-10-01'") == ["1", "'a, b'", "CAST('2019-10-01' AS DATE)"]
    for text in ("1 FROM t", "1 WHERE 1 = 1", "("):
        with pytest.raises(QueryFailure):
            using_values(text)
