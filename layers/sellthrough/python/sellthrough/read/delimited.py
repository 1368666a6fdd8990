"""In: a text file. Out: records.parquet and the report.

Large regular text takes the fast path, all other text the exact one; both give the same records.
"""

from collections.abc import Iterator
from pathlib import Path

from sellthrough.errors import Held, Refused
from sellthrough.model.reports import Issue, ReadReport
from sellthrough.model.workspace import Layout
from sellthrough.read.body import Body, Tally, TextTable
from sellthrough.read.cells import CellSplitter, first_records
from sellthrough.read.delimiters import find_delimiter
from sellthrough.read.encodings import encoding_of, to_utf8
from sellthrough.read.fast import write_fast
from sellthrough.read.limits import Limits, keep_to
from sellthrough.read.numbering import Irregular
from sellthrough.read.opening import SAMPLE_CELLS, SAMPLE_ROWS, Opening, find_opening
from sellthrough.read.tolerant import physical_lines, write_tolerant
from sellthrough.read.values import BLANKS

# Below this size the exact path is done before DuckDB has started.
FAST_FROM_BYTES = 1 << 20
# Text larger than this is taken for UTF-8 by its first part; DuckDB, or the exact path, finds out when it is not.
_UTF8_EVIDENCE = 4 << 20
_SAMPLE_CHARS = 1 << 20
_NO_HEADING = (
    "Which line holds the headings, or does the file have none? No line of column names stands above the data."
)


def read_delimited(path: Path, layout: Layout, out_folder: Path, limits: Limits) -> ReadReport:
    """Read delimited text.

    Args:
        path: The file.
        layout: The agreement's layout.
        out_folder: Takes `records.parquet` and, while reading, copies of the text.
        limits: What the file may be at most.

    Raises:
        Refused: EMPTY_FILE, LIMIT_EXCEEDED or UNREADABLE_FILE.
        Held: UNCLEAR_LAYOUT.
    """
    keep_to("text_bytes", path.stat().st_size, limits.text_bytes, "bytes of text")
    try:
        return _read_as(path, encoding_of(path, layout, _UTF8_EVIDENCE), layout, out_folder, limits)
    except UnicodeDecodeError:
        return _read_as(path, encoding_of(path, layout), layout, out_folder, limits)


def _read_as(path: Path, encoding: str, layout: Layout, out_folder: Path, limits: Limits) -> ReadReport:
    """Read in that encoding; UnicodeDecodeError when the file proves not to be in it."""
    text = path
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        text = out_folder / "text.utf8"
        to_utf8(path, encoding, text)
    try:
        delimiter, opening = _open(text, layout, limits)
        tally = Tally()
        for row, kind in opening.above:
            tally.add(row, kind)
        table = TextTable(text, delimiter, opening.body_line, Body(opening.headings, layout))
        rows, overlong, tally = _write(table, out_folder / "records.parquet", tally)
    finally:
        if text != path:
            text.unlink(missing_ok=True)
    return ReadReport(
        kind="delimited",
        encoding=encoding,
        delimiter=delimiter,
        header_line=opening.header_line,
        headings=opening.headings,
        rows_in=rows,
        ignored=tally.listed(),
        ignored_lines=tally.ignored_lines,
        totals=tally.totals,
        trailer_rows=tally.trailer_rows,
        overlong=overlong,
        issues=trailer_issues(rows, tally),
    )


def trailer_issues(rows: int, tally: Tally) -> tuple[Issue, ...]:
    """CONTROL_TOTAL_MISMATCH when the trailer claims another number of records than there are."""
    if tally.trailer_rows is None or tally.trailer_rows == rows:
        return ()
    detail = f"The trailer says {tally.trailer_rows:,} records; the file has {rows:,}."
    return (Issue(code="CONTROL_TOTAL_MISMATCH", detail=detail),)


def _open(text: Path, layout: Layout, limits: Limits) -> tuple[str, Opening]:
    """Separator and opening of the table, from the first lines."""
    sample = list(_sample(text, limits))
    if not any(line.strip(BLANKS + ',;|"') for line in sample):
        raise Refused("EMPTY_FILE", "No cell of the file is filled.")
    delimiter = find_delimiter(sample, layout)
    rows = first_records(CellSplitter(delimiter).records(sample), SAMPLE_ROWS, SAMPLE_CELLS)
    opening = find_opening(rows, layout)
    if opening is None:
        raise Held("UNCLEAR_LAYOUT", _NO_HEADING)
    keep_to("columns", len(opening.headings), limits.columns, "columns")
    return delimiter, opening


def _sample(text: Path, limits: Limits) -> Iterator[str]:
    _check_line_lengths(text, limits)
    chars = 0
    for line in physical_lines(text):
        yield line
        chars += len(line)
        if chars > _SAMPLE_CHARS:
            return


def _check_line_lengths(text: Path, limits: Limits) -> None:
    """Refuse a file with a line over the limit before anything holds that line in memory."""
    if text.stat().st_size <= limits.line_bytes:
        return
    block, length = min(4 << 20, limits.line_bytes), 0  # no line over the limit hides within one block
    with text.open("rb") as file:
        while chunk := file.read(block):
            ends = [at for mark in (b"\n", b"\r") if (at := chunk.find(mark)) >= 0]
            length += min(ends, default=len(chunk))
            keep_to("line_bytes", length, limits.line_bytes, "bytes in one line")
            if ends:
                length = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))


def _write(table: TextTable, records_path: Path, tally: Tally) -> tuple[int, dict[int, int], Tally]:
    if table.text.stat().st_size >= FAST_FROM_BYTES:
        mine = tally.copy()
        try:
            return write_fast(table, records_path, mine), {}, mine
        except Irregular:
            pass
    return *write_tolerant(table, records_path, tally), tally
