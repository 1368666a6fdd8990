"""Sound files of every format and a seed come in; damaged ones go out. The same seed writes the same bytes."""

import datetime as dt
import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator

from tests.books.ods import ods
from tests.books.specified import Book, Cell, Error, Formula, Sheet
from tests.books.xls import stream, xls
from tests.books.xlsb import xlsb
from tests.books.xlsx import xlsx
from tests.hostile.corpus import SEED, HostileFile, regular_csv
from tests.hostile.packages import zip_of

_WORDS = (
    b"\0",
    b"\xff" * 4,
    b"\r",
    b'"',
    b"<",
    b"&",
    b";",
    b"\x00\x00\x00\x80",
    b"-1",
    b"999999999",
    b"\x1f\x8b",
    b"]]>",
)


def sound_books(rows: int = 30) -> dict[str, bytes]:
    """One table in every format of workbook."""
    cells: list[list[Cell]] = [["Date", "SKU", "Units", "Amount", "Note", "Open"]]
    for at in range(rows):
        note: Cell = Error("#N/A") if at % 11 == 7 else Formula(f"made {at}") if at % 5 == 1 else f"note {at} é"
        cells.append([dt.date(2019, 10, 1 + at % 28), f"SKU-{at}", at - 3, at * 1.25, note, at % 2 == 0])
    old: list[list[Cell]] = [["SKU", "Units"], ["old", 1]]
    book = Book([Sheet("Sales", cells, hidden_rows=(4,)), Sheet("Old", old, is_hidden=True)])
    return {
        "sales.xlsx": xlsx(book),
        "strict.xlsx": xlsx(book, is_strict=True),
        "sales.xlsb": xlsb(book),
        "sales.xls": xls(book),
        "excel5.xls": xls(book, is_biff8=False),
        "bare.xls": stream(book),
        "sales.ods": ods(book),
    }


def sound_texts(dice: random.Random) -> dict[str, bytes]:
    """One table as text in the ways that partners write it, and in what carries text."""
    table = regular_csv(dice, 40)
    lines = [line.split(b",") for line in b"A-1,5,2019-10-01\nA-2,7,2019-10-02".splitlines()]
    rows = b"".join(b"<tr>" + b"".join(b"<td>%s</td>" % cell for cell in line) + b"</tr>" for line in lines)
    edifact = b"UNA:+.? 'UNB+UNOC:3+S:14+R:14+191031:1200+1'UNH+1+SLSRPT:D:96A:UN'BGM+73E+1+9'LIN+1++A-1:SA'QTY+153:5'UNT+5+1'UNZ+1+1'"
    x12 = (
        b"ISA*00*          *00*          *ZZ*S              *ZZ*R              *191031*1200*U*00401*000000001*0*P*>~"
        b"GS*PT*S*R*20191031*1200*1*X*004010~ST*867*0001~BPT*00*1*20191031*SU~N1*DB*ALDER~PTD*SS~QTY*39*5*EA~LIN**SK*A-1~"
        b"CTT*1~SE*8*0001~GE*1*1~IEA*1*000000001~"
    )
    mail = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: POS\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/csv; name=pos.csv\r\nContent-Disposition: attachment; filename=pos.csv\r\n\r\nSKU,Qty\r\nA-1,5\r\n--x--\r\n"
    return {
        "comma.csv": table,
        "semicolon.csv": table.replace(b",", b";"),
        "tab.txt": table.replace(b",", b"\t").replace(b"\r\n", b"\n"),
        "utf16.csv": table.decode().encode("utf-16"),
        "fixed.txt": b"".join(b"%-10s%5d  %-12s\n" % (b"A-%d" % at, at, b"2019-10-01") for at in range(40)),
        "rows.jsonl": b"".join(b'{"sku": "A-%d", "qty": %d}\n' % (at, at) for at in range(30)),
        "rows.json": b'[{"sku": "A-1", "qty": 5}, {"sku": "A-2", "qty": 7}]',
        "rows.xml": b"<?xml version='1.0'?><rows><row><sku>A-1</sku><qty>5</qty></row><row><sku>A-2</sku><qty>7</qty></row></rows>",
        "page.xls": b"<html><body><table><tr><th>SKU</th><th>Qty</th><th>Date</th></tr>"
        + rows
        + b"</table></body></html>",
        "slsrpt.edi": edifact,
        "867.edi": x12,
        "pos.eml": mail,
        "pos.zip": zip_of({"pos.csv": table, "more/old.csv": b"SKU,Qty\nA-1,1\n"}),
        "pos.csv.gz": gzip.compress(table, mtime=0),
    }


def mutated(dice: random.Random, content: bytes) -> bytes:
    """The bytes with one to six damages."""
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        content = _damaged(dice, content)
    return content


def _damaged(dice: random.Random, content: bytes) -> bytes:
    at, span = dice.randrange(len(content) + 1), dice.choice((1, 2, 4, 16, 200))
    before, struck, after = content[:at], content[at : at + span], content[at + span :]
    damages: tuple[Callable[[], bytes], ...] = (
        lambda: before + bytes(byte ^ 1 << dice.randrange(8) for byte in struck) + after,
        lambda: before + dice.randbytes(len(struck)) + after,
        lambda: before + after,
        lambda: before + dice.choice(_WORDS) + struck + after,
        lambda: before + bytes(len(struck)) + after,
        lambda: before + struck * dice.choice((2, 3, 50)) + after,
        lambda: before if dice.random() < 0.3 else before + struck[::-1] + after,
    )
    return dice.choice(damages)()


def mutated_inside(dice: random.Random, content: bytes) -> bytes:
    """A package with one part damaged and packed anew, so that its check sums are right."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    hurt = dice.choice(sorted(parts))
    parts[hurt] = mutated(dice, parts[hurt])
    if dice.random() < 0.1:
        del parts[dice.choice(sorted(parts))]
    return zip_of(parts)


def mutated_files(count: int, seed: int = SEED) -> Iterator[HostileFile]:
    """So many damaged files of all formats, one after the other."""
    dice = random.Random(seed)
    books, texts = sound_books(), sound_texts(dice)
    everything = [*books.items(), *texts.items()]
    for number in range(count):
        name, content = everything[number % len(everything)]
        inside = name.endswith((".xlsx", ".xlsb", ".ods", ".zip")) and number // len(everything) % 2
        damaged = mutated_inside(dice, content) if inside else mutated(dice, content)
        yield HostileFile(f"damaged {name} {number}", name, damaged)
