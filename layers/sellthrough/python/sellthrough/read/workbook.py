"""In: an XLSX workbook. Out: records.parquet and the report of the one sheet that holds the table."""

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sellthrough.errors import Held, Refused
from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Layout
from sellthrough.read.body import Body, Tally
from sellthrough.read.cells import Record, first_records
from sellthrough.read.delimited import trailer_issues
from sellthrough.read.limits import Limits, keep_to
from sellthrough.read.opening import SAMPLE_CELLS, SAMPLE_ROWS, Opening, agreement_fit, find_opening
from sellthrough.read.package import check_package
from sellthrough.read.parquet import RecordsFile
from sellthrough.read.tolerant import keep_records
from sellthrough.read.values import filled_cells

_JOINT = " "


def read_workbook(path: Path, layout: Layout, out_folder: Path, limits: Limits) -> ReadReport:
    """Read one sheet of a workbook.

    Args:
        path: The file.
        layout: The agreement's layout.
        out_folder: Takes `records.parquet`.
        limits: What the file may be at most.

    Raises:
        Refused: EMPTY_FILE, LIMIT_EXCEEDED or UNREADABLE_FILE.
        Held: UNCLEAR_LAYOUT.
    """
    check_package(path, limits)
    book = _contained(lambda: CalamineWorkbook.from_path(str(path)))
    name, opening = _choose(book, layout)
    keep_to("columns", len(opening.headings), limits.columns, "columns")
    tally, body = Tally(), Body(opening.headings, layout)
    for row, kind in opening.above:
        tally.add(row, kind, name)
    below = (row for row in _rows(book, name) if row.line >= opening.body_line)
    with RecordsFile(out_folder / "records.parquet", body.width, _JOINT) as out:
        for row in keep_records(below, body, tally, name):
            out.add(name, row.line, row.cells, row.chars)
    return ReadReport(
        kind="xlsx",
        sheet=name,
        header_line=opening.header_line,
        headings=opening.headings,
        rows_in=out.rows,
        ignored=tally.listed(),
        ignored_lines=tally.ignored_lines,
        totals=tally.totals,
        trailer_rows=tally.trailer_rows,
        overlong=out.overlong,
        issues=trailer_issues(out.rows, tally),
    )


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


def _choose(book: CalamineWorkbook, layout: Layout) -> tuple[str, Opening]:
    """The sheet to read and how its table opens."""
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
    samples = {name: _sample(book, name) for name in sheets}
    samples = {name: rows for name, rows in samples.items() if any(filled_cells(row.cells) for row in rows)}
    if not samples:
        raise Refused("EMPTY_FILE", "No sheet of the workbook has a filled cell.")
    openings = {name: find_opening(rows, layout) for name, rows in samples.items()}
    tables = {name: opening for name, opening in openings.items() if opening is not None}
    if not tables:
        raise Held("UNCLEAR_LAYOUT", f"Which row holds the headings? None is plain in {_listed(list(samples))}.")
    if len(tables) > 1:
        fits = {name: agreement_fit(opening.headings, layout) for name, opening in tables.items()}
        best = max(fits.values())
        tables = {name: opening for name, opening in tables.items() if fits[name] == best}
    if len(tables) > 1:
        raise Held("UNCLEAR_LAYOUT", f"Which sheet is the report? These hold tables: {_listed(list(tables))}.")
    return next(iter(tables.items()))


def _sample(book: CalamineWorkbook, name: str) -> list[Record]:
    return first_records(_rows(book, name), SAMPLE_ROWS, SAMPLE_CELLS)


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
