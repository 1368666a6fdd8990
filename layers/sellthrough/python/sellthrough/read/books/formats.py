"""In: a workbook and its kind. Out: its sheets, by the reader for that kind; inside the parser's own process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sellthrough.read.books.cfb import MAGIC, CompoundFile
from sellthrough.read.books.ods import ods_sheets
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.sheets import ColumnSource, Damage, SheetSource
from sellthrough.read.books.xls import xls_sheets
from sellthrough.read.books.xlsb import xlsb_sheets
from sellthrough.read.books.xlsx import xlsx_sheets
from sellthrough.read.books.xlsx_parts import sheets_by_name
from sellthrough.read.limits import Limits, keep_to


@dataclass(frozen=True)
class OpenedBook:
    """The sheets of a workbook and what it turned out to be; its macros are never run nor read."""

    kind: str
    sheets: Sequence[SheetSource | ColumnSource]
    has_macros: bool = False


@contextmanager
def open_book(request: dict[str, Any], limits: Limits, damage: Damage) -> Iterator[OpenedBook]:
    """Open a workbook with the reader for its kind.

    Args:
        request: `path`; `kind`, as `BookKind`; `folder` for copies; `password` that opens it, or None;
            `is_exact` leaves the compiled parser out.
        limits: What it may be at most.
        damage: Takes what is wrong.

    Raises:
        Refused: ENCRYPTED_FILE, LIMIT_EXCEEDED or UNREADABLE_FILE.
    """
    path, kind = Path(request["path"]), request["kind"]
    keep_to("workbook_bytes", path.stat().st_size, limits.workbook_bytes, "bytes of workbook")
    if kind == "locked":
        from sellthrough.read.books.passwords import decrypted_package  # noqa: PLC0415 - few workbooks need it

        package = decrypted_package(CompoundFile(path.read_bytes(), damage), request["password"])
        path, kind = Path(request["folder"]) / "unlocked", "xlsx"
        path.write_bytes(package)
    if kind == "xls":
        content = path.read_bytes()
        file = CompoundFile(content, damage) if content.startswith(MAGIC) else None
        stream = file.stream("Workbook", "Book") if file else None
        has_macros = file is not None and "_VBA_PROJECT_CUR" in file.names()
        yield OpenedBook("xls", xls_sheets(stream or content, damage, request["password"]), has_macros)
        return
    with Parts(path, limits, damage) as parts:
        if kind == "xlsx" and any(sheets_by_name(parts, ".bin")) and not any(sheets_by_name(parts, ".xml")):
            kind = "xlsb"
        has_macros = parts.has("xl/vbaProject.bin")
        if kind == "ods":
            yield OpenedBook(kind, ods_sheets(parts, damage, limits, request["password"]), has_macros)
            return
        yield OpenedBook(kind, _packaged(path, parts, kind, damage, request["is_exact"]), has_macros)


def _packaged(
    path: Path, parts: Parts, kind: str, damage: Damage, is_exact: bool
) -> Sequence[SheetSource | ColumnSource]:
    if kind == "xlsb":
        return xlsb_sheets(parts, damage)
    if parts.is_whole and not is_exact:
        from sellthrough.read.books.fast import fast_sheets  # noqa: PLC0415 - the other kinds do without the parser

        if (sheets := fast_sheets(path, parts)) is not None and not damage.notes:
            return sheets
    return xlsx_sheets(parts, damage)
