"""What a column says of its cells is true of every cell, and the file that holds it keeps it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellthrough.model.cleaning import Cleaning, cleaning_of, mark_columns, marked_columns
from sellthrough.normalize.text import clean

CELLS = st.one_of(
    st.none(), st.text(st.sampled_from("ab1 \"'=.,-\t\n\x00\x7fé\u00a0\u200b\u3000\ufeff日"), min_size=1, max_size=4)
)


def column_of(cells: list[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(cells, pa.string())])


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [None],
        ["A-1", None, "two words"],
        ['5" TV', "Men's & Co", "a=b"],
        ["a" * 100, "~", "#"],
        ["a", "b c", "d"],
        ["Média Straße", "日本"],
    ],
)
def test_cells_with_nothing_to_clean_are_plain(cells: list[str | None]) -> None:
    assert cleaning_of(column_of(cells)) is Cleaning.NOTHING


@pytest.mark.parametrize("cell", [" a", "a ", "a  b", "  ", "é  日 "])
def test_spaces_too_many_are_nothing_else(cell: str) -> None:
    assert cleaning_of(column_of(["A-1", cell, "B-2"])) is Cleaning.SPACES


@pytest.mark.parametrize(
    "cell",
    ['"a"', "'a'", '="a"', "a\tb", "a\nb", "a\x00", "a\u00a0b", "a\u200bb", "\ufeffa", "日\u3000本", ' "a"', " ='a'"],
)
def test_one_cell_to_look_at_is_enough(cell: str) -> None:
    assert cleaning_of(column_of(["A-1", cell, "B-2"])) is Cleaning.ANYTHING


@given(cells=st.lists(CELLS, max_size=5))
def test_no_cell_has_more_taken_than_its_column_says(cells: list[str | None]) -> None:
    cleaning = cleaning_of(column_of(cells))
    if cleaning is Cleaning.NOTHING:
        assert [clean(cell) for cell in cells] == cells
    elif cleaning is Cleaning.SPACES:
        assert [(clean(c) or "").replace(" ", "") for c in cells] == [(c or "").replace(" ", "") for c in cells]


def test_the_file_keeps_what_was_found(tmp_path: Path) -> None:
    table = pa.table({"c1": ["a"], "c2": ["b "]})
    for name in ("marked", "unmarked"):
        with pq.ParquetWriter(tmp_path / name, table.schema) as writer:
            writer.write_table(table)
            if name == "marked":
                mark_columns(writer, {"c1": Cleaning.NOTHING, "c2": Cleaning.SPACES})
    assert marked_columns(tmp_path / "marked") == {"c1": Cleaning.NOTHING, "c2": Cleaning.SPACES}
    assert marked_columns(tmp_path / "unmarked") == {}
