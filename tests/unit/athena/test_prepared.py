"""A statement is translated once, and again as soon as a definition that it rests on has changed."""

from dataclasses import replace

import duckdb
import pytest

from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.prepared import Preparer

TABLE = GlueTable("db", "rows", (("a", "int", ""),), metadata_location="s3://w/1")
NAMES = {("db", "rows"): "t", ("db", "text"): "t"}
TEXT = GlueTable("db", "text", (("s", "string", ""),), metadata_location="s3://w/1")
VIEW = GlueTable("db", "v", (("a", "int", ""),), view_sql="select r.a from rows r", view_database="db")


class Catalogue:
    """Tables and views that a test can change."""

    def __init__(self) -> None:
        self.tables = {("db", "rows"): TABLE, ("db", "v"): VIEW, ("db", "text"): TEXT}

    def __call__(self, database: str, name: str) -> GlueTable:
        if (database, name) not in self.tables:
            raise QueryFailure("TABLE_NOT_FOUND", name)
        return self.tables[database, name]


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture
def preparer(catalogue: Catalogue) -> Preparer:
    return Preparer(catalogue)


def test_the_same_text_keeps_its_translation_and_sees_the_newest_snapshot(catalogue, preparer):
    before = preparer.prepare("SELECT a FROM v", "db")
    catalogue.tables["db", "rows"] = replace(TABLE, metadata_location="s3://w/2")
    now = preparer.prepare("SELECT a FROM v", "db")
    assert now.prepared is before.prepared
    assert [t.metadata_location for t in before.tables] == ["s3://w/1"]
    assert [t.metadata_location for t in now.tables] == ["s3://w/2"]


@pytest.mark.parametrize(
    "changed",
    [
        replace(VIEW, view_sql="select r.a + 1 as a from rows r"),
        replace(TABLE, columns=(("a", "bigint", ""),)),
        replace(TABLE, columns=(("a", "int", ""), ("b", "int", ""))),
    ],
)
def test_a_changed_view_or_table_is_translated_again(catalogue, preparer, changed):
    before = preparer.prepare("SELECT a FROM v", "db")
    catalogue.tables[changed.database, changed.name] = changed
    now = preparer.prepare("SELECT a FROM v", "db")
    assert now.prepared is not before.prepared
    if changed.is_view:
        assert "+ 1" in now.sql(NAMES)


def test_the_same_text_in_another_database_is_another_statement(catalogue, preparer):
    catalogue.tables["other", "v"] = replace(TABLE, database="other", name="v")
    here, there = (preparer.prepare("SELECT a FROM v", database).prepared for database in ("db", "other"))
    assert here is not there


def test_a_table_that_went_away_is_missing_though_the_text_was_translated(catalogue, preparer):
    preparer.prepare("SELECT a FROM v", "db")
    del catalogue.tables["db", "rows"]
    with pytest.raises(QueryFailure, match="TABLE_NOT_FOUND"):
        preparer.prepare("SELECT a FROM v", "db")


def test_texts_that_differ_in_their_lists_only_are_translated_once(preparer):
    sql = "SELECT s FROM text WHERE s IN ({}) AND s not in ({})"
    first = preparer.prepare(sql.format("'2025-01'", "'x', 'y'"), "db")
    second = preparer.prepare(sql.format("'2025-02', '2025-03'", "'z'"), "db")
    assert second.prepared is first.prepared
    answers = []
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE t AS SELECT unnest(['2025-01', '2025-02', '2025-03', 'x']) AS s")
        for query in (first, second):
            answers.append(sorted(row[0] for row in engine.execute(query.sql(NAMES)).fetchall()))
    assert answers == [["2025-01"], ["2025-02", "2025-03"]]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("SELECT 'in ('','')' AS s", "in (',')"),
        ("SELECT 'x' AS s WHERE 'O''Hara' IN ('O''Hara')", "x"),
        ("SELECT '(''__list_0__'')' AS s WHERE 'a' IN ('a')", "('__list_0__')"),
    ],
)
def test_what_only_looks_like_a_list_keeps_its_meaning(preparer, text, answer):
    with duckdb.connect() as engine:
        assert engine.execute(preparer.prepare(text, "db").sql({})).fetchall() == [(answer,)]


def test_a_wrong_text_is_told_as_it_came(preparer):
    with pytest.raises(QueryFailure, match="nothing"):
        preparer.prepare("SELECT nothing FROM text WHERE s IN ('a')", "db")
