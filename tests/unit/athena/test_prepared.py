"""A statement is translated once, and again as soon as a definition that it rests on has changed."""

from dataclasses import replace

import pytest

from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.prepared import Preparer

TABLE = GlueTable("db", "rows", (("a", "int", ""),), metadata_location="s3://w/1")
VIEW = GlueTable("db", "v", (("a", "int", ""),), view_sql="select r.a from rows r", view_database="db")


class Catalogue:
    """Tables and views that a test can change."""

    def __init__(self) -> None:
        self.tables = {("db", "rows"): TABLE, ("db", "v"): VIEW}

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
    first, before = preparer.prepare("SELECT a FROM v", "db")
    catalogue.tables["db", "rows"] = replace(TABLE, metadata_location="s3://w/2")
    second, now = preparer.prepare("SELECT a FROM v", "db")
    assert second is first
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
    first, _ = preparer.prepare("SELECT a FROM v", "db")
    catalogue.tables[changed.database, changed.name] = changed
    second, translation = preparer.prepare("SELECT a FROM v", "db")
    assert second is not first
    if changed.is_view:
        assert "+ 1" in translation.sql({("db", "rows"): "t"})


def test_the_same_text_in_another_database_is_another_statement(catalogue, preparer):
    catalogue.tables["other", "v"] = replace(TABLE, database="other", name="v")
    assert preparer.prepare("SELECT a FROM v", "db")[0] is not preparer.prepare("SELECT a FROM v", "other")[0]


def test_a_table_that_went_away_is_missing_though_the_text_was_translated(catalogue, preparer):
    preparer.prepare("SELECT a FROM v", "db")
    del catalogue.tables["db", "rows"]
    with pytest.raises(QueryFailure, match="TABLE_NOT_FOUND"):
        preparer.prepare("SELECT a FROM v", "db")
