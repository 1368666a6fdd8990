"""A workbook comes in; a binary package (.xlsb) comes out."""

import datetime as dt
import struct

from tests.books.specified import ERROR_CODES, Book, Cell, Error, Formula, Sheet
from tests.hostile.packages import zip_of

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while True:
        head += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + content


def wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<L", len(raw) // 2) + raw


def xlsb(book: Book) -> bytes:
    strings: dict[str, int] = {}
    parts: dict[str, bytes] = {}
    listed, related = b"", ""
    for number, sheet in enumerate(book.sheets, 1):
        parts[f"xl/worksheets/sheet{number}.bin"] = _sheet(book, sheet, strings)
        listed += record(
            156, struct.pack("<2L", int(sheet.is_hidden), number) + wide(f"rId{number}") + wide(sheet.name)
        )
        related += (
            f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        )
    related += f'<Relationship Id="rIdS" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.bin"/>'
    related += f'<Relationship Id="rIdF" Type="{_RELATIONS}/styles" Target="styles.bin"/>'
    root = f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.bin"/>'
    parts |= {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{root}</Relationships>'.encode(),
        "xl/workbook.bin": record(131)
        + record(153, struct.pack("<2L", int(book.is_1904), 0) + wide(""))
        + record(143)
        + listed
        + record(144)
        + record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>'.encode(),
        "xl/sharedStrings.bin": record(159, struct.pack("<2L", len(strings), len(strings)))
        + b"".join(record(19, b"\0" + wide(text)) for text in strings)
        + record(160),
        "xl/styles.bin": record(278)
        + record(44, struct.pack("<H", 164) + wide("yyyy-mm-dd"))
        + record(617, struct.pack("<L", 2))
        + record(47, struct.pack("<2H", 0, 0) + bytes(12))
        + record(47, struct.pack("<2H", 0, 164) + bytes(12))
        + record(618)
        + record(279),
    }
    return zip_of(parts)


def _sheet(book: Book, sheet: Sheet, strings: dict[str, int]) -> bytes:
    out = record(129) + record(145)
    for number, cells in enumerate(sheet.rows):
        hidden = 0x10 if number + 1 in sheet.hidden_rows else 0
        out += record(0, struct.pack("<2LH", number, 0, 300) + bytes([0, hidden, 0]) + struct.pack("<L", 0))
        out += b"".join(_cell(book, at, cell, strings) for at, cell in enumerate(cells) if cell is not None)
    return out + record(146) + record(130)


def _cell(book: Book, column: int, cell: Cell, strings: dict[str, int]) -> bytes:
    head = struct.pack("<2L", column, int(isinstance(cell, dt.date)))
    tail = struct.pack("<HLL", 0, 0, 0)
    if isinstance(cell, Formula):
        result = cell.result
        if isinstance(result, str):
            return record(8, head + wide(result) + tail)
        if isinstance(result, bool):
            return record(10, head + bytes([result]) + tail)
        return record(9, head + struct.pack("<d", result) + tail)
    if isinstance(cell, Error):
        return record(3, head + bytes([ERROR_CODES[cell]]))
    if isinstance(cell, bool):
        return record(4, head + bytes([cell]))
    if isinstance(cell, str):
        return record(7, head + struct.pack("<L", strings.setdefault(cell, len(strings))))
    if isinstance(cell, dt.date):
        return record(5, head + struct.pack("<d", book.serial(cell)))
    if isinstance(cell, int) and abs(cell) < 1 << 28:
        return record(2, head + struct.pack("<L", (cell << 2 & 0xFFFFFFFF) | 2))
    return record(5, head + struct.pack("<d", float(cell or 0)))
