"""In: a text file. Out: its one page: encoding, separator, and its records."""

from collections.abc import Iterator
from pathlib import Path

from sellthrough.errors import Refused
from sellthrough.model.reports import Issue
from sellthrough.read.cells import CellSplitter, Record
from sellthrough.read.delimiters import find_delimiter
from sellthrough.read.encodings import encoding_of, to_utf8
from sellthrough.read.limits import Limits, keep_to
from sellthrough.read.opened import Dialect, Opened, Page, Request
from sellthrough.read.tolerant import has_last_line_end, physical_lines
from sellthrough.read.values import BLANKS

_SAMPLE_CHARS = 1 << 20


def open_delimited(path: Path, request: Request) -> Opened:
    """Open delimited text.

    Raises:
        Refused: EMPTY_FILE, LIMIT_EXCEEDED or UNREADABLE_FILE.
    """
    limits, layout = request.limits, request.layout
    keep_to("text_bytes", path.stat().st_size, limits.text_bytes, "bytes of text")
    encoding = encoding_of(path, layout, request.utf8_evidence)
    text = path
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        text = request.folder / "text.utf8"
        to_utf8(path, encoding, text)
    sample = list(_sample(text, limits))
    if not any(line.strip(BLANKS + ',;|"') for line in sample):
        raise Refused("EMPTY_FILE", "No cell of the file is filled.")
    delimiter, question = find_delimiter(sample, layout)
    dialect = Dialect(delimiter, '"', '"')

    def records() -> Iterator[Record]:
        return CellSplitter(delimiter).records(physical_lines(text))

    page = Page(
        records,
        path=request.place,
        joint=delimiter,
        has_last_line_end=has_last_line_end(text),
        text=text,
        dialect=dialect,
        is_marked=False,
    )
    issues = (Issue(code="UNCLEAR_LAYOUT", severity="question", detail=question),) if question else ()
    return Opened("delimited", (page,), encoding, dialect, issues=issues)


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
