"""The fast path and the exact path give the same records and the same tally on every file that both can read."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sellthrough.model.cleaning import Cleaning, marked_columns
from sellthrough.model.workspace import Layout
from sellthrough.read.body import Body, Tally, TextTable
from sellthrough.read.cells import CellSplitter, Dialect
from sellthrough.read.fast import write_fast
from sellthrough.read.opened import Page
from sellthrough.read.opening import Opening
from sellthrough.read.page.tables import Table
from sellthrough.read.text_blocks import BLOCK_BYTES, Irregular
from sellthrough.read.tolerant import has_last_line_end, physical_lines
from sellthrough.read.writing import text_table, write_exact

HEADINGS = ("Part No", "Qty", "Note")
CELLS = st.sampled_from(
    ["", " ", "A-1", "12", "1,5", "x,y", 'say "hi"', '"', '""', 'a"b', "two\nlines", "three\r\n\nlines", " padded ",
     "Total", "total:", "Grand Total", "#", "# no", "HDR", "TRL", "é€", "合計", "\u00a0", "* foot note", "Part No",
     "Qty", "Note", "5\" TV", "\x1a", "\\", "'", ";", "ok\nTotal,3,\n"]
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=12)
LINES = st.lists(
    st.sampled_from(
        ["A-1,2,x", "", ",,", ' "A-2" ,3,y', '"a""b",1,', '"open', 'close",1,2', "Total,5,", "Grand Total,9,", "# c",
         '"two', 'lines",2,z', "Note only words,,", "TRL,2,", "a,b", "a,b,c,d", "a,b,c,", '"x" y,1,2', 'z,"",',
         "é,合,\u00a0", "Part No,Qty,Note", '"",,', '"Total",,"7"', ",Total,", " , ,", '"""",1,""""', 'x"y,"1,2',
         '5" TV,"a, b",3', '19",20",3', '"",1,"x"', 'x,1,"two', '" y,2,z', '",2,z', '""q"",2",3', 'a,"b""', 'x,"y"z,w',
         '"A",""b,c', '"A","b"" x",c', 'a,"",""', '"a"","",1']
    ),
    max_size=14,
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n"])
BLOCKS = st.sampled_from([16, 40, 100, BLOCK_BYTES])


def body_of(delimiter: str) -> Layout:
    return Layout(preamble_prefix="HDR", trailer_prefix="TRL", delimiter=delimiter)


def both(content: bytes, layout: Layout, headings: Sequence[str] = HEADINGS, block_bytes: int = BLOCK_BYTES) -> bool:
    """Read with both paths and compare; False when the fast path declined."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "text").write_bytes(content)
        text, mark = folder / "text", layout.delimiter or ","
        page = Page(
            lambda: CellSplitter(mark).records(physical_lines(text)),
            joint=mark,
            has_last_line_end=has_last_line_end(text),
            text=text,
            dialect=Dialect(mark, '"', '"'),
        )
        table = Table(page, Opening(tuple(headings), None, 1, ()), Body(tuple(headings), layout))
        fast, exact = Tally(), Tally()
        rows, overlong = write_exact(table, folder / "exact.parquet", exact)
        try:
            assert write_fast(text_table(table, text), folder / "fast.parquet", fast, block_bytes) == rows
        except Irregular:
            return False
        assert pq.read_table(folder / "fast.parquet").equals(pq.read_table(folder / "exact.parquet"))
        assert not overlong
        assert (fast.listed(), fast.ignored_lines, fast.totals, fast.trailer_rows) == (
            exact.listed(), exact.ignored_lines, exact.totals, exact.trailer_rows,
        )  # fmt: skip
        return True


@given(
    rows=ROWS, end=ENDS, delimiter=st.sampled_from([",", ";", "\t", "|"]), quote_all=st.booleans(), block_bytes=BLOCKS
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_paths_agree_on_written_csv(
    rows: list[list[str]], end: str, delimiter: str, quote_all: bool, block_bytes: int
) -> None:
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(
        [*row, "", ""][:3] for row in rows
    )
    both(out.getvalue().encode(), body_of(delimiter), block_bytes=block_bytes)


@given(lines=LINES, end=ENDS, has_last_end=st.booleans(), block_bytes=BLOCKS)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_paths_agree_on_broken_csv(lines: list[str], end: str, has_last_end: bool, block_bytes: int) -> None:
    text = end.join(lines) + (end if has_last_end else "")
    assume(text)
    both(text.encode(), body_of(","), block_bytes=block_bytes)


REGULAR = 'A-1,1,"x, y"\nA-2,2,"two\n\nlines"\nA-3,3,"say ""hi"""\n'


@pytest.mark.parametrize(
    "content",
    [
        REGULAR,
        REGULAR.replace("\n", "\r\n"),
        "\ufeff" + REGULAR,
        REGULAR + "Total,6,\n",
        REGULAR + "Total,6,\n\n* made by hand,,\n",
        "A-0,0,\n\nTotal,0,\n" + REGULAR,
        "Part No,Qty,Note\n" + REGULAR,
        REGULAR + "A-4,4,no line end",
        "HDR,x,y\n" + REGULAR + "TRL,3,\n",
        'A,1,"\n\nTotal,3,\n"\nB,2,\n' + REGULAR,
        'A,1,"a\rb"\n'.replace("\r", "\r\n") + REGULAR,
        "Patrick,1,Total\nTobias,2,\n" + REGULAR,
    ],
)
@pytest.mark.parametrize("block_bytes", [8, 50, BLOCK_BYTES])
def test_the_fast_path_takes_what_is_regular(content: str, block_bytes: int) -> None:
    assert both(content.encode(), body_of(","), block_bytes=block_bytes)


@pytest.mark.parametrize("content", ['5" TV,1,x\n19",2",y\n', '5" TV,1,"x, y"\n"""",2,""\n', 'a"b,1,"x, y"\n'])
def test_the_fast_path_takes_quotes_that_are_text(content: str) -> None:
    assert both((content + 'A-2,2,"two\nlines"\n').encode(), body_of(","))


def test_the_fast_path_tells_what_there_is_to_clean_in_each_column() -> None:
    with tempfile.TemporaryDirectory() as name:
        path, records = Path(name) / "text", Path(name) / "records.parquet"
        path.write_text('A-1, 1,"x, y"\nA-2,2,"two\nlines"\n')
        write_fast(TextTable(path, ",", 1, Body(HEADINGS, Layout())), records, Tally())
        assert marked_columns(records) == {"c1": Cleaning.NOTHING, "c2": Cleaning.SPACES, "c3": Cleaning.ANYTHING}


@pytest.mark.parametrize(
    "content",
    [
        b"A,1,x\nB,2\n",
        b"A,1,x\nB,2,y,z\n",
        b'A,1,"open\nB,2,y\n',
        b"A,1,\0\nB,2,y\n",
        b"A,1,\x01\nB,2,y\n",
        b"A,1,x\rB,2,y\r",
        b"A,1,caf\xe9\nB,2,y\n",
        b'A,1,"x" y\nB,2,z\n',
        b'A,1,"x\ny" z\nB,2,z\n',
        b'A,1,"x""\nB,2,"y, z"\n',
        b'A, "1",x\nB,2,z\n',
        b"",
    ],
)
def test_the_fast_path_declines_what_is_not(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "text"
        path.write_bytes(content)
        table = TextTable(path, ",", 1, Body(HEADINGS, Layout()))
        with pytest.raises(Irregular):
            write_fast(table, Path(name) / "r.parquet", Tally())
