"""Trino's answers, expression by expression, and what is refused because DuckDB's would differ."""

import duckdb
import pytest

from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.rewrite import MACROS
from sellthrough_local.athena.translate import parse, translate

COLUMNS = {
    "i": ("int", "7"),
    "j": ("bigint", "2"),
    "zero": ("int", "0"),
    "n": ("int", "NULL"),
    "d": ("decimal(18,4)", "10.0000"),
    "e": ("decimal(18,8)", "3.00000000"),
    "f": ("double", "2.5e0"),
    "s": ("string", "'hello'"),
    "t": ("string", "NULL"),
    "dt": ("date", "DATE '2020-01-31'"),
    "ts": ("timestamp", "TIMESTAMP '2020-02-29 12:30:00'"),
    "b": ("boolean", "true"),
}
DUCKDB_TYPES = {"string": "VARCHAR", "int": "INTEGER"}


def answer(sql: str, *, rows: str = "") -> tuple[str | None, str]:
    """The first cell as text and its DuckDB type."""
    table = GlueTable("db", "x", tuple((name, kind, "") for name, (kind, _) in COLUMNS.items()))

    def lookup(database: str, name: str) -> GlueTable:
        if (database, name) == ("db", "x"):
            return table
        raise QueryFailure("TABLE_NOT_FOUND", f"{database}.{name}")

    translated = translate(parse(sql), "db", lookup).sql({("db", "x"): "physical"})
    con = duckdb.connect()
    for macro in MACROS:
        con.execute(macro)
    columns = ", ".join(f"CAST({v} AS {DUCKDB_TYPES.get(k, k)}) AS {n}" for n, (k, v) in COLUMNS.items())
    con.execute(f"CREATE TABLE physical AS SELECT {columns}")
    if rows:
        con.execute(rows)
    kind = con.execute(f"DESCRIBE {translated}").fetchone()
    cell = con.execute(f"SELECT CAST(c AS VARCHAR) FROM ({translated}) AS r(c)").fetchone()
    assert kind is not None
    return (cell[0] if cell else None), kind[1]


@pytest.mark.parametrize(
    ("expression", "expected", "kind"),
    [
        ("i / j", "3", "BIGINT"),
        ("-i / j", "-3", "BIGINT"),
        ("i / n", None, "INTEGER"),
        ("n / i", None, "INTEGER"),
        ("5 / 2", "2", "INTEGER"),
        ("i % j", "1", "BIGINT"),
        ("f / 0e0", "inf", "DOUBLE"),
        ("f / i", "0.35714285714285715", "DOUBLE"),
        ("d / e", "3.33333333", "DECIMAL(30,8)"),
        ("-d / e", "-3.33333333", "DECIMAL(30,8)"),
        ("d / i", "1.4286", "DECIMAL(18,4)"),
        ("i / d", "0.7000", "DECIMAL(18,4)"),
        ("CAST(2 AS decimal(5,0)) / CAST(3 AS decimal(5,0))", "1", "DECIMAL(5,0)"),
        ("CAST(1 AS decimal(5,0)) / CAST(2 AS decimal(5,0))", "1", "DECIMAL(5,0)"),
        ("CAST(-1 AS decimal(5,0)) / CAST(2 AS decimal(5,0))", "-1", "DECIMAL(5,0)"),
        ("d / nullif(d, d)", None, "DECIMAL(22,4)"),
        ("d / nullif(zero, 0)", None, "DECIMAL(18,4)"),
        ("1.0 / 3", "0.3", "DECIMAL(2,1)"),
        ("1.00 / 3", "0.33", "DECIMAL(3,2)"),
        ("sum(i)", "7", "BIGINT"),
        ("sum(d)", "10.0000", "DECIMAL(38,4)"),
        ("sum(f)", "2.5", "DOUBLE"),
        ("sum(i) / 2", "3", "BIGINT"),
        ("sum(i) FILTER (WHERE b)", "7", "BIGINT"),
        ("sum(i) OVER ()", "7", "BIGINT"),
        ("avg(i)", "7.0", "DOUBLE"),
        ("avg(d)", "10.0000", "DECIMAL(18,4)"),
        ("count(*)", "1", "BIGINT"),
        ("d * e", "30.000000000000", "DECIMAL(38,12)"),
        ("d * e * 100000000", "3000000000.000000000000", "DECIMAL(38,12)"),
        ("d + i", "17.0000", "DECIMAL(20,4)"),
        ("d - e", "7.00000000", "DECIMAL(24,8)"),
        ("round(d / 3, 2)", "3.3300", "DECIMAL(19,4)"),
        ("round(f)", "3.0", "DOUBLE"),
        ("round(1.25, 1)", "1.30", "DECIMAL(4,2)"),
        ("CAST(f AS bigint)", "3", "BIGINT"),
        ("CAST(-2.5e0 AS integer)", "-3", "INTEGER"),
        ("CAST(2.5 AS bigint)", "3", "BIGINT"),
        ("CAST(1.005 AS decimal(4,2))", "1.01", "DECIMAL(4,2)"),
        ("CAST('abcdef' AS varchar(3))", "abc", "VARCHAR"),
        ("CAST(d AS varchar)", "10.0000", "VARCHAR"),
        ("CAST(dt AS varchar)", "2020-01-31", "VARCHAR"),
        ("date_diff('month', dt, CAST(ts AS date))", "1", "BIGINT"),
        ("date_diff('month', DATE '2020-01-15', DATE '2020-02-14')", "0", "BIGINT"),
        ("date_diff('month', DATE '2020-01-31', DATE '2020-02-28')", "0", "BIGINT"),
        ("date_diff('year', DATE '2019-12-31', DATE '2020-01-01')", "0", "BIGINT"),
        ("date_diff('day', ts, TIMESTAMP '2020-03-01 12:29:59')", "0", "BIGINT"),
        ("date_diff('day', dt, DATE '2020-01-01')", "-30", "BIGINT"),
        ("date_diff('week', DATE '2020-01-01', DATE '2020-01-14')", "1", "BIGINT"),
        ("date_add('month', 1, dt)", "2020-02-29", "DATE"),
        ("date_add('day', -1, dt)", "2020-01-30", "DATE"),
        ("dt + INTERVAL '1' DAY", "2020-02-01", "DATE"),
        ("ts - INTERVAL '1' HOUR", "2020-02-29 11:30:00", "TIMESTAMP"),
        ("date_trunc('month', dt)", "2020-01-01", "DATE"),
        ("date_trunc('month', ts)", "2020-02-01 00:00:00", "TIMESTAMP"),
        ("date_format(dt, '%Y-%m')", "2020-01", "VARCHAR"),
        ("date_format(ts, '%Y-%m-%d %H:%i')", "2020-02-29 12:30", "VARCHAR"),
        ("year(dt)", "2020", "BIGINT"),
        ("day_of_week(DATE '2020-03-01')", "7", "BIGINT"),
        ("week(DATE '2020-12-31')", "53", "BIGINT"),
        ("last_day_of_month(DATE '2020-02-10')", "2020-02-29", "DATE"),
        ("substr(s, 0, 2)", "", "VARCHAR"),
        ("substr(s, 1, 2)", "he", "VARCHAR"),
        ("substr(s, -3)", "llo", "VARCHAR"),
        ("substr(s, -9)", "", "VARCHAR"),
        ("substr(s, i - 6, 2)", "he", "VARCHAR"),
        ("substr(s, zero)", "", "VARCHAR"),
        ("concat(s, t)", None, "VARCHAR"),
        ("s || t", None, "VARCHAR"),
        ("greatest(i, n)", None, "INTEGER"),
        ("least(i, j)", "2", "BIGINT"),
        ("coalesce(n, i)", "7", "INTEGER"),
        ("if(i > 5, d, e)", "10.00000000", "DECIMAL(22,8)"),
        ("max_by(t, i)", None, "VARCHAR"),
        ("regexp_replace(s, 'l', 'L')", "heLLo", "VARCHAR"),
        ("regexp_extract(s, 'z')", None, "VARCHAR"),
        ("regexp_extract(s, 'l+')", "ll", "VARCHAR"),
        ("strpos(s, 'l')", "3", "BIGINT"),
        ("split_part('a-b', '-', 2)", "b", "VARCHAR"),
        ("lpad('7', 3, '0')", "007", "VARCHAR"),
        ("json_extract_scalar('{\"a\": \"b\"}', '$.a')", "b", "VARCHAR"),
        ("count_if(i > 5)", "1", "BIGINT"),
        ("try_cast('x' AS integer)", None, "INTEGER"),
    ],
)
def test_an_expression_answers_as_trino_does(expression: str, expected: str | None, kind: str) -> None:
    assert answer(f"SELECT {expression} FROM x") == (expected, kind)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT i FROM nope", "TABLE_NOT_FOUND"),
        ("SELECT nope FROM x", "COLUMN_NOT_FOUND"),
        ("SELECT i AS k FROM x GROUP BY k", "COLUMN_NOT_FOUND"),
        ("SELECT i AS k FROM x WHERE k = 1", "COLUMN_NOT_FOUND"),
        ("SELECT i FROM", "SYNTAX_ERROR"),
        ("SELECT 1; SELECT 2", "SYNTAX_ERROR"),
        ("DROP TABLE x", "NOT_SUPPORTED"),
        ("INSERT INTO x SELECT * FROM x", "NOT_SUPPORTED"),
        ("CREATE TABLE y AS SELECT 1 AS a", "NOT_SUPPORTED"),
        ("SELECT * FROM read_csv('/etc/passwd')", "NOT_SUPPORTED"),
        ("SELECT read_text('/etc/passwd')", "FUNCTION_NOT_FOUND"),
        ("SELECT format_datetime(ts, 'yyyy') FROM x", "FUNCTION_NOT_FOUND"),
        ("SELECT ts AT TIME ZONE 'Europe/Paris' FROM x", "NOT_SUPPORTED"),
        ("SELECT CAST(f AS varchar) FROM x", "NOT_SUPPORTED"),
        ("SELECT * FROM x WHERE dt >= '2019-10-01'", "TYPE_MISMATCH"),
        ("SELECT * FROM x WHERE s = 5", "TYPE_MISMATCH"),
        ("SELECT * FROM x WHERE i IN ('1', '2')", "TYPE_MISMATCH"),
        ("SELECT * FROM x WHERE dt BETWEEN '2019-10-01' AND '2019-10-31'", "TYPE_MISMATCH"),
        ("SELECT s + 1 FROM x", "TYPE_MISMATCH"),
        ("SELECT s || i FROM x", "TYPE_MISMATCH"),
        ("SELECT d FROM x UNION ALL SELECT e FROM x", "NOT_SUPPORTED"),
        ("SELECT dt - dt FROM x", "NOT_SUPPORTED"),
    ],
)
def test_a_wrong_or_doubtful_query_is_refused(sql: str, code: str) -> None:
    with pytest.raises(QueryFailure) as failure:
        answer(sql)
    assert failure.value.code == code


@pytest.mark.parametrize(
    "expression", ["i / zero", "i % zero", "d / zero", "d / CAST(0 AS decimal(4,2))", "sum(i) / 0"]
)
def test_division_by_zero_is_an_error(expression: str) -> None:
    with pytest.raises(duckdb.Error, match=r"(?i)division.by.zero"):
        answer(f"SELECT {expression} FROM x")


def test_nulls_sort_last_in_both_directions() -> None:
    for direction in ("ASC", "DESC"):
        sql = f"SELECT array_join(array_agg(i ORDER BY i {direction}), ',') FROM x"
        cell, _ = answer(sql, rows="INSERT INTO physical (i) VALUES (NULL), (1)")
        assert cell in ("1,7", "7,1")
        first, _ = answer(
            f"SELECT i FROM x ORDER BY i {direction} LIMIT 1", rows="INSERT INTO physical (i) VALUES (NULL)"
        )
        assert first == "7"
