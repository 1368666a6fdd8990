"""A column is plain only when cleaning leaves every cell as it is, and the file that holds it says so."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellthrough.model.plain_columns import is_plain, mark_plain, plain_columns
from sellthrough.normalize.text import clean

CELLS = st.one_of(st.none(), st.text(st.sampled_from("ab1 \"'=.,-\t\n\x00\x7fé\u00a0\u200b日"), min_size=1, max_size=4))


def column_of(cells: list[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(cells, pa.string())])


@pytest.mark.parametrize(
    "cells",
    [[], [None], ["A-1", None, "two words"], ['5" TV', "Men's & Co", "a=b"], ["a" * 100, "~", "#"], ["a", "b c", "d"]],
)
def test_cells_with_nothing_to_clean_are_plain(cells: list[str | None]) -> None:
    assert is_plain(column_of(cells))


@pytest.mark.parametrize("cell", [" a", "a ", "a  b", '"a"', "'a'", '="a"', "a\tb", "a\nb", "a\x00", "é", "a\u00a0b"])
def test_one_cell_to_look_at_is_enough(cell: str) -> None:
    assert not is_plain(column_of(["A-1", cell, "B-2"]))


@given(cells=st.lists(CELLS, max_size=5))
def test_plain_cells_are_clean(cells: list[str | None]) -> None:
    if is_plain(column_of(cells)):
        assert [clean(cell) for cell in cells] == cells


def test_the_file_says_which_of_its_columns_are_plain(tmp_path: Path) -> None:
    table = pa.table({"c1": ["a"], "c2": ["b"]})
    for name in ("marked", "unmarked"):
        with pq.ParquetWriter(tmp_path / name, table.schema) as writer:
            writer.write_table(table)
            if name == "marked":
                mark_plain(writer, ["c2"])
    assert plain_columns(tmp_path / "marked") == {"c2"}
    assert plain_columns(tmp_path / "unmarked") == frozenset()
