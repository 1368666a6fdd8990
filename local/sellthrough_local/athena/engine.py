"""DuckDB over the catalogue: one statement in, its result spooled to local files out."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from sellthrough_local.athena import information_schema
from sellthrough_local.athena.catalogue import Catalogue, GlueTable
from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.prepared import Preparer, Query
from sellthrough_local.athena.rewrite import MACROS
from sellthrough_local.athena.snapshots import Snapshots
from sellthrough_local.athena.statements import Listing, listing, trimmed
from sellthrough_local.athena.translate import parse, translate
from sellthrough_local.athena.types import ResultColumn

_LOOKS = 5
_ERRORS = (
    ("DIVISION_BY_ZERO", ("DIVISION_BY_ZERO", "Division by zero")),
    ("INVALID_CAST_ARGUMENT", ("Could not convert", "Conversion Error", "invalid date", "invalid timestamp")),
    ("NUMERIC_VALUE_OUT_OF_RANGE", ("Overflow in", "Out of Range", "out of range")),
    ("EXCEEDED_MEMORY_LIMIT", ("Out of Memory",)),
)


@dataclass(frozen=True)
class Result:
    """A finished query: its columns, and its cells as text in a Parquet file (c0, c1, ...).

    `has_header` is false for SHOW and DESCRIBE, whose result files have no heading and are tab separated.
    """

    columns: tuple[ResultColumn, ...]
    cells: Path
    row_count: int
    has_header: bool


class Engine:
    """One DuckDB database in memory, spilling to `folder`; every statement runs on a cursor of its own."""

    def __init__(self, catalogue: Catalogue, folder: Path, memory_limit: str = "1GB", threads: int = 2) -> None:
        self.catalogue = catalogue
        self._folder = folder
        self._database = duckdb.connect()
        self._database.execute(f"SET memory_limit = '{memory_limit}'")
        self._database.execute(f"SET threads = {int(threads)}")
        self._database.execute(f"SET temp_directory = '{folder / 'spill'}'")
        self._database.execute("SET TimeZone = 'UTC'")
        for macro in MACROS:
            self._database.execute(macro)
        # Nothing a query says can reach the disk or the network from here on but our own spool folder.
        self._database.execute(f"SET allowed_directories = ['{folder}']")
        self._database.execute("SET enable_external_access = false")
        self._snapshots = Snapshots(self._database)
        self._preparer = Preparer(self._lookup)
        self._cursors: dict[str, duckdb.DuckDBPyConnection] = {}
        self._lock = threading.Lock()

    def run(self, query_id: str, sql: str, database: str) -> Result:
        """Run one statement whose parameters are bound already.

        Raises:
            QueryFailure: What Athena would show as the reason of the state FAILED.
        """
        if (listed := listing(sql, database, self.catalogue)) is not None:
            return self._spool_listing(query_id, listed)
        text = trimmed(sql)
        if text[:8].lower() == "explain ":
            plan = translate(parse(text[8:]), database, self._lookup)
            lines = [(line,) for line in plan.sql(_names_of(plan.tables)).splitlines()]
            return self._spool_listing(query_id, Listing(("Query Plan",), lines))
        query = self._settled(text, database)
        cursor = self._database.cursor()
        with self._lock:
            self._cursors[query_id] = cursor
        try:
            sql = query.sql(self._pin(cursor, query.tables))
            query.prepared.columns = query.prepared.columns or _columns_of(cursor, sql)
            return self._select(cursor, query_id, query.prepared.columns, sql)
        except duckdb.InterruptException as error:
            raise QueryFailure("USER_CANCELED", "Query cancelled by user") from error
        except duckdb.Error as error:
            raise _failure(str(error)) from error
        finally:
            with self._lock:
                self._cursors.pop(query_id, None)
            cursor.close()

    def interrupt(self, query_id: str) -> None:
        """Stop that query if it is running."""
        with self._lock:
            cursor = self._cursors.get(query_id)
            if cursor is not None:
                cursor.interrupt()

    def page(self, result: Result, start: int, count: int) -> list[list[str | None]]:
        """Rows `start` (from 0) to `start + count` of a result, as text."""
        cursor = self._database.cursor()
        try:
            sql = f"SELECT * FROM read_parquet('{result.cells}') LIMIT {int(count)} OFFSET {int(start)}"
            return [list(row) for row in cursor.execute(sql).fetchall()]
        finally:
            cursor.close()

    def write_csv(self, result: Result, path: Path) -> None:
        """The result file as Athena writes it: every cell in quotes, a null as nothing at all."""
        body = path.with_suffix(".body")
        options = (
            "HEADER false, FORCE_QUOTE *, NULLSTR ''" if result.has_header else "HEADER false, DELIMITER '\t', QUOTE ''"
        )
        cursor = self._database.cursor()
        try:
            cursor.execute(f"COPY (SELECT * FROM read_parquet('{result.cells}')) TO '{body}' (FORMAT csv, {options})")
        finally:
            cursor.close()
        heading = ",".join(f'"{column.name}"' for column in result.columns) + "\n" if result.has_header else ""
        with path.open("wb") as target, body.open("rb") as source:
            target.write(heading.encode())
            while chunk := source.read(1 << 20):
                target.write(chunk)
        body.unlink()

    def _lookup(self, database: str, name: str) -> GlueTable:
        if database == information_schema.NAME:
            return information_schema.definition(name)
        return self.catalogue.table(database, name)

    def _settled(self, text: str, database: str) -> Query:
        """The translation over tables that were all current at one instant: nobody committed while they were looked up.

        Without it a query could see the rows from before a publication and the list of publications from after it.
        """
        for _ in range(_LOOKS):
            query = self._preparer.prepare(text, database)
            again = [self._lookup(table.database, table.name).metadata_location for table in query.tables]
            if again == [table.metadata_location for table in query.tables]:
                break
        return query

    def _pin(self, cursor: duckdb.DuckDBPyConnection, tables: Sequence[GlueTable]) -> dict[tuple[str, str], str]:
        names = self._snapshots.pin(cursor, [t for t in tables if t.database != information_schema.NAME])
        for table in tables:
            if table.database == information_schema.NAME:
                schema = pa.schema([(n, pa.int64() if k == "bigint" else pa.string()) for n, k, _ in table.columns])
                rows = pa.Table.from_pylist(information_schema.rows(table.name, self.catalogue), schema=schema)
                cursor.register(f"__{table.name}", rows)
                names[table.database, table.name] = f"__{table.name}"
        return names

    def _select(
        self, cursor: duckdb.DuckDBPyConnection, query_id: str, columns: tuple[ResultColumn, ...], sql: str
    ) -> Result:
        names = [f"c{index}" for index in range(len(columns))]
        cells = ", ".join(f"{c.cell_sql(n)} AS {n}" for c, n in zip(columns, names, strict=True))
        path = self._folder / f"{query_id}.parquet"
        query = f"SELECT {cells} FROM ({sql}) AS r({', '.join(names)})"
        written = cursor.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)").fetchone()
        return Result(columns, path, int(written[0]) if written else 0, has_header=True)

    def _spool_listing(self, query_id: str, listed: Listing) -> Result:
        path = self._folder / f"{query_id}.parquet"
        columns = {f"c{i}": pa.array([row[i] for row in listed.rows], pa.string()) for i in range(len(listed.columns))}
        cursor = self._database.cursor()
        try:
            cursor.register("__listing", pa.table(columns))
            cursor.execute(f"COPY (SELECT * FROM __listing) TO '{path}' (FORMAT parquet)")
        finally:
            cursor.close()
        kinds = tuple(ResultColumn(name, "VARCHAR") for name in listed.columns)
        return Result(kinds, path, len(listed.rows), has_header=False)


def _columns_of(cursor: duckdb.DuckDBPyConnection, sql: str) -> tuple[ResultColumn, ...]:
    described = cursor.execute(f"DESCRIBE {sql}").fetchall()
    return tuple(ResultColumn(str(row[0]), str(row[1])) for row in described)


def _names_of(tables: Sequence[GlueTable]) -> dict[tuple[str, str], str]:
    return {(table.database, table.name): f"{table.database}.{table.name}" for table in tables}


def _failure(text: str) -> QueryFailure:
    first = text.split("\n", maxsplit=1)[0]
    code = next((code for code, marks in _ERRORS if any(mark in text for mark in marks)), "GENERIC_USER_ERROR")
    if code == "DIVISION_BY_ZERO":
        return QueryFailure(code, "Division by zero")
    return QueryFailure(code, first)
