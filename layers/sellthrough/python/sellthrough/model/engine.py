"""How much there is to do in, a DuckDB connection for it out: one of its own for many rows, a cursor for few.

Opening a database takes 30 ms of processor time, planning a statement well often more than the few rows it saves: a
small file gets a cursor of the one database that this process keeps, which has no threads and does not optimise.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import gettempdir

import duckdb

SMALL_ROWS = 5_000
_Settings = dict[str, str | bool | int | float | list[str]]
_COMMON: _Settings = {"memory_limit": "900MB", "preserve_insertion_order": False}
_OWN: _Settings = _COMMON | {"threads": 2}
# No thread of the database's own: a process that forks leaves its threads behind.
_SHARED: _Settings = _COMMON | {"threads": 1, "async_threads": 0, "enable_optimizer": False}

Prepare = Callable[[duckdb.DuckDBPyConnection], None]


@contextmanager
def connected(scratch: Path, rows: int, *prepare: Prepare) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose temporary tables and views nobody else sees; closed at the end.

    Args:
        scratch: Folder for what does not fit in memory.
        rows: About how many rows the work reads.
        prepare: Create macros, the same ones each time; of a shared database once.
    """
    if rows <= SMALL_ROWS:
        connection = _shared(prepare).cursor()
    else:
        connection = duckdb.connect(config=_OWN | {"temp_directory": str(scratch / "spill")})
        _prepare(connection, prepare)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def uncollected() -> Iterator[None]:
    """Python's collector of cycles rests: it would walk time and again through masters and look-ups that hold none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def hold(connection: duckdb.DuckDBPyConnection, name: str, query: str, rows: int) -> None:
    """Name the result of a query in this connection: few rows as a table, for they are read many times; else a view."""
    connection.execute(f"create temp {'table' if rows <= SMALL_ROWS else 'view'} {name} as {query}")


@cache
def _shared(prepare: tuple[Prepare, ...]) -> duckdb.DuckDBPyConnection:
    # What does not fit in memory spills where functions may write: DuckDB's own choice is the working directory.
    connection = duckdb.connect(config=_SHARED | {"temp_directory": str(Path(gettempdir()) / "spill")})
    _prepare(connection, prepare)
    return connection


def _prepare(connection: duckdb.DuckDBPyConnection, prepare: tuple[Prepare, ...]) -> None:
    for create in prepare:
        create(connection)
