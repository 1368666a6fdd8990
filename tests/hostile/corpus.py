"""A seed comes in; 100 hostile files go out, each with what it attacks. The same seed writes the same bytes."""

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.hostile.packages import far_cell, plain_workbook, sheet_of, workbook, zip_of

SEED = 20260101
_ONE = b'<row r="1"><c r="A1"><v>1</v></c></row>'
_ABSURD = b'<row r="1"><c r="A1"><v>1e999</v></c><c r="B1" s="1"><v>1e308</v></c></row>'
_ALL = b"A1:XFD1048576"


@dataclass(frozen=True)
class HostileFile:
    """One file: what it attacks, the name it comes with, its bytes."""

    attack: str
    name: str
    content: bytes


def hostile_files(seed: int = SEED) -> Iterator[HostileFile]:
    """All of them, in a fixed order."""
    dice = random.Random(seed)
    table = regular_csv(dice, 200)
    book = plain_workbook(60)
    for part in (_empties, _kinds, _lines, _encodings, _names, _cells, _quotes, _shapes, _packages):
        yield from part(dice, table, book)
    for step in range(1, 11):
        yield HostileFile(f"csv cut off at {step} of 11", "torn.csv", table[: len(table) * step // 11])
        yield HostileFile(f"xlsx cut off at {step} of 11", "torn.xlsx", book[: len(book) * step // 11])


def regular_csv(dice: random.Random, rows: int) -> bytes:
    """A table as a partner sends it, with quoted separators, quotes and line breaks."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Invoice", "Date", "SKU", "Description", "Qty", "Amount"])
    for at in range(rows):
        note = dice.choice(["plain", "with, comma", 'with "quotes"', "two\nlines", "é€"])
        writer.writerow(
            [f"INV{at}", f"2019-10-{1 + at % 28:02d}", f"SKU-{at % 7}", note, dice.randint(1, 9), "1,234.50"]
        )
    return out.getvalue().encode()


def _files(attack: str, *named: tuple[str, bytes]) -> Iterator[HostileFile]:
    return (HostileFile(attack, name, content) for name, content in named)


def _empties(_dice: random.Random, _table: bytes, _book: bytes) -> Iterator[HostileFile]:
    yield from _files("nothing in it", ("empty.csv", b""), ("empty.xlsx", b""), ("spaces.csv", b" \r\n \t \r\n" * 50))
    yield from _files("nothing in it", ("bom.csv", b"\xef\xbb\xbf"), ("commas.csv", b",,,\n" * 9))
    yield from _files("headings only", ("head.csv", b"SKU,Qty\r\n"), ("no end.csv", b"SKU;Qty;Date"))
    yield from _files("only quotes", ("quotes.csv", b'"' * 999), ("pairs.csv", b'"",""\n' * 40))


def _kinds(dice: random.Random, table: bytes, book: bytes) -> Iterator[HostileFile]:
    yield from _files(
        "wrong extension", ("text.xlsx", table), ("book.csv", book), ("page.xls", b"<html><table><tr><td>1")
    )
    yield from _files(
        "another format",
        ("a.pdf", b"%PDF-1.4\n1 0 obj"),
        ("a.json", b'[{"sku": "A-1"}]'),
        ("a.csv.gz", b"\x1f\x8b\x08\x00" * 9),
    )
    yield from _files(
        "binary",
        ("noise.csv", dice.randbytes(70_000)),
        ("zeros.csv", bytes(5_000)),
        ("prog.csv", b"MZ\x90\x00" + bytes(99)),
    )
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    yield from _files(
        "old or locked workbook",
        ("old.xls", ole + "Workbook".encode("utf-16-le")),
        ("locked.xlsx", ole + "EncryptedPackage".encode("utf-16-le")),
    )


def _lines(_dice: random.Random, table: bytes, _book: bytes) -> Iterator[HostileFile]:
    yield from _files("one 10 MB line", ("cells.csv", b"abcdefg," * 1_310_720), ("cell.csv", b"x" * 10_485_760))
    yield from _files("one 10 MB line", ("below.csv", b"sku,qty\n" + b'"' + b"y" * 10_485_760 + b'",1\nA-2,2\n'))
    yield from _files("one 10 MB line", ("stray.csv", b"sku,qty\n" + b'"a,' * 3_495_253 + b"1\nA-2,2\n"))
    yield from _files("one 20 MB line", ("over.csv", b"sku,qty\nA-1," + b"9" * 20_971_520 + b"\n"))
    yield from _files(
        "line ends",
        ("cr.csv", table.replace(b"\r\n", b"\r")),
        ("mixed.csv", b"sku,qty\nA-1,1\r\nA-2,2\rA-3,3\n\rA-4,4"),
    )
    yield from _files("line ends", ("blank.csv", b"sku,qty\n" + b"\n\r\n\r" * 2_000 + b"A-1,1\n"))


def _encodings(dice: random.Random, table: bytes, _book: bytes) -> Iterator[HostileFile]:
    text = table.decode()
    yield from _files("NULs", ("nul.csv", table.replace(b"SKU-3", b"SKU\x00-3")), ("padded.csv", table + bytes(20)))
    yield from _files(
        "UTF-16 without a mark", ("le.csv", text.encode("utf-16-le")), ("odd.csv", text.encode("utf-16-le") + b"x")
    )
    yield from _files("mixed encodings", ("mixed.csv", table + "INV,2019-01-01,caf\xe9,1,2,3\r\n".encode("cp1252")))
    yield from _files(
        "mixed encodings",
        ("half.csv", text.encode("utf-16")[:999] + table),
        ("utf7.csv", b"sku,note\nA-1,+ADw-script+AD4-\n"),
    )
    yield from _files(
        "broken UTF-8",
        ("cut.csv", b"sku,name\nA-1,\xe2\x82\nA-2,\xf0\x9f\x98\n"),
        ("high.csv", b"sku,name\n" + dice.randbytes(3_000).translate(bytes([c | 128 for c in range(256)]))),
    )
    yield from _files("surrogates", ("lone.csv", "sku,qty\nA-1,1\n".encode("utf-16") + b"\x00\xd8\n\x00"))


def _names(_dice: random.Random, table: bytes, _book: bytes) -> Iterator[HostileFile]:
    names = ("../../../etc/passwd", "'; DROP TABLE x;--.csv", "*[a-z]?.csv", "\u202egnp.exe.csv", "new\nline.csv")
    names += ("a" * 4_000 + ".csv", "C:\\con.csv")
    return _files("file name", *((name, table) for name in names))


def _cells(_dice: random.Random, _table: bytes, _book: bytes) -> Iterator[HostileFile]:
    cells = {
        "formula injection": "=cmd|' /C calc'!A0,\"@SUM(1+1)*9\",+1,-1",
        "SQL": "A'); DROP TABLE facts;--,1,$numbered,{{7*7}}",
        "text direction": "A\u202e1,\u200b2,\ufeff3,\u0000",
        "markup": '<img src=x onerror=alert(1)>,"]]>",&lt;,%s%n',
        "path traversal": "../../x,/etc/passwd,file:///x,\\\\host\\x",
        "control marks": "\x01" + "12,\x02,\x03,\x1a",
    }
    return _files(
        "cells", *((f"{name}.csv", f"sku,qty,a,b\n{text}\nA-2,2,x,y\n".encode()) for name, text in cells.items())
    )


def _quotes(_dice: random.Random, table: bytes, _book: bytes) -> Iterator[HostileFile]:
    yield from _files(
        "unclosed quote",
        ("early.csv", b'sku,qty\n"A-1,1\n' + b"A-2,2\n" * 5_000),
        ("each.csv", b"sku,qty\n" + b'"A-1,1\n' * 20_000),
    )
    yield from _files(
        "unclosed quote",
        ("late.csv", table + b'INV,2019-01-01,"SKU'),
        ("pairs.csv", b"sku,qty\n" + b'"""A,"1\n' * 20_000),
    )
    yield from _files("stray quotes", ("inch.csv", b'sku,name,qty\nA-1,5" TV,1\nA-2,"6" TV",2\nA-3,"7"" TV,3\n'))


def _shapes(_dice: random.Random, _table: bytes, _book: bytes) -> Iterator[HostileFile]:
    wide = b",".join(b"c%d" % at for at in range(20_000))
    yield from _files(
        "many columns",
        ("wide.csv", wide + b"\n" + b"," * 19_999),
        ("499.csv", (b",".join(wide.split(b",")[:499]) + b"\n") * 3_000),
    )
    yield from _files("duplicate headings", ("twice.csv", b"sku,sku,qty,qty\nA-1,A-2,1,2\n"))
    ragged = b"".join(b",".join([b"x%d" % at] * (1 + at % 40)) + b"\n" for at in range(4_000))
    yield from _files(
        "ragged", ("ragged.csv", b"sku,qty,date\n" + ragged), ("prose.txt", b"Dear all,\nplease find the report.\n")
    )
    yield from _files("deep nesting", ("deep.json.csv", b"[" * 100_000), ("deep.csv", b"(" * 100_000 + b",1\n"))


def _packages(_dice: random.Random, _table: bytes, _book: bytes) -> Iterator[HostileFile]:
    entity = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(1, 20_001))
    long_string = b"<sst><si><t>" + b"ab12" * 262_144 + b"</t></si></sst>"
    attacks: dict[str, Callable[[], bytes]] = {
        "entity bomb": lambda: workbook(sheet_of(_ONE, before=entity)),
        "far cell": lambda: workbook(far_cell("XFD1048576")),
        "far row": lambda: workbook(far_cell("B1048576")),
        "far and sparse": lambda: workbook(far_cell("T999999")),
        "far column": lambda: workbook(far_cell("XFD2")),
        "declared dimensions": lambda: workbook(sheet_of(_ONE, dimension=_ALL)),
        "shared string bomb": lambda: workbook(sheet_of(cells), strings=long_string),
        "shared string index": lambda: workbook(sheet_of(b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')),
        "deep xml": lambda: workbook(sheet_of(deep)),
        "absurd numbers": lambda: workbook(sheet_of(_ABSURD)),
        "sheet xml cut off": lambda: workbook(b"<worksheet><sheetData><row"),
        "zip bomb": lambda: workbook(sheet_of(b"<row/>" * 20_000_000)),
        "many parts": lambda: workbook(sheet_of(b""), more={f"xl/media/{at}": b"" for at in range(5_000)}),
        "path in a part": lambda: workbook(sheet_of(_ONE), more={"../../evil": b"x"}),
        "plain zip": lambda: zip_of({"a.csv": b"sku,qty\n"}),
        "macros": lambda: workbook(sheet_of(b""), more={"xl/vbaProject.bin": b"x"}),
        "no sheets": lambda: zip_of({"xl/workbook.xml": b"<workbook/>"}),
    }  # fmt: skip
    return _files("workbook", *((f"{name}.xlsx", make()) for name, make in attacks.items()))
