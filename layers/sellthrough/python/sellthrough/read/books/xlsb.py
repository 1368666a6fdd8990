"""In: a binary package (.xlsb). Out: its sheets, row by row in bounded memory. Records as [MS-XLSB] has them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sellthrough.read.books.cell_text import ERRORS, plain_text, truth_text
from sellthrough.read.books.number_formats import kind_of_format_id
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.relations import main_part, relations_of
from sellthrough.read.books.sheets import Damage, Row, placed
from sellthrough.read.books.xlsx_parts import LOST_NOTE, BookParts, SheetEntry, sheets_by_name

_ROW, _BLANK, _RK, _ERROR, _TRUTH, _REAL, _STRING, _SHARED = range(8)
_FORMULA_STRING, _FORMULA_NUMBER, _FORMULA_TRUTH, _FORMULA_ERROR = 8, 9, 10, 11
_RICH_STRING = 62
_STRING_ITEM, _FORMAT, _STYLE = 19, 44, 47
_WORKBOOK, _SHEET, _STYLES_START, _STYLES_END = 153, 156, 617, 618
_MAX_RECORD = 64 << 20


@dataclass(frozen=True)
class _Record:
    kind: int
    content: bytes


def xlsb_sheets(parts: Parts, damage: Damage) -> list["XlsbSheet"]:
    """The worksheets in the workbook's order."""
    book = _book(parts, damage)
    return [XlsbSheet(parts, book, entry, damage) for entry in book.sheets]


class XlsbSheet:
    """One worksheet."""

    def __init__(self, parts: Parts, book: BookParts, entry: SheetEntry, damage: Damage) -> None:
        self.name, self.is_hidden, self.part = entry.name, entry.is_hidden, entry.part
        self.hidden_rows: list[int] = []
        self._parts, self._book, self._damage = parts, book, damage

    def rows(self) -> Iterator[Row]:
        """See `SheetSource`."""
        row, cells = 0, dict[int, str]()
        try:
            for record in _records(self._parts, self.part):
                if record.kind == _ROW:
                    if cells:
                        yield row, placed(cells)
                    cells = {}
                    row = max(row + 1, struct.unpack_from("<L", record.content)[0] + 1)
                    if record.content[11] & 0x10:
                        self.hidden_rows.append(row)
                elif record.kind <= _FORMULA_ERROR or record.kind == _RICH_STRING:
                    row = row or 1  # cells outside any row
                    column, style = struct.unpack_from("<2L", record.content)
                    if text := _text(record, style & 0xFFFFFF, self._book):
                        cells[min(column, 16_384)] = text
        except (struct.error, IndexError, EOFError, UnicodeDecodeError):
            self._damage.note(f"The sheet {self.name!r} is damaged after row {row}; the rows up to there were read.")
        if cells:
            yield row, placed(cells)
        if self._book.has_lost_strings:
            self._damage.note(LOST_NOTE)


def _text(record: _Record, style: int, book: BookParts) -> str:
    kind, content = record.kind, record.content
    if kind == _SHARED:
        return book.string(struct.unpack_from("<L", content, 8)[0])
    if kind in (_STRING, _FORMULA_STRING, _RICH_STRING):
        return plain_text(_wide(content, 9 if kind == _RICH_STRING else 8))
    if kind in (_TRUTH, _FORMULA_TRUTH):
        return truth_text(content[8])
    if kind in (_ERROR, _FORMULA_ERROR):
        return ERRORS.get(content[8], "#N/A")
    if kind in (_REAL, _FORMULA_NUMBER):
        return book.shown(struct.unpack_from("<d", content, 8)[0], style)
    return book.shown(rk_number(struct.unpack_from("<L", content, 8)[0]), style) if kind == _RK else ""


def rk_number(value: int) -> float:
    """A number packed in 32 bits: the upper half of a double or a whole number, either in hundredths."""
    if value & 2:
        number = float((value >> 2) - (1 << 30) * (value >> 31))
    else:
        number = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))[0]
    return number / 100 if value & 1 else number


def _book(parts: Parts, damage: Damage) -> BookParts:
    book = BookParts()
    root = main_part(parts, "xl/workbook.bin")
    relations = relations_of(parts, root)
    by_kind = {relation.kind: relation.target for relation in relations.values()}
    try:
        for record in _records(parts, root):
            if record.kind == _WORKBOOK:
                book.is_1904 = bool(record.content[0] & 1)
            elif record.kind == _SHEET:
                identity = _wide(record.content, 8)
                name = _wide(record.content, 12 + 2 * len(identity))
                relation = relations.get(identity)
                if relation and relation.kind == "worksheet" and parts.has(relation.target):
                    book.sheets.append(SheetEntry(name, bool(record.content[0]), relation.target))
    except (struct.error, IndexError, EOFError, UnicodeDecodeError):
        damage.note("The list of sheets is damaged.")
    if not book.sheets:
        book.sheets.extend(sheets_by_name(parts, ".bin"))
    try:
        _read_formats(parts, by_kind.get("styles", "xl/styles.bin"), book)
        for record in _records(parts, by_kind.get("sharedStrings", "xl/sharedStrings.bin")):
            if record.kind == _STRING_ITEM:
                book.strings.append(plain_text(_wide(record.content, 1)))
    except (struct.error, IndexError, EOFError, UnicodeDecodeError):
        damage.note("The shared strings or number formats are damaged; cells may be empty or show a date as a number.")
    return book


def _read_formats(parts: Parts, part: str, book: BookParts) -> None:
    custom: dict[int, str] = {}
    is_cell_style = False
    for record in _records(parts, part):
        if record.kind == _FORMAT:
            custom[struct.unpack_from("<H", record.content)[0]] = _wide(record.content, 2)
        elif record.kind in (_STYLES_START, _STYLES_END):
            is_cell_style = record.kind == _STYLES_START
        elif record.kind == _STYLE and is_cell_style:
            book.formats.append(kind_of_format_id(struct.unpack_from("<H", record.content, 2)[0], custom))


def _wide(content: bytes, at: int) -> str:
    """A string with its number of UTF-16 units before it; an absent one is ""."""
    length = struct.unpack_from("<L", content, at)[0]
    if length == 0xFFFFFFFF:
        return ""
    if at + 4 + 2 * length > len(content):
        raise EOFError
    return content[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _records(parts: Parts, part: str) -> Iterator[_Record]:
    """Raises EOFError when the part ends within a record."""
    waiting = b""
    at = 0
    for chunk in parts.chunks(part):
        waiting, at = waiting[at:] + chunk, 0
        while (found := _header(waiting, at)) is not None:
            kind, size, start = found
            if size > _MAX_RECORD:
                raise EOFError
            if start + size > len(waiting):
                break
            yield _Record(kind, waiting[start : start + size])
            at = start + size
    if at < len(waiting):
        raise EOFError


def _header(content: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind, size and start of the record at `at`; None when not all of its header is there."""
    if len(content) - at < 6 and _is_torn(content, at):
        return None
    kind = content[at]
    at += 1
    if kind & 0x80:
        kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
        at += 1
    size = 0
    for step in range(4):
        byte = content[at]
        at += 1
        size |= (byte & 0x7F) << 7 * step
        if not byte & 0x80:
            break
    return kind, size, at


def _is_torn(content: bytes, at: int) -> bool:
    rest = content[at : at + 6]
    if not rest:
        return True
    sizes = rest[2:] if rest[0] & 0x80 else rest[1:]
    return not any(byte < 0x80 for byte in sizes[:4]) and len(sizes) < 4
