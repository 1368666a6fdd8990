"""The lake against moto: migrations that repeat, commits that replace exactly what they should, views for Athena."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import duckdb
import pyarrow as pa
import pytest
from moto import mock_aws
from pyiceberg.exceptions import ValidationException
from pyiceberg.expressions import EqualTo
from tests.account import create_buckets, use_account

from sellthrough.model.arrow import arrow_schema
from sellthrough.model.tables import Column, Table, table_of, tables
from sellthrough.publish.rows import write_parquet
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_files import field_ids
from sellthrough_aws.lake_history import ALLOWED, KEPT
from sellthrough_aws.lake_io import store

PUBLISHED = table_of("published_submissions")
WORK_ITEMS = table_of("work_items")


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    use_account(monkeypatch)
    store.cache_clear()
    with mock_aws():
        create_buckets("warehouse")
        boto3.client("glue").create_database(DatabaseInput={"Name": "sellthrough"})
        yield Lake("sellthrough", "s3://warehouse/warehouse")
    store.cache_clear()


def items(*ids: str, submission_id: str = "a") -> pa.Table:
    rows = [{"work_item_id": i, "submission_id": submission_id, "row_count": 1} for i in ids]
    return pa.Table.from_pylist(rows, schema=arrow_schema(WORK_ITEMS.columns))


def ids_in(lake: Lake) -> list[str]:
    return sorted(lake.read("work_items").column("work_item_id").to_pylist())


def published_file(lake: Lake, folder: Path, name: str, partner_id: str) -> Path:
    row = {"submission_id": name, "partner_id": partner_id, "record_type": "sell_through", "run": 1}
    arrow = pa.Table.from_pylist([row], schema=arrow_schema(PUBLISHED.columns))
    path = folder / f"{name}.parquet"
    with duckdb.connect() as connection:
        connection.register("published", arrow)
        write_parquet(connection, "select * from published", field_ids(lake.table("published_submissions")), path)
    return path


def test_a_second_migration_changes_nothing(lake: Lake) -> None:
    created = lake.migrate(tables().values())
    assert len(created) == sum(t.kind != "view" for t in tables().values())
    assert lake.migrate(tables().values()) == []


def test_a_new_column_is_added_and_old_rows_read_null(lake: Lake) -> None:
    lake.migrate([WORK_ITEMS])
    lake.append("work_items", items("w1"), {})
    wider = replace(WORK_ITEMS, columns=(*WORK_ITEMS.columns, Column("extra_units", "decimal(18,4)", "More.")))
    assert lake.migrate([wider]) == ["work_items"]
    assert lake.migrate([wider]) == []
    assert lake.read("work_items").column("extra_units").to_pylist() == [None]


@pytest.mark.parametrize("table", [t for t in tables().values() if t.kind != "view"], ids=lambda t: t.name)
def test_a_file_written_by_duckdb_reads_back_as_it_was(lake: Lake, tmp_path: Path, table: Table) -> None:
    lake.migrate([table])
    values = {
        "string": "'é'", "boolean": "true", "int": "7", "bigint": "8", "date": "date '2020-02-29'",
        "timestamp": "timestamp '2020-02-29 01:02:03.456789'",
    }  # fmt: skip
    query = "select " + ", ".join(
        f"cast({'-1.5' if c.decimal else values[c.type]} as {'varchar' if c.type == 'string' else c.type}) as {c.name}"
        for c in table.columns
    )
    path = tmp_path / "rows.parquet"
    with duckdb.connect() as connection:
        write_parquet(connection, query, field_ids(lake.table(table.storage_name)), path)
        expected = connection.sql(query).to_arrow_table()
    lake.append(table.storage_name, [path], {})
    found = lake.read(table.storage_name)
    assert found.schema.names == [c.name for c in table.columns]
    assert found.to_pylist() == expected.to_pylist()


def test_replacing_where_leaves_the_rest(lake: Lake) -> None:
    lake.migrate([WORK_ITEMS])
    lake.append("work_items", items("w1", "w2"), {})
    lake.append("work_items", items("w3", submission_id="b"), {})
    lake.replace_where(lake.table("work_items"), "submission_id", ["a"], items("w9"), {"cause": "test"})
    assert ids_in(lake) == ["w3", "w9"]
    lake.replace_where(lake.table("work_items"), "submission_id", [], items("w8"), {})
    assert ids_in(lake) == ["w3", "w9"]
    lake.replace_all(lake.table("work_items"), items("w4"), {})
    assert ids_in(lake) == ["w4"]


def test_a_commit_is_found_again_by_its_property(lake: Lake) -> None:
    lake.migrate([WORK_ITEMS])
    lake.append("work_items", items("w1"), {"sellthrough.run": "7"})
    assert lake.has_snapshot("work_items", "sellthrough.run", "7")
    assert not lake.has_snapshot("work_items", "sellthrough.run", "8")
    assert lake.current_property("work_items", "sellthrough.run") == "7"


@pytest.mark.invariant("I8")
def test_replacing_a_partition_fails_when_somebody_changed_it_meanwhile(lake: Lake, tmp_path: Path) -> None:
    lake.migrate([PUBLISHED])
    mine, stale = lake.table("published_submissions"), lake.table("published_submissions")
    where = EqualTo("partner_id", "birch")
    first = lake.replace_files(mine, where, [published_file(lake, tmp_path, "a", "birch")], {})
    with pytest.raises(ValidationException):
        lake.replace_files(stale, where, [published_file(lake, tmp_path, "b", "birch")], {})
    assert lake.read("published_submissions").column("submission_id").to_pylist() == ["a"]
    fresh = lake.table("published_submissions")
    assert lake.replace_files(fresh, where, [published_file(lake, tmp_path, "c", "birch")], {}) > first
    assert lake.read("published_submissions").column("submission_id").to_pylist() == ["c"]


def test_replacing_a_partition_lets_another_partner_commit_meanwhile(lake: Lake, tmp_path: Path) -> None:
    lake.migrate([PUBLISHED])
    lake.replace_files(
        lake.table("published_submissions"),
        EqualTo("partner_id", "elm"),
        [published_file(lake, tmp_path, "x", "elm")],
        {},
    )
    mine = lake.table("published_submissions")
    cedar = [published_file(lake, tmp_path, "b", "cedar")]
    lake.replace_files(lake.table("published_submissions"), EqualTo("partner_id", "cedar"), cedar, {})
    lake.replace_files(mine, EqualTo("partner_id", "birch"), [published_file(lake, tmp_path, "a", "birch")], {})
    found = lake.read("published_submissions").column("submission_id").to_pylist()
    assert sorted(found) == ["a", "b", "x"]


def test_a_file_with_other_columns_is_refused(lake: Lake, tmp_path: Path) -> None:
    lake.migrate([WORK_ITEMS])
    path = tmp_path / "bad.parquet"
    duckdb.sql(f"copy (select 1 as submission_id) to '{path}' (format parquet)")
    with pytest.raises(ValueError, match="not the table's"):
        lake.append("work_items", [path], {})


def test_the_history_stays_short(lake: Lake) -> None:
    lake.migrate([WORK_ITEMS])
    for number in range(ALLOWED + 3):
        lake.replace_where(lake.table("work_items"), "work_item_id", ["w"], items("w"), {"n": f"{number}"})
    assert len(lake.table("work_items").snapshots()) <= ALLOWED
    assert KEPT < ALLOWED
    assert ids_in(lake) == ["w"]


def test_a_view_is_written_as_athena_writes_it(lake: Lake) -> None:
    columns = table_of("data_freshness").columns
    assert lake.create_view("data_freshness", "select 1", columns) is True
    assert lake.create_view("data_freshness", "select 1", columns) is False
    assert lake.create_view("data_freshness", "select 2", columns) is True
    stored = boto3.client("glue").get_table(DatabaseName="sellthrough", Name="data_freshness")["Table"]
    assert (stored["TableType"], stored["Parameters"]["presto_view"]) == ("VIRTUAL_VIEW", "true")
    encoded = stored["ViewOriginalText"].removeprefix("/* Presto View: ").removesuffix(" */")
    definition = json.loads(base64.b64decode(encoded))
    assert definition["originalSql"] == "select 2"
    assert definition["columns"][0] == {"name": "partner_id", "type": "varchar"}
