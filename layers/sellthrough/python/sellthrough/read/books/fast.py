"""In: a whole .xlsx package. Out: its sheets by way of the compiled parser, or None for what only the exact reader can do.

The compiled parser holds whole sheets in memory, drops error values, and knows no hidden rows. So while it parses, every
part is unpacked beside it, measured, and searched for those.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sellthrough.errors import Refused
from sellthrough.read.books.cell_text import column_texts
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.sheets import Row, trimmed

_BLOCK_ROWS = 500
_OVERLAP = 256
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
# Error values, and dates written as text, are read by the exact reader; so is text with escaped characters.
_BEYOND = re.compile(rb"""\st=["'][ed]["']|_x[0-9A-Fa-f]{4}_""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?hidden=["'](?:1|true)["'][^>]*>""")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")


class FastSheet:
    """One worksheet, parsed."""

    def __init__(self, sheet: CalamineSheet, is_hidden: bool) -> None:
        self.name, self.is_hidden = sheet.name, is_hidden
        self.hidden_rows: list[int] = []
        self._sheet = sheet

    def rows(self) -> Iterator[Row]:
        """See `SheetSource`."""
        if self._sheet.start is None:
            return
        indent = [""] * self._sheet.start[1]
        rows, number = self._sheet.iter_rows(), 0
        while block := list(islice(rows, _BLOCK_ROWS)):
            columns = [column_texts(column) for column in zip(*block, strict=True)]
            for cells in zip(*columns, strict=True):
                number += 1
                if filled := trimmed([*indent, *cells]):
                    yield number, filled


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
    hidden: list[int] = []
    is_beyond = False
    for name in parts.names():
        is_xml = name.endswith((".xml", ".rels"))
        last = b""
        for chunk in parts.chunks(name):
            if not is_xml:
                continue
            window = last + chunk
            if b"\0" in window or is_beyond:
                is_beyond = True
            if _ENTITY.search(window.replace(b"\0", b"") if is_beyond else window):
                raise Refused("UNREADABLE_FILE", "The workbook declares XML entities, which are never read.")
            is_beyond = is_beyond or (b"=\"e\"" in window or b"_x" in window or b"=\"d\"" in window or b"='" in window) and _BEYOND.search(window) is not None
            if b"hidden" in window:
                rows = (_ROW_NUMBER.search(match[0]) for match in _HIDDEN_ROW.finditer(window))
                hidden += [int(row[1]) for row in rows if row]
            last = chunk[-_OVERLAP:]
    return None if is_beyond else sorted(set(hidden))
