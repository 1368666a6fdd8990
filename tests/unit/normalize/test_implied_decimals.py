"""Amounts whose decimal mark is not written: asked about with the evidence, then read as the agreement says."""

import pytest

from sellthrough.errors import Held

HEADINGS = ["Invoice Date", "SKU", "Qty", "Unit Price", "Net Amount"]
PRICES = ("9.99", "12.50", "7.25", "3.10")
ROWS = [
    [f"2025-03-0{n}", "VX-100", str(n + 1), price, str(round(float(price) * (n + 1) * 100))]
    for n, price in enumerate(PRICES, 1)
]


@pytest.mark.feature("E18")
def test_implied_decimals_hold_the_file_with_the_evidence(run) -> None:
    with pytest.raises(Held, match=r"UNCLEAR_NUMBERS.*4 of 4 lines.*'Net Amount' divided by 100.*last 2 digits"):
        run(HEADINGS, ROWS)


@pytest.mark.feature("E18")
def test_the_agreement_says_how_many_digits_are_decimals(run) -> None:
    result = run(HEADINGS, ROWS, layout={"implied_decimals": {"net_amount": 2}})
    assert result.report.accepted_rows == 4
    assert [str(row["net_amount"]) for row in result.candidates] == ["19.9800", "37.5000", "29.0000", "15.5000"]


def test_amounts_that_agree_as_they_are_raise_no_question(run) -> None:
    rows = [[*row[:4], str(float(row[4]) / 100)] for row in ROWS]
    assert run(HEADINGS, rows).report.accepted_rows == 4


def test_amounts_that_agree_in_no_way_are_rejected_line_by_line(run) -> None:
    rows = [[*row[:4], str(int(row[4]) + 7 * n * 131)] for n, row in enumerate(ROWS, 1)]
    assert set(run(HEADINGS, rows).codes) == {"EXTENDED_MISMATCH"}
