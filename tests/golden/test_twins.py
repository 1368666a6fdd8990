"""One sales report in every dress that partners give it: the canonical rows are the same, to the last column."""

import itertools
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tests.golden.canonical import canonical

from sellthrough.model.workspace import Layout

HEADINGS = ["Invoice No", "Invoice Date", "Vendor Part #", "Qty", "Net Amount", "Currency", "Händler", "End Customer"]
WIDTHS = (12, 14, 16, 7, 14, 11, 22, 16)
SALES = [
    ["I1", "03.03.2025", "VX-100", "3", "1.234,50", "EUR", "Müller & Söhne", "Nova Clinic"],
    ["I2", "04.03.2025", "VX-200", "-1", "-7,05", "EUR", "Café Zum Löwen", "Åsa Berg"],
    ["I3", "15.03.2025", "VX-300", "12", "0,99", "EUR", "Straße 7", ""],
    ["I4", "16.03.2025", "VX-400", "1", "10.000,00", "EUR", "Überall AG", "Nova Clinic"],
]
POINT = str.maketrans(",.", ".,")
DELIMITERS = [",", ";", "\t", "|", "^"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


def sales(decimal: str) -> list[list[str]]:
    """The report with that decimal mark."""
    return [[*row[:4], row[4] if decimal == "," else row[4].translate(POINT), *row[5:]] for row in SALES]


def delimited(mark: str, rows: list[list[str]]) -> str:
    lines = [[f'"{cell}"' if mark in cell else cell for cell in row] for row in [HEADINGS, *rows]]
    return "".join(mark.join(line) + "\r\n" for line in lines)


def fixed(rows: list[list[str]]) -> str:
    lines = [[cell.ljust(width) for cell, width in zip(row, WIDTHS, strict=True)] for row in [HEADINGS, *rows]]
    return "".join("".join(line).rstrip() + "\n" for line in lines)


def rows_of(content: bytes, layout: Layout | None = None) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        found = canonical(content, Path(folder), layout)
    assert found.rejects == []
    return found.rows


@cache
def expected() -> tuple[dict[str, Any], ...]:
    return tuple(rows_of(delimited(";", sales(",")).encode()))


def test_the_canonical_rows_are_those_that_the_report_says() -> None:
    told = [
        (r["invoice_number"], f"{r['sold_date']:%d.%m.%Y}", r["product_id"], r["reseller_name"]) for r in expected()
    ]
    assert told == [(row[0], row[1], row[2], row[6]) for row in SALES]
    numbers = [(f"{r['quantity_units']:.0f}", f"{r['net_amount']:.2f}") for r in expected()]
    assert numbers == [(row[3], row[4].translate(POINT).replace(",", "")) for row in SALES]


@pytest.mark.proof
@pytest.mark.feature("E6")
@pytest.mark.parametrize(("mark", "encoding", "decimal"), list(itertools.product(DELIMITERS, ENCODINGS, ",.")))
def test_every_separator_encoding_and_decimal_mark_gives_the_same_canonical_rows(
    mark: str, encoding: str, decimal: str
) -> None:
    assert rows_of(delimited(mark, sales(decimal)).encode(encoding)) == list(expected())


@pytest.mark.feature("E7")
def test_tab_pipe_and_fixed_width_twins_give_the_same_canonical_rows() -> None:
    twins = [delimited("\t", sales(",")), delimited("|", sales(",")), fixed(sales(","))]
    for twin in twins:
        assert rows_of(twin.encode()) == list(expected())
    assert rows_of(twins[2].encode(), Layout(widths=WIDTHS)) == list(expected())
