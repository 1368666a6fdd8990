"""One table in every format of workbook gives the same records; what is hidden, protected or damaged is said."""

import csv
import datetime as dt
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from tests.books.locked_ods import locked_ods
from tests.books.ods import ods
from tests.books.specified import Book, Cell, Error, Formula, Sheet
from tests.books.xls import xls
from tests.books.xlsb import xlsb
from tests.books.xlsx import xlsx
from tests.hostile.packages import zip_of
from tests.unit.read.reading import Reading, read_bytes

from sellthrough.errors import Held, Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.books.formats import open_book
from sellthrough.read.books.sheets import Damage
from sellthrough.read.inspection import inspect, json_of
from sellthrough.read.limits import Limits
from sellthrough.read.reader import read_file

Writer = Callable[[Book], bytes]
WRITERS: dict[str, Writer] = {
    "xlsx": xlsx,
    "strict xlsx": lambda book: xlsx(book, is_strict=True),
    "xlsb": xlsb,
    "xls": xls,
    "xls of Excel 5": lambda book: xls(book, is_biff8=False),
    "ods": ods,
}
every_format = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())
SALES: list[list[Cell]] = [
    ["Date", "SKU", "Units", "Amount", "Note", "Returned", "When"],
    [dt.date(2019, 12, 31), "A-1", 3, 1807.05, 'plain "quoted", text', False, dt.datetime(2019, 12, 31, 8, 30)],
    [dt.date(2020, 2, 29), "Ä-2", -2, 0.1 + 0.2, "two\nlines", True, dt.datetime(2020, 2, 29, 23, 59, 59)],
    [dt.date(2020, 3, 1), "007", 1e-7, 123456789012345, Formula("made"), Formula(False), None],
    [dt.date(2020, 3, 1), "007", 0, Formula(12.5), Error("#N/A"), None, dt.datetime(2021, 1, 1)],
]
TEXTS = [
    ["2019-12-31", "A-1", "3", "1807.05", 'plain "quoted", text', "FALSE", "2019-12-31 08:30:00"],
    ["2020-02-29", "Ä-2", "-2", "0.3", "two\nlines", "TRUE", "2020-02-29 23:59:59"],
    ["2020-03-01", "007", "0.0000001", "123456789012345", "made", "FALSE", None],
    ["2020-03-01", "007", "0", "12.5", "#N/A", None, "2021-01-01"],
]


def one(rows: list[list[Cell]], **more: bool) -> Book:
    return Book([Sheet("Sales", rows)], **more)


def codes(found: Reading) -> list[str]:
    return [issue.code for issue in found.report.issues]


@pytest.mark.feature("E5", "E6")
@every_format
@pytest.mark.parametrize("is_1904", [False, True])
def test_the_same_table_gives_the_same_records_in_every_format(write: Writer, is_1904: bool) -> None:
    found = read_bytes(write(one(SALES, is_1904=is_1904)))
    assert found.report.headings == tuple(SALES[0])
    assert found.rows == TEXTS
    assert found.lines == [2, 3, 4, 5]
    assert found.report.issues == ()


def test_the_table_as_text_gives_those_records_too() -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([SALES[0], *([cell or "" for cell in row] for row in TEXTS)])
    assert read_bytes(out.getvalue().encode()).rows == TEXTS


@every_format
def test_a_hidden_sheet_is_reported_and_not_taken_for_the_report(write: Writer) -> None:
    old: list[list[Cell]] = [["SKU", "Units"], ["old", 1]]
    book = Book([Sheet("Archive", old, is_hidden=True), Sheet("Sales", SALES)])
    found = read_bytes(write(book))
    assert found.report.sheet == "Sales"
    (issue,) = found.report.issues
    assert (issue.code, issue.sheet) == ("HIDDEN_SHEET", "Archive")
    assert read_bytes(write(book), Layout(sheet="Archive")).rows == [["old", "1"]]
    with pytest.raises(Held, match="Only hidden sheets hold cells: 'Archive'"):
        read_bytes(write(Book([Sheet("Archive", old, is_hidden=True)])))


@every_format
def test_hidden_rows_are_read_and_reported(write: Writer) -> None:
    book = Book([Sheet("Sales", SALES, hidden_rows=(3, 4))])
    found = read_bytes(write(book))
    assert found.rows == TEXTS
    (issue,) = found.report.issues
    assert issue.code == "HIDDEN_ROWS"
    assert "2 rows are hidden (3, 4)" in issue.detail


@every_format
def test_blank_rows_and_columns_keep_their_places(write: Writer) -> None:
    shifted: list[list[Cell]] = [[], [None, "Report"], [], *([None, *row] for row in SALES[:3])]
    found = read_bytes(write(one(shifted)))
    assert found.lines == [5, 6]
    assert [line for line, kind in found.kinds if kind == "blank"] == [1, 3]
    assert found.rows == [[None, *row] for row in TEXTS[:2]]


def test_a_merged_cell_has_its_text_once_where_it_starts() -> None:
    rows: list[list[Cell]] = [["Region", "SKU", "Units"], ["North", "A-1", 1], [None, "A-2", 2]]
    book = Book([Sheet("Sales", rows, merged=("A2:A3",))])
    assert read_bytes(xlsx(book)).rows == [["North", "A-1", "1"], [None, "A-2", "2"]]


def test_many_strings_run_over_the_records_of_an_xls() -> None:
    rows: list[list[Cell]] = [["SKU", "Note"], *([f"SKU-{at}", f"naïve note number {at} ✓" * 3] for at in range(2_000))]
    found = read_bytes(xls(one(rows)))
    assert found.rows == rows[1:]


MANY: list[list[Cell]] = [
    ["SKU", "Units", "Note"],
    *([f"SKU-{at}", at, f"note {at * 7919 % 1000}"] for at in range(3_000)),
]


def locked(content: bytes, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


@pytest.mark.feature("E6")
@pytest.mark.parametrize("write", [xlsx, xlsb, ods], ids=["xlsx", "xlsb", "ods"])
def test_a_protected_workbook_opens_with_the_agreed_password_alone(write: Writer, tmp_path: Path) -> None:
    lock = locked_ods if write is ods else locked
    (tmp_path / "f").write_bytes(lock(write(one(MANY)), "correct horse"))
    assert read_file(tmp_path / "f", "f", Layout(), tmp_path, password="correct horse").rows_in == 3_000
    for password, reason in ((None, "Send it without one"), ("wrong", "not the agreed one")):
        with pytest.raises(Refused, match=reason) as refused:
            read_file(tmp_path / "f", "f", Layout(), tmp_path, password=password)
        assert refused.value.code == "ENCRYPTED_FILE"


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "ods"])
def test_a_package_without_a_byte_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.touch()
    request = {"path": str(path), "kind": kind, "folder": str(tmp_path), "password": None, "is_exact": True}
    with pytest.raises(Refused, match="none of its parts is left"), open_book(request, Limits(), Damage()):
        pass


@pytest.mark.parametrize(("write", "kind"), [(xls, "xls"), (xlsx, "xlsx"), (xlsb, "xlsb"), (ods, "ods")])
def test_a_row_of_formulas_without_a_result_is_no_row(write: Writer, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(write(one([["SKU", "Note"], [Formula(""), Formula("")], ["A-1", Formula("")], [Formula("x")]])))
    request = {"path": str(path), "kind": kind, "folder": str(tmp_path), "password": None, "is_exact": True}
    with open_book(request, Limits(), Damage()) as book:
        (sheet,) = book.sheets
        assert list(sheet.rows()) == [(1, ["SKU", "Note"]), (3, ["A-1"]), (4, ["x"])]


def test_an_ods_with_the_shorter_keys_of_older_programs_opens(tmp_path: Path) -> None:
    content = locked_ods(ods(one(MANY)), "ß geheim", hashed="sha1", cipher="aes128-cbc", bits=128)
    (tmp_path / "f").write_bytes(content)
    assert read_file(tmp_path / "f", "f", Layout(), tmp_path, password="ß geheim").rows_in == 3_000


def test_a_protected_ods_that_is_cut_off_is_held(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(locked_ods(ods(one(MANY)), "x", cut=2_000))
    with pytest.raises(Held, match=r"DAMAGED_FILE: .*'content.xml' is cut off; what could be unpacked was read"):
        read_file(tmp_path / "f", "f", Layout(), tmp_path, password="x")


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"cipher": "aes256-gcm"}, r"in a way that is not read \(aes256-gcm\)"), ({"said_rounds": 10**12}, "is damaged")],
)
def test_another_protection_of_an_ods_is_refused_by_its_name(
    options: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    (tmp_path / "f").write_bytes(locked_ods(ods(one(MANY)), "x", **options))
    with pytest.raises(Refused, match=reason):
        read_file(tmp_path / "f", "f", Layout(), tmp_path, password="x")


def test_a_bomb_in_a_protected_ods_is_measured_as_it_unpacks(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["SKU", "Note"], *(["A-1", "x" * 30_000] for _ in range(300))]
    (tmp_path / "f").write_bytes(locked_ods(ods(one(rows)), "x"))
    with pytest.raises(Refused, match=r"LIMIT_EXCEEDED.*unpack_ratio"):
        read_file(tmp_path / "f", "f", Layout(), tmp_path, password="x")


def test_a_workbook_that_is_only_protected_from_changes_opens_without_asking(tmp_path: Path) -> None:
    assert read_bytes(locked(xlsx(one(MANY)), "VelvetSweatshop")).report.rows_in == 3_000


def inspected(content: bytes, folder: Path) -> dict[str, Any]:
    (folder / "f").write_bytes(content)
    found: dict[str, Any] = json.loads("".join(json_of(inspect(folder / "f", Layout(), folder))))
    return found


@pytest.mark.feature("E9")
@pytest.mark.parametrize(
    "write",
    [lambda book: xlsx(book, strings_first=True), ods, xls],
    ids=["xlsx", "ods", "xls"],
)
def test_what_is_left_of_a_cut_off_workbook_is_shown_and_the_file_is_held(write: Writer, tmp_path: Path) -> None:
    whole = write(one(MANY))
    content = whole[: len(whole) * 2 // 3]
    found = inspected(content, tmp_path)
    assert "DAMAGED_FILE" in [issue["code"] for issue in found["issues"] if issue["severity"] == "question"]
    (table,) = found["tables"]
    assert 100 < len(table["rows"]) < 3_000
    whole_rows = table["rows"][:-1]  # the last one may be cut off itself
    assert whole_rows == [[str(cell) for cell in row] for row in MANY[1 : len(whole_rows) + 1]]
    with pytest.raises(Held) as held:
        read_bytes(content)
    assert held.value.code == "DAMAGED_FILE"


@pytest.mark.parametrize("write", [xlsx, xlsb], ids=["xlsx", "xlsb"])
def test_a_text_that_is_lost_is_never_an_empty_cell(write: Writer, tmp_path: Path) -> None:
    whole = write(one(MANY))
    found = inspected(whole[: len(whole) * 2 // 3], tmp_path)
    cells = [cell for table in found["tables"] for row in [table["header"], *table["rows"]] for cell in row]
    assert cells
    assert "" not in cells
    assert "DAMAGED_FILE" in [issue["code"] for issue in found["issues"]]


def test_macros_are_left_out_and_reported() -> None:
    out = io.BytesIO(xlsx(one(SALES)))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    found = read_bytes(out.getvalue())
    assert found.rows == TEXTS
    assert codes(found) == ["MACROS_LEFT_OUT"]


def long_texts(rows: int) -> Book:
    dice = random.Random(1)
    return one([["SKU", "Note"], *([f"SKU-{at}", dice.randbytes(300).hex()] for at in range(rows))])


@pytest.mark.feature("E9")
def test_a_parser_that_needs_too_much_memory_is_ended_and_the_limit_named() -> None:
    with pytest.raises(Refused, match="parser_bytes") as refused:
        read_bytes(xlsx(long_texts(20_000)), limits=Limits(parser_bytes=36 << 20))
    assert refused.value.code == "LIMIT_EXCEEDED"


def test_what_the_compiled_parser_has_no_memory_for_the_exact_one_reads() -> None:
    rows: list[list[Cell]] = [["SKU", "Units", "Amount"], *([at, at, at / 4] for at in range(30_000))]
    assert read_bytes(xlsx(one(rows)), limits=Limits(parser_bytes=44 << 20)).report.rows_in == 30_000


@pytest.mark.feature("E9")
def test_a_parser_that_takes_too_long_is_ended_and_the_limit_named() -> None:
    repeated = (
        b'<table:table-row table:number-rows-repeated="999990">'
        + b"<table:table-cell><text:p>x</text:p></table:table-cell>" * 28
    )
    content = (
        ods_content(ods(one(SALES)))
        .replace(b"1048000", b"1")
        .replace(b"</table:table>", repeated + b"</table:table-row></table:table>")
    )
    with pytest.raises(Refused, match="parser_seconds") as refused:
        read_bytes(zip_of({"mimetype": b"x", "content.xml": content}), limits=Limits(parser_seconds=1))
    assert refused.value.code == "LIMIT_EXCEEDED"


def ods_content(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("content.xml")


def test_the_parser_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("PYTHONSTARTUP", "/nonexistent")
    code = "import os, json, sys; sys.stdin.read(); print(json.dumps({'refused': ['X', str(sorted(os.environ))]}))"
    monkeypatch.setattr("sellthrough.read.books.book._START", code.replace("{", "{{").replace("}", "}}"))
    with pytest.raises(Refused) as refused:
        read_bytes(xlsx(one(SALES)))
    assert "AWS" not in refused.value.detail
