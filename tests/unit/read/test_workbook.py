"""Workbooks: the sheet that is read, the text of its cells, and what is refused before it is opened."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from tests.hostile.packages import far_cell, plain_workbook, sheet_of, workbook
from tests.unit.read.reading import read_bytes

from sellthrough.errors import Held, Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.limits import Limits

SALES = [["Date", "SKU", "Units"], [dt.date(2019, 12, 1), "A-1", 3], [dt.datetime(2019, 12, 2, 8, 30), "A-2", 2.5]]
STOCK = [["SKU", "On Hand"], ["A-1", 7]]


def book(**sheets: list[list[Any]]) -> bytes:
    content = openpyxl.Workbook()
    content.remove(content.worksheets[0])
    for name, rows in sheets.items():
        sheet = content.create_sheet(name)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                sheet.cell(at, column, value)
    out = io.BytesIO()
    content.save(out)
    return out.getvalue()


def test_titles_and_totals_of_a_sheet_are_named_not_read() -> None:
    rows = [["Birch Supply - Sell Through"], ["Period: December 2019"], [], *SALES, ["Total", None, 5.5]]
    found = read_bytes(book(Sales=rows))
    assert found.rows == [["2019-12-01", "A-1", "3"], ["2019-12-02 08:30:00", "A-2", "2.5"]]
    assert found.lines == [5, 6]
    assert found.kinds == [(1, "title"), (2, "title"), (3, "blank"), (4, "header"), (7, "total")]
    assert found.report.totals == {3: "5.5"}
    assert (found.report.kind, found.report.sheet) == ("xlsx", "Sales")


def test_a_table_that_starts_off_the_corner_keeps_its_rows_and_columns() -> None:
    shifted = [[], [], *[[None, *row] for row in SALES]]
    found = read_bytes(book(Sales=shifted))
    assert found.report.headings == ("", "Date", "SKU", "Units")
    assert found.lines == [4, 5]


@pytest.mark.parametrize(
    ("layout", "sheet"),
    [
        (Layout(sheet="Stock"), "Stock"),
        (Layout(columns={"On Hand": "on_hand_units", "SKU": "product"}), "Stock"),
        (Layout(columns={"Units": "quantity_units", "Date": "sold_date"}), "Sales"),
    ],
)
def test_the_agreement_says_which_sheet(layout: Layout, sheet: str) -> None:
    assert read_bytes(book(Sales=SALES, Stock=STOCK), layout).report.sheet == sheet


def test_the_only_sheet_with_a_table_is_read() -> None:
    assert read_bytes(book(Cover=[["Hello"]], Sales=SALES, Empty=[])).report.sheet == "Sales"


def test_two_tables_make_a_question_and_a_missing_sheet_a_refusal() -> None:
    with pytest.raises(Held, match="'Sales', 'Stock'"):
        read_bytes(book(Sales=SALES, Stock=STOCK))
    with pytest.raises(Refused, match="it has 'Sales', 'Stock'") as refused:
        read_bytes(book(Sales=SALES, Stock=STOCK), Layout(sheet="Nope"))
    assert refused.value.code == "UNREADABLE_FILE"


@pytest.mark.parametrize(
    ("content", "limits", "name"),
    [
        (plain_workbook(10), Limits(workbook_bytes=100), "workbook_bytes"),
        (plain_workbook(10), Limits(members=3), "members"),
        (plain_workbook(10), Limits(unpacked_bytes=1_000), "unpacked_bytes"),
        (plain_workbook(10), Limits(sheet_rows=5), "sheet_rows"),
        (plain_workbook(10), Limits(columns=1), "columns"),
        (workbook(far_cell("XFD2")), Limits(), "columns"),
        (plain_workbook(10), Limits(cell_chars=4), "cell_chars"),
        (workbook(sheet_of(b"<row/>" * 1_000_000)), Limits(), "unpack_ratio"),
    ],
)
def test_a_workbook_over_a_limit_is_refused_by_its_name(content: bytes, limits: Limits, name: str) -> None:
    with pytest.raises(Refused, match=f"limit {name} ") as refused:
        read_bytes(content, limits=limits)
    assert refused.value.code == "LIMIT_EXCEEDED"


def test_a_lying_declared_size_is_not_believed() -> None:
    content = bytearray(plain_workbook(500))
    at = content.rindex(b"PK\x01\x02")  # the central directory's last entry: the sheet
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert read_bytes(bytes(content)).report.rows_in == 500
    with pytest.raises(Refused, match="limit unpacked_bytes "):
        read_bytes(bytes(content), limits=Limits(unpacked_bytes=20_000))
