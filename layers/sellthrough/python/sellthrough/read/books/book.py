"""In: a workbook. Out: its sheets as records, and what there is to say about it. Nothing it holds can harm the caller.

book = open_book(path, "xlsx", folder, limits)
for sheet in book.sheets:
    for record in sheet.records(): ...
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

from sellthrough.errors import Refused
from sellthrough.model.reports import Issue
from sellthrough.read.blocks import Block, records_of
from sellthrough.read.books.frames import unframed
from sellthrough.read.cells import Record
from sellthrough.read.limits import Limits

BookKind = Literal["xlsx", "xlsb", "xls", "ods", "locked"]
_START = "import sys; sys.path[:] = {path!r}; from sellthrough.read.books.child import main; main()"


@dataclass(frozen=True)
class BookSheet:
    """One sheet of an opened workbook.

    Attributes:
        name: As its tab shows it.
        is_hidden: Not shown; it is not read unless the agreement names it.
        row_count: Rows with a filled cell.
        hidden_row_count: Rows hidden by a person or a filter; they are read like any other.
    """

    name: str
    is_hidden: bool
    row_count: int
    hidden_row_count: int
    path: Path

    def records(self) -> Iterator[Record]:
        """All rows from row 1 to the last filled one, blank ones too, without the blank cells at their end."""
        return records_of(self.blocks())

    def blocks(self) -> Iterator[Block]:
        """The rows with a filled cell, many at a time."""
        with self.path.open("rb") as file:
            yield from unframed(file)


@dataclass(frozen=True)
class Book:
    """An opened workbook: what it is, its sheets in order, and what a person should know of it."""

    kind: str
    sheets: tuple[BookSheet, ...]
    issues: tuple[Issue, ...]


def open_book(path: Path, kind: BookKind, folder: Path, limits: Limits, password: str | None = None) -> Book:
    """Open a workbook for reading.

    Args:
        path: The file.
        kind: What its bytes say it is; "locked" for one in an encrypted package.
        folder: An existing folder; takes the rows and whoever gave it removes it.
        limits: What the file may be at most, and what the parser may use.
        password: That opens it, if it has one.

    Raises:
        Refused: ENCRYPTED_FILE, LIMIT_EXCEEDED or UNREADABLE_FILE.
    """
    rows = mkdtemp(dir=folder, prefix="book-")
    request = {"path": str(path), "kind": kind, "folder": rows, "limits": asdict(limits), "password": password}
    answer = _parsed(request | {"is_exact": False}, limits)
    if answer is None or "out_of_memory" in answer:
        answer = _parsed(request | {"is_exact": True}, limits)
    if answer is None:
        raise Refused("UNREADABLE_FILE", "The workbook made its parser fail; save it anew and send it again.")
    if "out_of_memory" in answer:
        raise Refused("LIMIT_EXCEEDED", f"Reading it takes more memory than parser_bytes ({limits.parser_bytes:,}).")
    if "refused" in answer:
        raise Refused(*answer["refused"])
    sheets = tuple(
        BookSheet(sheet, is_hidden, rows_filled, hidden_rows, Path(rows) / f"sheet-{number}")
        for number, (sheet, is_hidden, rows_filled, hidden_rows, _) in enumerate(answer["sheets"])
    )
    return Book(answer["kind"], sheets, tuple(_issues(answer)))


def _parsed(request: dict[str, Any], limits: Limits) -> dict[str, Any] | None:
    """The child's answer; None when it died.

    Raises:
        Refused: LIMIT_EXCEEDED for its time.
    """
    command = [sys.executable, "-I", "-S", "-c", _START.format(path=sys.path)]
    too_long = Refused("LIMIT_EXCEEDED", f"Reading takes longer than parser_seconds ({limits.parser_seconds}).")
    try:
        run = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            env={},  # the parser sees no credentials
            timeout=2 * limits.parser_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise too_long from None
    if -run.returncode in (signal.SIGXCPU, signal.SIGKILL):
        raise too_long
    if run.returncode or not run.stdout:
        return None
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def _issues(answer: dict[str, Any]) -> Iterator[Issue]:
    for note in answer["damage"]:
        yield Issue(code="DAMAGED_FILE", severity="question", detail=f"{note} Is what is left enough?")
    if answer["has_macros"]:
        yield Issue(code="MACROS_LEFT_OUT", severity="note", detail="The workbook holds macros; they were not run.")
    for name, is_hidden, rows, hidden_rows, listed in answer["sheets"]:
        if is_hidden and rows:
            detail = (
                f"The sheet {name!r} is hidden; its {rows:,} filled rows are only read when the agreement names it."
            )
            yield Issue(code="HIDDEN_SHEET", sheet=name, detail=detail)
        if hidden_rows:
            numbers = ", ".join(map(str, listed)) + (", ..." if hidden_rows > len(listed) else "")
            detail = f"{hidden_rows:,} rows are hidden ({numbers}); they are read like any other."
            yield Issue(code="HIDDEN_ROWS", sheet=name, line=listed[0], detail=detail)
