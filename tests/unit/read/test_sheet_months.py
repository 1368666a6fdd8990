"""Months that only a sheet's name, or a heading, says become the dates of the canonical rows."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from tests.books.canonical import canonical
from tests.unit.read.reading import read_bytes
from tests.unit.read.test_workbook import book

from sellthrough.model.workspace import Feed, Layout

HEADINGS = ["SKU", "Reseller", "Qty"]
MARCH = [HEADINGS, ["VX-100", "Acme", 5], ["VX-200", "Acme", 7], ["Total", None, 12]]
APRIL = [["Sales of the month"], [], HEADINGS, ["VX-100", "Acme", 2]]


def feed(record_type: str = "sell_through", **layout: object) -> Feed:
    return Feed.model_validate({"feed": "pos", "record_type": record_type, "files": ".*", "layout": layout})


@pytest.mark.feature("M22")
def test_sheets_named_after_months_become_dated_rows(tmp_path: Path) -> None:
    found = canonical(book(**{"März 2025": MARCH, "2025-04": APRIL}), feed(sheets="all"), tmp_path / "f")
    assert found.report.headings == (*HEADINGS, "Date", "Sheet")
    assert not found.rejects
    assert sorted((row["sold_date"], row["product_id"], row["quantity_units"]) for row in found.rows) == [
        (dt.date(2025, 3, 31), "VX-100", Decimal(5)),
        (dt.date(2025, 3, 31), "VX-200", Decimal(7)),
        (dt.date(2025, 4, 30), "VX-100", Decimal(2)),
    ]
    assert {(row["source_sheet"], row["source_line"]) for row in found.rows} == {
        ("März 2025", 2), ("März 2025", 3), ("2025-04", 4),
    }  # fmt: skip


def test_one_sheet_named_after_its_month_does_so_too(tmp_path: Path) -> None:
    found = canonical(book(**{"POS Mar 25": MARCH}), feed(), tmp_path / "f")
    assert {row["sold_date"] for row in found.rows} == {dt.date(2025, 3, 31)}


@pytest.mark.parametrize(
    ("name", "rows", "layout"),
    [
        ("2025-03", [["SKU", "Date", "Qty"], ["A-1", None, 5]], {}),
        ("2025-03", [["SKU", "When", "Qty"], ["A-1", dt.date(2025, 3, 2), 5]], {}),
        ("2025-03", [["SKU", "When", "Qty"], ["A-1", "w11", 5]], {"columns": {"When": "sold_date"}}),
        ("2025-03", [["SKU", "Qty"], ["A-1", 5]], {"constants": {"sold_date": "2025-03-15"}}),
        ("export 2025-04-02", [["SKU", "Qty"], ["A-1", 5]], {}),
        ("20250402", [["SKU", "Qty"], ["A-1", 5]], {}),
        ("Sales", [["SKU", "Qty"], ["A-1", 5]], {}),
    ],
)
def test_a_table_with_dates_or_a_sheet_without_a_month_stays_as_it_is(
    name: str, rows: list[list[object]], layout: dict[str, object]
) -> None:
    found = read_bytes(book(**{name: rows}), Layout.model_validate(layout))
    assert found.report.headings == tuple(rows[0])


def test_stock_of_one_sheet_per_month_is_dated_by_its_sheet(tmp_path: Path) -> None:
    rows = [["SKU", "On Hand"], ["VX-100", 7]]
    found = canonical(book(**{"Feb 2025": rows, "Mar 2025": rows}), feed("inventory", sheets="all"), tmp_path / "f")
    assert sorted(row["snapshot_date"] for row in found.rows) == [dt.date(2025, 2, 28), dt.date(2025, 3, 31)]


@pytest.mark.feature("M22")
def test_pivoted_months_become_dated_rows(tmp_path: Path) -> None:
    rows = [["SKU", "Reseller", "Qty Feb 2025", "Qty Mar 2025"], ["VX-100", "Acme", 5, None], ["VX-200", "Acme", 1, 2]]
    found = canonical(book(Sales=rows), feed(), tmp_path / "f")
    assert sorted((row["sold_date"], row["product_id"], row["quantity_units"]) for row in found.rows) == [
        (dt.date(2025, 2, 28), "VX-100", Decimal(5)),
        (dt.date(2025, 2, 28), "VX-200", Decimal(1)),
        (dt.date(2025, 3, 31), "VX-200", Decimal(2)),
    ]


def test_one_sheet_per_store_keeps_the_store(tmp_path: Path) -> None:
    sheets = {
        store: [["SKU", "Invoice Date", "Qty"], ["VX-100", dt.date(2025, 3, 2), 1]] for store in ("Oslo", "Narvik")
    }
    found = canonical(book(**sheets), feed(sheets="all"), tmp_path / "f")
    assert {row["source_sheet"] for row in found.rows} == {"Oslo", "Narvik"}
    assert found.report.headings[-1] == "Sheet"
