"""In: a whole .xlsx package. Out: its sheets by way of the compiled parser, or None for what only the exact reader can.

The compiled parser holds whole sheets in memory, drops error values, and knows no hidden rows. So while it parses,
every part is unpacked beside it, measured, and searched for those.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import compress, islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sellthrough.errors import Refused
from sellthrough.read.books.cell_text import column_texts
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.sheets import Columns

_BLOCK_CELLS = 50_000
_OVERLAP = 256
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
# Error values, dates written as text and characters that XML cannot hold: the exact reader reads them.
_BEYOND = (b't="e"', b't="d"', b"_x0")
_BEYOND_IN_SINGLE_QUOTES = (b"t='e'", b"t='d'")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?hidden=["'](?:1|true)["'][^>]*>""")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")


class FastSheet:
    """One worksheet, parsed."""

    def __init__(self, sheet: CalamineSheet, is_hidden: bool) -> None:
        self.name, self.is_hidden = sheet.name, is_hidden
        self.hidden_rows: list[int] = []
        self._sheet = sheet

    def columns(self) -> Iterator[Columns]:
        """See `ColumnSource`."""
        if self._sheet.start is None:
            return
        rows, number, indent = self._sheet.iter_rows(), 1, self._sheet.start[1]
        block_rows = max(1, _BLOCK_CELLS // self._sheet.width)
        while block := list(islice(rows, block_rows)):
            columns: list[Sequence[str]] = [("",) * len(block)] * indent
            columns += [column_texts(column) for column in zip(*block, strict=True)]
            numbers: Sequence[int] = range(number, number + len(block))
            number += len(block)
            if blank := _blank_rows(columns):
                filled = [at not in blank for at in range(len(block))]
                numbers = list(compress(numbers, filled))
                columns = [list(compress(column, filled)) for column in columns]
            while columns and not any(columns[-1]):
                columns.pop()
            if columns:
                yield numbers, columns


def _blank_rows(columns: Sequence[Sequence[str]]) -> set[int]:
    """Positions of the rows of which no cell is filled."""
    blank: Collection[int] = range(len(columns[0]))
    for column in columns:
        blank = [at for at in blank if not column[at]] if "" in column else ()
        if not blank:
            break
    return set(blank)


def fast_sheets(path: Path, parts: Parts) -> list[FastSheet] | None:
    """The worksheets in the workbook's order; None when the exact reader must read them.

    Raises:
        Refused: LIMIT_EXCEEDED, or UNREADABLE_FILE for XML entities.
    """
    with ThreadPoolExecutor(1) as pool:
        parsed = pool.submit(_parse, path)
        hidden = _search(parts)
        sheets = parsed.result()
    if hidden is None or sheets is None:
        return None
    if hidden and len(sheets) > 1:
        return None  # which part is which sheet is for the exact reader to say
    for sheet in sheets:
        sheet.hidden_rows.extend(hidden)
    return sheets


def _parse(path: Path) -> list[FastSheet] | None:
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [
            FastSheet(book.get_sheet_by_name(entry.name), entry.visible != SheetVisibleEnum.Visible)
            for entry in book.sheets_metadata
            if entry.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, OSError, ValueError, OverflowError):
        return None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's; it derives from BaseException and cannot be imported
            raise
        return None


def _search(parts: Parts) -> list[int] | None:
    """Numbers of hidden rows; None when a part holds what only the exact reader can read."""
    hidden: set[int] = set()
    is_beyond = False
    for window in (window for name in parts.names() for window in _windows(parts, name)):
        is_wide = b"\0" in window
        plain = window.replace(b"\0", b"") if is_wide else window
        if b"!" in plain and _ENTITY.search(plain):
            raise Refused("UNREADABLE_FILE", "The workbook declares XML entities, which are never read.")
        marks = _BEYOND + _BEYOND_IN_SINGLE_QUOTES if b"'" in window else _BEYOND
        is_beyond = is_beyond or is_wide or any(mark in window for mark in marks)
        if b"hidden" in window:
            rows = (_ROW_NUMBER.search(match[0]) for match in _HIDDEN_ROW.finditer(window))
            hidden.update(int(row[1]) for row in rows if row)
    return None if is_beyond else sorted(hidden)


def _windows(parts: Parts, name: str) -> Iterator[bytes]:
    """The pieces of an XML part, which overlap a little; of another part, nothing, but it is measured too."""
    last = b""
    for chunk in parts.chunks(name):
        if name.endswith((".xml", ".rels")):
            yield last + chunk
            last = chunk[-_OVERLAP:]
