"""In: an XLSX workbook. Out: its sheets as pages of records."""

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sellthrough.errors import Refused
from sellthrough.read.cells import Record
from sellthrough.read.opened import Opened, Page, Request
from sellthrough.read.package import check_package

_JOINT = " "


def open_workbook(path: Path, request: Request) -> Opened:
    """Open a workbook: its visible sheets, or the one that the agreement names.

    Raises:
        Refused: LIMIT_EXCEEDED or UNREADABLE_FILE.
    """
    layout = request.layout
    check_package(path, request.limits)
    book = _contained(lambda: CalamineWorkbook.from_path(str(path)))
    sheets = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
        and (sheet.visible == SheetVisibleEnum.Visible or sheet.name == layout.sheet)
    ]
    if layout.sheet is not None:
        if layout.sheet not in sheets:
            raise Refused("UNREADABLE_FILE", f"The workbook has no sheet {layout.sheet!r}; it has {_listed(sheets)}.")
        sheets = [layout.sheet]
    pages = (Page(partial(_rows, book, name), name=name, path=request.place, joint=_JOINT) for name in sheets)
    return Opened("xlsx", tuple(pages))


def cell_text(value: Any) -> str:
    """The shortest exact text of a cell's value: 3, 1807.05, 2019-12-31, true."""
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value).replace("\r\n", "\n")


def _number_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{Decimal(repr(value)):f}" if math.isfinite(value) else ""


def _rows(book: CalamineWorkbook, name: str) -> Iterator[Record]:
    """All rows of the sheet from row 1, blank ones too, without the blank cells at their end."""
    sheet = _contained(lambda: book.get_sheet_by_name(name))
    if sheet.start is None:
        return
    indent = [""] * sheet.start[1]
    rows = _contained(sheet.iter_rows)
    number = 0
    while (values := _contained(lambda: next(rows, None))) is not None:
        number += 1
        cells = indent + [cell_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield Record(number, 1, cells or [""], _JOINT.join(cell for cell in cells if cell))


def _contained(call: Any) -> Any:
    """What `call` returns; the parser's errors, and its panics, become UNREADABLE_FILE."""
    try:
        return call()
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise Refused("UNREADABLE_FILE", "The workbook is damaged or not a valid workbook.") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's; it derives from BaseException and cannot be imported
            raise
        raise Refused("UNREADABLE_FILE", "The workbook is damaged or not a valid workbook.") from error


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names) or "no sheet"
