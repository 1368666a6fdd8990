"""In: a text file. Out: its one page: encoding, how its cells are divided, and its records."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sellthrough.errors import Refused
from sellthrough.model.reports import Issue
from sellthrough.read.cells import NO_DIALECT, CellSplitter, Dialect, Record
from sellthrough.read.dialects import find_dialect, is_unanimous
from sellthrough.read.encodings import MIXED, encoding_of, mixed_lines, nul_lines, to_utf8
from sellthrough.read.fixed_width import FixedWidth, find_columns, ruled_columns
from sellthrough.read.limits import Limits, keep_to
from sellthrough.read.opened import Opened, Page, Request
from sellthrough.read.tolerant import has_last_line_end, physical_lines
from sellthrough.read.values import BLANKS

_SAMPLE_CHARS = 1 << 20
_NAMED_LINES = 5
_MIXED_TEXT = "The text is UTF-8, but these lines are not and were read as Windows 1252"
_NUL_TEXT = "These lines hold zero bytes, where something may be lost; each is read as a replacement character"


def open_delimited(path: Path, request: Request) -> Opened:
    """Open text whose lines hold cells: delimited, or in columns of fixed width.

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
    dialect, question = find_dialect(sample, layout)
    columns = _columns(sample, dialect, request)
    if columns:
        dialect, question = NO_DIALECT, ""
    splitter = columns or CellSplitter.of(dialect)

    def records() -> Iterator[Record]:
        return splitter.records(physical_lines(text))

    page = Page(
        records,
        path=request.place,
        joint=dialect.delimiter,
        has_last_line_end=has_last_line_end(text),
        text=text,
        dialect=dialect,
        is_marked=False,
    )
    issues = [Issue(code="UNCLEAR_LAYOUT", severity="question", detail=question)] if question else []
    if encoding == MIXED:
        issues.append(_issue_of_lines("MIXED_ENCODING", _MIXED_TEXT, mixed_lines(path)))
    if dialect.escapechar != "\0" and (lost := nul_lines(text)):
        issues.append(_issue_of_lines("NUL_CHARACTERS", _NUL_TEXT, lost))
    return Opened("fixed_width" if columns else "delimited", (page,), encoding, dialect, issues=tuple(issues))


def _issue_of_lines(code: str, what: str, lines: Sequence[int]) -> Issue:
    first = ", ".join(f"{line:,}" for line in lines[:_NAMED_LINES]) + (" ..." if len(lines) > _NAMED_LINES else "")
    return Issue(code=code, detail=f"{what}: {first}.", line=lines[0] if lines else None)


def _columns(sample: list[str], dialect: Dialect, request: Request) -> FixedWidth | None:
    """The agreement's columns, or those that the lines stand in when no sign separates the cells."""
    if request.layout.widths:
        return FixedWidth.of_widths(request.layout.widths)
    if not request.layout.delimiter and (ruled := ruled_columns(sample)):
        return ruled
    if request.layout.delimiter or dialect.delimiter.strip(" "):
        return None
    if dialect.delimiter == " " and is_unanimous(sample, dialect):
        return None
    return find_columns(sample)


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
    block, length, line = min(4 << 20, limits.line_bytes), 0, 1  # no line over the limit hides within one block
    with text.open("rb") as file:
        while chunk := file.read(block):
            ends = [at for mark in (b"\n", b"\r") if (at := chunk.find(mark)) >= 0]
            length += min(ends, default=len(chunk))
            keep_to("line_bytes", length, limits.line_bytes, f"bytes in line {line:,}")
            line += chunk.count(b"\n")
            if ends:
                length = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
