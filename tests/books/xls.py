"""A workbook comes in; an .xls comes out: BIFF8 or BIFF5 in a compound file."""

import datetime as dt
import struct

from tests.books.specified import ERROR_CODES, Book, Cell, Error, Formula, Sheet

_SECTOR = 512
_MAX_RECORD = 8224


def record(kind: int, content: bytes = b"") -> bytes:
    """A record; what is over its size goes into records that continue it."""
    pieces = [content[at : at + _MAX_RECORD] for at in range(0, len(content), _MAX_RECORD)] or [b""]
    out = struct.pack("<2H", kind, len(pieces[0])) + pieces[0]
    return out + b"".join(struct.pack("<2H", 0x3C, len(piece)) + piece for piece in pieces[1:])


def xls(book: Book, is_biff8: bool = True) -> bytes:
    return compound(**{"Workbook" if is_biff8 else "Book": stream(book, is_biff8)})


def stream(book: Book, is_biff8: bool = True) -> bytes:
    """The workbook's stream."""
    strings: dict[str, int] = {}
    bodies = [_sheet(book, sheet, strings, is_biff8) for sheet in book.sheets]
    head = _bof(5, is_biff8) + record(0x42, struct.pack("<H", 1200 if is_biff8 else 1252))
    head += record(0x22, struct.pack("<H", int(book.is_1904)))
    code = b"yyyy\\-mm\\-dd\\ hh:mm"
    head += record(
        0x41E, struct.pack("<H", 164) + (struct.pack("<HB", len(code), 0) if is_biff8 else bytes([len(code)])) + code
    )
    head += record(0xE0, struct.pack("<2H", 0, 0) + bytes(16)) + record(0xE0, struct.pack("<2H", 0, 164) + bytes(16))
    shared = b""
    if is_biff8:
        shared = _shared_strings(strings)
    names = [_sheet_name(sheet.name, is_biff8) for sheet in book.sheets]
    at = len(head) + sum(4 + 6 + len(name) for name in names) + len(shared) + 4
    for sheet, name, body in zip(book.sheets, names, bodies, strict=True):
        head += record(0x85, struct.pack("<L2B", at, int(sheet.is_hidden), 0) + name)
        at += len(body)
    return head + shared + record(0x0A) + b"".join(bodies)


def compound(**streams: bytes) -> bytes:
    """A compound file with these streams, each in sectors of 512 bytes."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, content in streams.items():
        size = max(len(content), 4096)  # smaller ones would lie in the mini stream
        padded = content.ljust(size, b"\0")
        first = len(sectors)
        pieces = [padded[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, size, _SECTOR)]
        sectors += pieces
        chain += [*range(first + 1, len(sectors)), 0xFFFFFFFE]
        entries.append(_entry(name, 2, first, size))
    directory = len(sectors)
    listed = b"".join(entries)
    listed = listed.ljust(-(-len(listed) // _SECTOR) * _SECTOR, b"\0")
    sectors += [listed[at : at + _SECTOR] for at in range(0, len(listed), _SECTOR)]
    chain += [*range(directory + 1, len(sectors)), 0xFFFFFFFE]
    count = 1
    while count * 128 < len(chain) + count:
        count += 1
    first_table = len(sectors)
    chain += [0xFFFFFFFD] * count
    table = struct.pack(f"<{len(chain)}L", *chain).ljust(count * _SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9L", 0, count, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    heads = [first_table + at for at in range(min(count, 109))]
    head += struct.pack("<109L", *heads, *[0xFFFFFFFF] * (109 - len(heads)))
    return head + b"".join(sectors) + table


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    none = struct.pack("<3L", *[0xFFFFFFFF] * 3)
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<H2B", len(raw), kind, 1)
        + none
        + bytes(36)
        + struct.pack("<3L", start, size, 0)
    )


def _bof(kind: int, is_biff8: bool) -> bytes:
    return record(0x809, struct.pack("<4H", 0x600 if is_biff8 else 0x500, kind, 0, 0) + bytes(8 if is_biff8 else 0))


def _string(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<HB", len(raw) // 2, 1) + raw


def _shared_strings(strings: dict[str, int]) -> bytes:
    """The table of strings; where one runs over the end of a record, the next one says again how wide it is."""
    blocks = [bytearray(struct.pack("<2L", len(strings), len(strings)))]
    for text in strings:
        raw = text.encode("utf-16-le")
        if len(blocks[-1]) + 4 > _MAX_RECORD:
            blocks.append(bytearray())
        blocks[-1] += struct.pack("<HB", len(raw) // 2, 1)
        while raw:
            room = (_MAX_RECORD - len(blocks[-1])) // 2 * 2
            if not room:
                blocks.append(bytearray(b"\x01"))
                continue
            blocks[-1] += raw[:room]
            raw = raw[room:]
    out = struct.pack("<2H", 0xFC, len(blocks[0])) + blocks[0]
    return out + b"".join(struct.pack("<2H", 0x3C, len(block)) + block for block in blocks[1:])


def _sheet_name(name: str, is_biff8: bool) -> bytes:
    if is_biff8:
        raw = name.encode("utf-16-le")
        return bytes([len(raw) // 2, 1]) + raw
    return bytes([len(name)]) + name.encode("cp1252", "replace")


def _sheet(book: Book, sheet: Sheet, strings: dict[str, int], is_biff8: bool) -> bytes:
    out = [_bof(0x10, is_biff8)]
    for number, cells in enumerate(sheet.rows):
        hidden = 0x20 if number + 1 in sheet.hidden_rows else 0
        out.append(record(0x208, struct.pack("<8H", number, 0, len(cells), 300, 0, 0, hidden, 0)))
    for number, cells in enumerate(sheet.rows):
        for at, cell in enumerate(cells):
            if cell is not None:
                place = struct.pack("<3H", number, at, int(isinstance(cell, dt.date)))
                out.append(_cell(book, place, cell, strings, is_biff8))
    return b"".join([*out, record(0x0A)])


def _cell(book: Book, place: bytes, cell: Cell, strings: dict[str, int], is_biff8: bool) -> bytes:
    if isinstance(cell, Formula):
        return _formula(place, cell.result, is_biff8)
    if isinstance(cell, Error):
        return record(0x205, place + bytes([ERROR_CODES[cell], 1]))
    if isinstance(cell, bool):
        return record(0x205, place + bytes([cell, 0]))
    if isinstance(cell, str):
        if is_biff8:
            return record(0xFD, place + struct.pack("<L", strings.setdefault(cell, len(strings))))
        raw = cell.encode("cp1252", "replace")
        return record(0x204, place + struct.pack("<H", len(raw)) + raw)
    if isinstance(cell, dt.date):
        return record(0x203, place + struct.pack("<d", book.serial(cell)))
    if isinstance(cell, int) and abs(cell) < 1 << 28:
        return record(0x27E, place + struct.pack("<L", (cell << 2 & 0xFFFFFFFF) | 2))
    return record(0x203, place + struct.pack("<d", float(cell or 0)))


def _formula(place: bytes, result: str | float | bool, is_biff8: bool) -> bytes:
    tail = struct.pack("<HLH", 0, 0, 0)
    if isinstance(result, bool):
        return record(0x06, place + bytes([1, 0, result, 0, 0, 0, 0xFF, 0xFF]) + tail)
    if isinstance(result, str):
        raw = result.encode("cp1252", "replace")
        text = _string(result) if is_biff8 else struct.pack("<H", len(raw)) + raw
        return record(0x06, place + bytes([0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) + tail) + record(0x207, text)
    return record(0x06, place + struct.pack("<d", float(result)) + tail)
