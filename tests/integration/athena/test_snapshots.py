"""Iceberg snapshots in DuckDB on moto: exactly the rows of the snapshot, and only new files are fetched."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import duckdb
import pyarrow as pa
import pytest
from moto import mock_aws
from tests.account import create_buckets, use_account

from sellthrough.model.arrow import arrow_schema
from sellthrough.model.tables import Table, columns
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_io import store
from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.snapshots import Snapshots

NARROW = Table("kpi_t", "table", "A table.", tuple(columns()[c] for c in ("period", "quantity_units")))
WIDE = Table("kpi_t", "table", "A table.", (*NARROW.columns, columns()["published_at"]))


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    use_account(monkeypatch)
    store.cache_clear()
    with mock_aws():
        create_buckets("warehouse")
        boto3.client("glue").create_database(DatabaseInput={"Name": "db"})
        lake = Lake("db", "s3://warehouse/w")
        lake.migrate([NARROW])
        yield lake
    store.cache_clear()


def rows(table: Table, *values: tuple[str, int]) -> pa.Table:
    content = [{"period": period, "quantity_units": Decimal(units)} for period, units in values]
    return pa.Table.from_pylist(content, schema=arrow_schema(table.columns))


class Reader:
    """A DuckDB with the table in it, counting the data files it fetches."""

    def __init__(self, lake: Lake, monkeypatch: pytest.MonkeyPatch, max_rows: int = 1000) -> None:
        self.lake = lake
        self.engine = duckdb.connect()
        self.snapshots = Snapshots(self.engine, max_rows)
        self.fetched: list[str] = []
        read = store().read

        def counted(location: str) -> bytes:
            self.fetched += [location] if "/data/" in location else []
            return read(location)

        monkeypatch.setattr(store(), "read", counted)

    def __call__(self, table: str = "kpi_t") -> list[Any]:
        return self.select("period, CAST(quantity_units AS INT)", *self.pin(table))

    def pin(self, table: str = "kpi_t") -> tuple[duckdb.DuckDBPyConnection, str]:
        """A cursor in a transaction that sees the table as it is now, and the table's name there."""
        cursor = self.engine.cursor()
        glue = GlueTable("db", table, (), metadata_location=self.lake.table(table).metadata_location)
        return cursor, self.snapshots.pin(cursor, [glue])["db", table]

    def select(self, what: str, cursor: duckdb.DuckDBPyConnection, name: str) -> list[Any]:
        return cursor.execute(f'SELECT {what} FROM "{name}" ORDER BY ALL').fetchall()


def test_an_empty_table_has_no_rows(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Reader(lake, monkeypatch)() == []


def test_each_commit_costs_only_the_files_it_added(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.append("kpi_t", rows(NARROW, ("2019-10", 1), ("2019-11", 2)), {})
    read = Reader(lake, monkeypatch)
    assert read() == [("2019-10", 1), ("2019-11", 2)]
    before = set(read.fetched)
    assert read() == [("2019-10", 1), ("2019-11", 2)]
    assert set(read.fetched) == before
    lake.replace_where(lake.table("kpi_t"), "period", ["2019-11"], rows(NARROW, ("2019-11", 7)), {})
    assert read() == [("2019-10", 1), ("2019-11", 7)]
    assert len(read.fetched) == len(set(read.fetched)), "a file that was there already was fetched again"
    lake.replace_all(lake.table("kpi_t"), rows(NARROW), {})
    assert read() == []


def test_a_new_column_is_there_and_empty_in_old_rows(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.append("kpi_t", rows(NARROW, ("2019-10", 1)), {})
    read = Reader(lake, monkeypatch)
    read()
    lake.migrate([WIDE])
    lake.append("kpi_t", rows(WIDE, ("2019-11", 2)), {})
    assert read() == [("2019-10", 1), ("2019-11", 2)]
    assert read.select("count(published_at)", *read.pin()) == [(0,)]


@pytest.mark.invariant("I8")
def test_a_query_at_work_sees_its_snapshot_while_others_read_newer_ones(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.append("kpi_t", rows(NARROW, ("2019-10", 1)), {})
    read = Reader(lake, monkeypatch, max_rows=0)
    at_work = read.pin()
    lake.replace_all(lake.table("kpi_t"), rows(NARROW, ("2019-10", 2)), {})
    assert read() == [("2019-10", 2)]
    lake.migrate([WIDE])
    assert read() == [("2019-10", 2)]
    assert read.select("period, CAST(quantity_units AS INT)", *at_work) == [("2019-10", 1)]


def test_the_tables_used_longest_ago_make_room_and_come_back(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Table("kpi_u", "table", "Another.", NARROW.columns)
    lake.migrate([other])
    for table in ("kpi_t", "kpi_u"):
        lake.append(table, rows(NARROW, *[("2019-10", n) for n in range(6)]), {})
    read = Reader(lake, monkeypatch, max_rows=8)
    assert len(read("kpi_t")) == 6
    assert len(read("kpi_u")) == 6
    held = {name: held.rows for (_, name), held in read.snapshots._held.items()}
    assert held == {"kpi_t": 0, "kpi_u": 6}
    assert len(read("kpi_t")) == 6


def test_a_table_without_metadata_is_refused(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Reader(lake, monkeypatch)
    with pytest.raises(QueryFailure, match="only Iceberg"):
        read.snapshots.pin(read.engine.cursor(), [GlueTable("db", "plain", ())])
    gone = GlueTable("db", "gone", (), metadata_location="s3://warehouse/w/gone/metadata/1.json")
    with pytest.raises(QueryFailure, match="ICEBERG_BAD_DATA"):
        read.snapshots.pin(read.engine.cursor(), [gone])
