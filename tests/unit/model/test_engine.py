"""One database for all small files of a process: nobody sees the tables of another, and a fork can use it."""

import os
from pathlib import Path

import duckdb
import pytest

from sellthrough.model.engine import SMALL_ROWS, connected, hold


def _double(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create macro double(x) as x * 2")


@pytest.mark.parametrize("rows", [1, SMALL_ROWS + 1])
def test_a_connection_has_its_macros_and_only_its_own_tables(tmp_path: Path, rows: int) -> None:
    for number in (1, 2):  # the second finds no table of the first, open or closed
        with connected(tmp_path, rows, _double) as one, connected(tmp_path, rows, _double) as other:
            hold(one, "held", f"select double({number}) as x", rows)
            assert one.execute("select x from held").fetchall() == [(2 * number,)]
            with pytest.raises(duckdb.CatalogException):
                other.execute("select x from held")


def test_the_shared_database_answers_in_a_forked_process(tmp_path: Path) -> None:
    with connected(tmp_path, 1) as connection:
        hold(connection, "held", "select range as x from range(1000)", 1)
        child = os.fork()
        if child == 0:
            answer = connection.execute("select cast(sum(x) as integer) from held").fetchall()
            os._exit(0 if answer == [(499_500,)] else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
