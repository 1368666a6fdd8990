"""Rows of a sheet give the same records whether they come one by one or in blocks of columns."""

import io
import tempfile
from array import array
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sellthrough.model.workspace import Layout
from sellthrough.read.blocks import JOINT, Block, TextColumn, records_of
from sellthrough.read.body import Body, Tally
from sellthrough.read.books.frames import framed, unframed
from sellthrough.read.opened import Page
from sellthrough.read.opening import Opening
from sellthrough.read.page.tables import Table
from sellthrough.read.writing import write_blocks, write_exact

HEADINGS = ("Part No", "Qty", "Note")
CELLS = st.sampled_from(
    ["", "", " ", "A-1", "12", "two\nlines", "Total", "Grand Total", "#", "HDR", "TRL", "é€", "合計", "\u00a0", "* foot note",
     "Part No", "Qty", "Note", "printed by hand", "𝄞"]
)  # fmt: skip
PLAIN = st.tuples(st.sampled_from(["A-1", "B 2", "é"]), st.sampled_from(["1", "2.5"]), CELLS).map(list)
ROWS = st.lists(st.one_of(PLAIN, PLAIN, st.lists(CELLS, min_size=1, max_size=4)), max_size=20)


def blocks_of(rows: list[tuple[int, list[str]]], size: int) -> Iterator[Block]:
    """So many rows a block, as the parser writes them and the reader reads them back."""
    file = io.BytesIO()
    for at in range(0, len(rows), size):
        numbers, cells = zip(*rows[at : at + size], strict=True)
        columns = tuple(map(TextColumn.of, zip_longest(*cells, fillvalue="")))
        file.writelines(framed(Block(array("q", numbers).tobytes(), columns)))
    file.seek(0)
    return unframed(file)


@given(rows=ROWS, size=st.integers(1, 6), first=st.integers(1, 3), skips=st.sets(st.integers(0, 20), max_size=2))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_blocks_give_the_records_that_rows_give(rows: list[list[str]], size: int, first: int, skips: set[int]) -> None:
    numbered = [(at, cells) for at, cells in enumerate(rows, 1) if any(cells) and at not in skips]
    page = Page(lambda: records_of(blocks_of(numbered, size)), "Sales", joint=JOINT)
    layout = Layout(preamble_prefix="HDR", trailer_prefix="TRL")
    table = Table(page, Opening(HEADINGS, None, first, ()), Body(HEADINGS, layout))
    with tempfile.TemporaryDirectory() as name:
        by_rows, by_blocks = Tally(), Tally()
        expected = write_exact(table, Path(name) / "rows.parquet", by_rows)
        assert write_blocks(table, blocks_of(numbered, size), Path(name) / "blocks.parquet", by_blocks) == expected
        assert pq.read_table(Path(name) / "blocks.parquet").equals(pq.read_table(Path(name) / "rows.parquet"))
    assert (by_blocks.listed(), by_blocks.ignored_lines, by_blocks.totals, by_blocks.trailer_rows) == (
        by_rows.listed(), by_rows.ignored_lines, by_rows.totals, by_rows.trailer_rows,
    )  # fmt: skip


def test_blank_rows_between_filled_ones_are_records_too() -> None:
    records = list(records_of(blocks_of([(2, ["a"]), (4, ["", "b", ""])], 1)))
    assert [(record.line, record.cells, record.raw) for record in records] == [
        (1, [""], ""), (2, ["a"], "a"), (3, [""], ""), (4, ["", "b"], "b"),
    ]  # fmt: skip


def test_a_block_of_records_is_taken_whole() -> None:
    (plain,) = blocks_of([(1, ["A", "1"]), (2, ["B", "2"])], 2)
    body = Body(HEADINGS, Layout())
    assert body.are_records(plain)
    assert plain.is_seamless(after=0)
    assert not plain.is_seamless(after=1)


@pytest.mark.parametrize("row", [["Total", "3"], ["* note"], ["A", "1", "", "beyond"], ["", "", ""]])
def test_a_block_with_any_other_row_is_looked_at_row_by_row(row: list[str]) -> None:
    (mixed,) = blocks_of([(1, ["A", "1"]), (2, row)], 2)
    assert not Body(HEADINGS, Layout()).are_records(mixed)


def test_half_a_pair_of_surrogates_is_no_character() -> None:
    assert TextColumn.of(["a\ud834", "b"]).cells == ["a?", "b"]
