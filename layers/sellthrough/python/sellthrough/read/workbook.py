"""In: a workbook of any kind. Out: its sheets as pages of records, hidden ones marked."""

from pathlib import Path
from typing import get_args

from sellthrough.errors import Refused
from sellthrough.read.blocks import JOINT
from sellthrough.read.books.book import BookKind, BookSheet, open_book
from sellthrough.read.opened import Opened, Opener, Page, Request


def open_workbook(path: Path, kind: BookKind, request: Request) -> Opened:
    """Open a workbook: all its sheets, or the one that the agreement names.

    Raises:
        Refused: ENCRYPTED_FILE, LIMIT_EXCEEDED or UNREADABLE_FILE.
    """
    book = open_book(path, kind, request.folder, request.limits, request.password)
    wanted = request.layout.sheet
    sheets = [sheet for sheet in book.sheets if wanted in (None, sheet.name)]
    if not sheets:
        names = ", ".join(repr(sheet.name) for sheet in book.sheets) or "no sheet"
        missing = f"The workbook has no sheet {wanted!r}; it has {names}." if wanted else "The workbook has no sheet."
        raise Refused("UNREADABLE_FILE", missing)
    pages = tuple(_page(sheet, request, is_named=wanted is not None) for sheet in sheets)
    return Opened(book.kind, pages, issues=book.issues)


def workbook_openers() -> dict[str, Opener]:
    """An opener for each kind of workbook."""

    def opener(kind: BookKind) -> Opener:
        return lambda path, request: open_workbook(path, kind, request)

    return {kind: opener(kind) for kind in get_args(BookKind)}


def _page(sheet: BookSheet, request: Request, *, is_named: bool) -> Page:
    is_hidden = sheet.is_hidden and not is_named
    return Page(sheet.records, sheet.name, request.place, JOINT, is_hidden=is_hidden, blocks=sheet.blocks)
