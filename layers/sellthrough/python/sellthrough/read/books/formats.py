"""In: a workbook and its kind. Out: its sheets, by the reader for that kind; inside the parser's own process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sellthrough.read.books.cfb import MAGIC, CompoundFile
from sellthrough.read.books.ods import ods_sheets
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.sheets import Damage, SheetSource
from sellthrough.read.books.xls import xls_sheets
from sellthrough.read.books.xlsb import xlsb_sheets
from sellthrough.read.books.xlsx import xlsx_sheets
from sellthrough.read.limits import Limits, keep_to


@contextmanager
def open_sheets(
    path: Path, kind: str, limits: Limits, damage: Damage, password: str | None, exact: bool
) -> Iterator[Sequence[SheetSource]]:
    """The sheets of a workbook.

    Args:
        path: The file.
        kind: "xlsx", "xlsb", "ods" or "xls".
        limits: What it may be at most.
        damage: Takes what is wrong.
        password: That opens it, if it has one.
        exact: Leave the compiled parser out.

    Raises:
        Refused: ENCRYPTED_FILE, LIMIT_EXCEEDED or UNREADABLE_FILE.
    """
    if kind == "xls":
        keep_to("workbook_bytes", path.stat().st_size, limits.workbook_bytes, "bytes of workbook")
        content = path.read_bytes()
        stream = CompoundFile(content, damage).stream("Workbook", "Book") if content.startswith(MAGIC) else content
        yield xls_sheets(stream or content, damage)
        return
    with Parts(path, limits, damage) as parts:
        yield _packaged(path, parts, kind, damage, exact)


def _packaged(path: Path, parts: Parts, kind: str, damage: Damage, exact: bool) -> Sequence[SheetSource]:
    if kind == "ods":
        return ods_sheets(parts, damage)
    if kind == "xlsb":
        return xlsb_sheets(parts, damage)
    if parts.is_whole and not exact:
        from sellthrough.read.books.fast import fast_sheets  # noqa: PLC0415 - the others do without the compiled parser

        if (sheets := fast_sheets(path, parts)) is not None and not damage.notes:
            return sheets
    return xlsx_sheets(parts, damage)
