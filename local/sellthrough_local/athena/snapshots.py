"""Iceberg tables for DuckDB: a metadata location in, a DuckDB table holding exactly that snapshot's rows out.

Data files never change once written, so a new snapshot costs only the files that it added: the rows of each file are
marked with the file's number, those of files that left are deleted, those of new files are inserted.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
from pyiceberg.expressions import AlwaysTrue
from pyiceberg.io.pyarrow import ArrowScan, schema_to_pyarrow
from pyiceberg.table import FileScanTask, StaticTable

from sellthrough_aws.lake_io import BotoFileIO
from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.failures import QueryFailure, not_supported

FILE_COLUMN = "__file"
_IO = {"py-io-impl": f"{BotoFileIO.__module__}.{BotoFileIO.__name__}"}


@dataclass
class _Held:
    """What one Iceberg table has in DuckDB right now."""

    duckdb_name: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    location: str = ""
    schema_id: int | None = None
    files: dict[str, int] = field(default_factory=dict)
    next_file: int = 0
    rows: int = 0


class Snapshots:
    """The rows of the tables that were queried lately, at most `max_rows` in all (the oldest used goes first)."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, max_rows: int = 20_000_000) -> None:
        self._engine = engine
        self._max_rows = max_rows
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._lock = threading.Lock()

    def pin(self, cursor: duckdb.DuckDBPyConnection, tables: Sequence[GlueTable]) -> dict[tuple[str, str], str]:
        """Bring the tables to their snapshots and begin a transaction of `cursor` that sees exactly these.

        Others may refresh or evict the tables while the transaction reads: DuckDB keeps what it sees. The locks are
        taken in one order everywhere, so two queries never wait for each other.

        Returns:
            The name in DuckDB of each (database, name).

        Raises:
            QueryFailure: ICEBERG_BAD_DATA when there is no metadata, NOT_SUPPORTED for delete files.
        """
        wanted = {(table.database, table.name): table.metadata_location for table in tables}
        with ExitStack() as locks:
            names = {}
            for key in sorted(wanted):
                held = self._use(key)
                locks.enter_context(held.lock)
                if not wanted[key]:
                    raise not_supported(f"{key[0]}.{key[1]}: only Iceberg tables and views can be read")
                if held.location != wanted[key]:
                    self._refresh(held, wanted[key])
                names[key] = held.duckdb_name
            cursor.execute("BEGIN")
            for name in names.values():
                cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 0').fetchall()
        self._evict(keep=frozenset(names))
        return names

    def _use(self, key: tuple[str, str]) -> _Held:
        with self._lock:
            held = self._held.setdefault(key, _Held(_duckdb_name(*key)))
            self._held.move_to_end(key)
            return held

    def _refresh(self, held: _Held, location: str) -> None:
        try:
            table = StaticTable.from_metadata(location, _IO)
        except (FileNotFoundError, OSError) as error:
            raise QueryFailure("ICEBERG_BAD_DATA", f"cannot read {location}") from error
        tasks = {task.file.file_path: task for task in table.scan().plan_files()}
        if any(task.delete_files for task in tasks.values()):
            raise not_supported("an Iceberg table with delete files (merge-on-read)")
        cursor = self._engine.cursor()
        cursor.execute("BEGIN")
        try:
            if held.schema_id != table.schema().schema_id or not held.location:
                self._create(cursor, held, table)
            gone = [number for path, number in held.files.items() if path not in tasks]
            files = {path: number for path, number in held.files.items() if path in tasks}
            if gone:
                cursor.execute(f'DELETE FROM "{held.duckdb_name}" WHERE {FILE_COLUMN} IN (SELECT unnest(?))', [gone])
            for path, task in tasks.items():
                if path not in files:
                    files[path] = held.next_file
                    held.next_file += 1
                    self._insert(cursor, held.duckdb_name, table, task, files[path])
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            held.location, held.files = "", {}
            raise
        finally:
            cursor.close()
        held.location, held.files, held.schema_id = location, files, table.schema().schema_id
        held.rows = sum(task.file.record_count for task in tasks.values())

    def _create(self, cursor: duckdb.DuckDBPyConnection, held: _Held, table: StaticTable) -> None:
        cursor.execute(f'DROP TABLE IF EXISTS "{held.duckdb_name}"')
        empty = _plain(schema_to_pyarrow(table.schema(), include_field_ids=False)).empty_table()
        cursor.register("__incoming", empty.append_column(FILE_COLUMN, pa.array([], pa.int64())))
        cursor.execute(f'CREATE TABLE "{held.duckdb_name}" AS SELECT * FROM __incoming')
        cursor.unregister("__incoming")
        held.files = {}

    def _insert(
        self, cursor: duckdb.DuckDBPyConnection, name: str, table: StaticTable, task: FileScanTask, number: int
    ) -> None:
        scan = ArrowScan(table.metadata, table.io, table.schema(), AlwaysTrue())
        for batch in scan.to_record_batches([task]):
            if not batch.num_rows:
                continue
            rows = pa.Table.from_batches([batch])
            rows = rows.cast(_plain(rows.schema))
            cursor.register("__incoming", rows.append_column(FILE_COLUMN, pa.array([number] * len(rows), pa.int64())))
            cursor.execute(f'INSERT INTO "{name}" BY NAME SELECT * FROM __incoming')
            cursor.unregister("__incoming")

    def _evict(self, keep: frozenset[tuple[str, str]]) -> None:
        """Empty the tables used longest ago until the rest fits; the next query over one fetches it again."""
        with self._lock:
            total = sum(held.rows for held in self._held.values())
            for key in list(self._held):
                if total <= self._max_rows:
                    break
                held = self._held[key]
                if key in keep or not held.rows or not held.lock.acquire(blocking=False):
                    continue
                try:
                    self._engine.cursor().execute(f'DELETE FROM "{held.duckdb_name}"')
                    total -= held.rows
                    held.location, held.files, held.rows = "", {}, 0
                finally:
                    held.lock.release()


def _duckdb_name(database: str, name: str) -> str:
    return f"t_{hashlib.sha256(f'{database}.{name}'.encode()).hexdigest()[:24]}"


def _plain(schema: pa.Schema) -> pa.Schema:
    """Iceberg's instants carry a zone in Arrow; Glue and Athena call both kinds of column timestamp."""
    plain = [pa.field(f.name.lower(), pa.timestamp("us") if pa.types.is_timestamp(f.type) else f.type) for f in schema]
    return pa.schema(plain)
