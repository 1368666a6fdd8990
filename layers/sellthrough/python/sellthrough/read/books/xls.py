"""In: an .xls workbook, BIFF5 or BIFF8, also a damaged one. Out: its sheets, row by row."""

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from sellthrough.errors import Refused
from sellthrough.read.books.biff_records import BiffRecord, BiffStrings, biff_records
from sellthrough.read.books.cell_text import ERRORS, number_text, plain_text, serial_text, truth_text
from sellthrough.read.books.number_formats import kind_of_format_id
from sellthrough.read.books.sheets import Damage, Row, placed
from sellthrough.read.books.xlsb import rk_number
from sellthrough.read.books.xlsx_parts import LOST, LOST_NOTE

_BOF, _EOF, _CODEPAGE, _DATE_MODE, _FILE_PASS, _SHEET = 0x809, 0x0A, 0x42, 0x22, 0x2F, 0x85
_SST, _FORMAT, _XF = 0xFC, 0x41E, 0xE0
_ROW, _NUMBER, _RK, _MULTIPLE_RK, _SHARED, _LABEL, _RICH_LABEL = 0x208, 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6
_FORMULA, _STRING, _TRUTH_OR_ERROR = 0x06, 0x207, 0x205
# The record of a protection comes right after the first ones.
_PROTECTION_WITHIN = 20
_CODE_PAGES = {367: "ascii", 1200: "utf-16-le", 10000: "mac-roman", 32768: "mac-roman", 32769: "cp1252"}
_GLOBALS = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
_SHEET_START = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x10\x00")
_BROKEN = (struct.error, IndexError, EOFError)


class _Entry(NamedTuple):
    name: str
    is_hidden: bool
    at: int


@dataclass
class _Book:
    is_biff8: bool = True
    codec: str = "cp1252"
    is_1904: bool = False
    has_lost_strings: bool = False
    sheets: list[_Entry] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: list[int] = field(default_factory=list)
    custom: dict[int, str] = field(default_factory=dict)

    def shows(self, style: int) -> str | None:
        return kind_of_format_id(self.formats[style], self.custom) if style < len(self.formats) else None


def xls_sheets(stream: bytes, damage: Damage, password: str | None = None) -> list["XlsSheet"]:
    """The worksheets in the workbook's order.

    Args:
        stream: The workbook's stream, or a damaged file in which its records are looked for.
        damage: Takes what is wrong.
        password: That opens it, if it has one.

    Raises:
        Refused: ENCRYPTED_FILE, or UNREADABLE_FILE when there is no workbook in the stream.
    """
    start = _GLOBALS.search(stream)
    if start is None:
        raise Refused("UNREADABLE_FILE", "The workbook is damaged: its records are not there.")
    if start.start():
        damage.note("The file's list of streams is damaged; the workbook's records were looked for.")
    stream = _unlocked(stream[start.start() :], password)
    book = _globals(stream, damage)
    if not book.sheets:
        found = [match.start() for match in _SHEET_START.finditer(stream)]
        book.sheets = [_Entry(f"Sheet{number}", False, at) for number, at in enumerate(found, 1)]
        damage.note("The list of sheets is damaged or empty; the sheets found have no name of their own.")
    return [XlsSheet(stream, book, entry, damage) for entry in book.sheets]


class XlsSheet:
    """One worksheet."""

    def __init__(self, stream: bytes, book: _Book, entry: _Entry, damage: Damage) -> None:
        self.name, self.is_hidden = entry.name, entry.is_hidden
        self.hidden_rows: list[int] = []
        self._stream, self._book, self._at, self._damage = stream, book, entry.at, damage

    def rows(self) -> Iterator[Row]:
        """See `SheetSource`. Cells come in blocks, so a sheet (65,536 rows at most) is collected first."""
        cells: dict[int, dict[int, str]] = {}
        try:
            for row, column, text in self._cells():
                cells.setdefault(row, {})[column] = text
        except _BROKEN:
            self._damage.note(f"The sheet {self.name!r} is damaged; the rows before the damage were read.")
        if self._book.has_lost_strings:
            self._damage.note(LOST_NOTE)
        for row in sorted(cells):
            yield row + 1, placed(cells.pop(row))

    def _cells(self) -> Iterator[tuple[int, int, str]]:
        depth, waits = 0, None
        for record in biff_records(self._stream, self._at):
            if record.kind == _BOF:
                depth += 1
            elif record.kind == _EOF:
                depth -= 1
                if depth <= 0:
                    return
            elif depth != 1:
                continue
            elif record.kind == _ROW:
                if record.content[12] & 0x20:
                    self.hidden_rows.append(struct.unpack_from("<H", record.content)[0] + 1)
            elif record.kind == _STRING and waits is not None:
                if text := plain_text(_text(self._book, record, 0)):
                    yield (*waits, text)
                waits = None
            elif record.kind == _FORMULA and record.content[12:14] == b"\xff\xff" and record.content[6] == 0:
                waits = struct.unpack_from("<2H", record.content)
            elif record.kind in _READERS:
                yield from ((r, c, text) for r, c, text in _READERS[record.kind](self._book, record) if text)
        self._damage.note(f"The sheet {self.name!r} is cut off; the rows before that were read.")


def _unlocked(stream: bytes, password: str | None) -> bytes:
    for record in islice(biff_records(stream, 0), _PROTECTION_WITHIN):
        if record.kind == _FILE_PASS:
            from sellthrough.read.books.xls_passwords import decrypted_stream  # noqa: PLC0415 - few workbooks need it

            try:
                return decrypted_stream(stream, record.content, password)
            except struct.error as error:
                raise Refused("UNREADABLE_FILE", "The protected workbook is damaged.") from error
    return stream


def _globals(stream: bytes, damage: Damage) -> _Book:
    book = _Book(is_biff8=stream[5] == 6)
    for number, record in enumerate(biff_records(stream, 0)):
        if record.kind == _EOF or (record.kind == _BOF and number):
            break
        try:
            _take(book, record)
        except _BROKEN:
            damage.note("The workbook's own records are damaged; a text may be missing or a date shown as a number.")
    return book


def _take(book: _Book, record: BiffRecord) -> None:
    content = record.content
    if record.kind == _CODEPAGE:
        book.codec = _codec(struct.unpack_from("<H", content)[0])
    elif record.kind == _DATE_MODE:
        book.is_1904 = content[0] == 1
    elif record.kind == _SHEET and content[5] == 0:
        at, hidden = struct.unpack_from("<LB", content)
        raw = content[8 if book.is_biff8 else 7 :]
        codec = ("utf-16-le" if content[7] & 1 else "latin-1") if book.is_biff8 else book.codec
        name = raw[: content[6] * (2 if codec == "utf-16-le" else 1)].decode(codec, "replace")
        book.sheets.append(_Entry(name, bool(hidden & 3), at))
    elif record.kind == _FORMAT:
        number = struct.unpack_from("<H", content)[0]
        book.custom[number] = _text(book, record, 2) if book.is_biff8 else content[3:].decode(book.codec, "replace")
    elif record.kind == _XF:
        book.formats.append(struct.unpack_from("<H", content, 2)[0])
    elif record.kind == _SST:
        strings = BiffStrings(record, 8)
        for _ in range(struct.unpack_from("<L", content, 4)[0]):
            book.strings.append(plain_text(strings.read()))


def _codec(page: int) -> str:
    name = _CODE_PAGES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _text(book: _Book, record: BiffRecord, at: int) -> str:
    if book.is_biff8:
        return BiffStrings(record, at).read()
    length = struct.unpack_from("<H", record.content, at)[0]
    whole = b"".join((record.content, *record.more))
    return whole[at + 2 : at + 2 + length].decode(book.codec, "replace")


Cells = Iterator[tuple[int, int, str]]


def _shown(book: _Book, number: float, style: int) -> str:
    kind = book.shows(style)
    return serial_text(number, kind=kind, is_1904=book.is_1904) if kind else number_text(number)


def _number(book: _Book, record: BiffRecord) -> Cells:
    row, column, style, number = struct.unpack_from("<3Hd", record.content)
    yield row, column, _shown(book, number, style)


def _rk(book: _Book, record: BiffRecord) -> Cells:
    row, column, style, value = struct.unpack_from("<3HL", record.content)
    yield row, column, _shown(book, rk_number(value), style)


def _multiple_rk(book: _Book, record: BiffRecord) -> Cells:
    row, column = struct.unpack_from("<2H", record.content)
    for at in range(4, len(record.content) - 7, 6):
        style, value = struct.unpack_from("<HL", record.content, at)
        yield row, column, _shown(book, rk_number(value), style)
        column += 1


def _shared(book: _Book, record: BiffRecord) -> Cells:
    row, column, _, at = struct.unpack_from("<3HL", record.content)
    if at >= len(book.strings):
        book.has_lost_strings = True
    yield row, column, book.strings[at] if at < len(book.strings) else LOST


def _label(book: _Book, record: BiffRecord) -> Cells:
    row, column = struct.unpack_from("<2H", record.content)
    yield row, column, plain_text(_text(book, record, 6))


def _formula(book: _Book, record: BiffRecord) -> Cells:
    row, column, style, number = struct.unpack_from("<3Hd", record.content)
    if record.content[12:14] != b"\xff\xff":
        yield row, column, _shown(book, number, style)
    elif record.content[6] == 1:
        yield row, column, truth_text(record.content[8])
    elif record.content[6] == 2:
        yield row, column, ERRORS.get(record.content[8], "#N/A")


def _truth_or_error(_: _Book, record: BiffRecord) -> Cells:
    row, column, _, value, is_error = struct.unpack_from("<3H2B", record.content)
    yield row, column, ERRORS.get(value, "#N/A") if is_error else truth_text(value)


_READERS = {
    _NUMBER: _number,
    _RK: _rk,
    _MULTIPLE_RK: _multiple_rk,
    _SHARED: _shared,
    _LABEL: _label,
    _RICH_LABEL: _label,
    _FORMULA: _formula,
    _TRUTH_OR_ERROR: _truth_or_error,
}
