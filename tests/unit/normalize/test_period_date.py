"""A report without dates counts on the last day of its period, and says so; anything that may be a date is asked about."""

from datetime import date
from typing import Any

import pytest

from sellthrough.errors import Held, Refused

HEADINGS = ["SKU", "Qty", "Net Amount"]
ROWS = [["VX-100", "2", "20.00"], ["VX-200", "1", "5.00"]]


@pytest.mark.feature("M22", "E17")
@pytest.mark.parametrize(
    ("period", "day"),
    [("2025-02", date(2025, 2, 28)), ("2025-03", date(2025, 3, 31)), ("2025-W10", date(2025, 3, 9)),
     ("2025-03-04", date(2025, 3, 4)), ("2025-P02", date(2025, 2, 22))],
)  # fmt: skip
def test_lines_without_a_date_count_on_the_last_day_of_the_period(run, period: str, day: date) -> None:
    vendor = {"vendor": {"name": "V", "reporting_currency": "USD", "brand": {"name": "V"}}}
    result = run(HEADINGS, ROWS, period=period, configuration=vendor)
    assert {row["sold_date"] for row in result.candidates} == {day}
    assert {row["period"] for row in result.candidates} == {f"{day:%Y-%m}"}
    (issue,) = result.report.issues
    assert issue.code == "DATE_FROM_PERIOD"
    assert f"every line is dated {day}, the last day of the reporting period {period}" in issue.detail
    assert issue.severity == "warning"


def test_sell_in_is_dated_by_its_period_too(run) -> None:
    result = run(HEADINGS, ROWS, record_type="sell_in")
    assert {row["shipped_date"] for row in result.candidates} == {date(2025, 3, 31)}


@pytest.mark.parametrize("period", ["2025-Q1", "2025", "history"])
def test_a_period_of_several_months_dates_nothing(run, period: str) -> None:
    with pytest.raises(Refused, match=r"MISSING_COLUMNS: Missing: sold_date"):
        run(HEADINGS, ROWS, period=period)


@pytest.mark.parametrize("heading", ["Printed", "Due Date", "Kolumna"])
def test_a_column_that_may_be_the_date_is_asked_about(run, heading: str) -> None:
    rows = [[*row, f"2025-03-0{n}"] for n, row in enumerate(ROWS, 1)]
    with pytest.raises(Held, match=r"UNCLEAR_LAYOUT: Which column is sold_date"):
        run([*HEADINGS, heading], rows)
    ignored = run([*HEADINGS, heading], rows, layout={"columns": {heading: "ignore"}})
    assert {row["sold_date"] for row in ignored.candidates} == {date(2025, 3, 31)}


@pytest.mark.parametrize("heading", ["Month", "Kalenderwoche", "Fiscal year", "Periodo", "Quarter", "Day"])
def test_lines_that_a_column_tells_apart_by_time_are_not_dated_together(run, heading: str) -> None:
    rows = [[*row, str(n)] for n, row in enumerate(ROWS, 3)]
    with pytest.raises(Refused, match=r"MISSING_COLUMNS: Missing: sold_date"):
        run([*HEADINGS, heading], rows)


def test_sheets_called_after_months_are_not_dated_together(run) -> None:
    rows = [[*row, sheet] for row, sheet in zip(ROWS, ("Jan", "Feb 24"), strict=True)]
    with pytest.raises(Refused, match=r"MISSING_COLUMNS: Missing: sold_date"):
        run([*HEADINGS, "Sheet"], rows)
    stores = [[*row, sheet] for row, sheet in zip(ROWS, ("North", "South"), strict=True)]
    assert len(run([*HEADINGS, "Sheet"], stores).candidates) == 2


@pytest.mark.parametrize(
    "layout",
    [{"columns": {"Invoice Date": "sold_date"}},
     {"remembered": [{"headings": ["Invoice Date", *HEADINGS], "columns": {"Invoice Date": "sold_date"}}]}],
    ids=["agreement", "remembered"],
)  # fmt: skip
def test_a_date_that_the_agreement_expects_is_missed(run, layout: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=r"MISSING_COLUMNS.*Missing: sold_date"):
        run(HEADINGS, ROWS, layout=layout)


def test_a_file_that_lacks_more_than_the_date_is_refused_with_all_that_it_lacks(run) -> None:
    with pytest.raises(Refused, match=r"Missing: sold_date, quantity_units"):
        run(["SKU", "Net Amount"], [["VX-100", "20.00"]])


def test_an_empty_report_says_nothing_of_dates(run) -> None:
    assert run(HEADINGS, []).report.issues == ()


def test_stock_without_a_date_stays_dated_by_its_period_as_before(run) -> None:
    result = run(["SKU", "On Hand"], [["VX-100", "3"]], record_type="inventory")
    assert [row["snapshot_date"] for row in result.candidates] == [date(2025, 3, 31)]
    assert result.report.issues == ()
