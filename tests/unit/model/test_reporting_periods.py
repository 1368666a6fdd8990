"""Names of reporting periods to their days, and the periods of a cadence that end in a span: tables."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from sellthrough.model.fiscal_weeks import year_end
from sellthrough.model.reporting_periods import cadence_of, period_end, periods_ending, span_of
from sellthrough.model.reporting_terms import BusinessCalendar, FiscalWeeks
from sellthrough.model.workspace import Agreement, Feed, Vendor

RETAIL = FiscalWeeks(pattern="4-5-4", ends_on="saturday", year_ends="nearest")


def vendor_of(**changes: object) -> Vendor:
    values = {"name": "V", "reporting_currency": "USD", "brand": {"name": "V"}}
    return Vendor.model_validate(values | changes)


def ending(cadence: str, first: str, last: str, calendar: str | None = None, **vendor: object) -> list[str]:
    feed = Feed.model_validate({"feed": "pos", "record_type": "sell_through", "files": ".*", "cadence": cadence})
    agreement = Agreement(partner_id="p", feeds=(feed,), calendar=calendar)
    return list(
        periods_ending(vendor_of(**vendor), agreement, feed, date.fromisoformat(first), date.fromisoformat(last))
    )


@pytest.mark.parametrize(
    ("period", "starts", "first", "last"),
    [
        ("2019-10", 1, "2019-10-01", "2019-10-31"),
        ("2020-02", 1, "2020-02-01", "2020-02-29"),
        ("2019-Q4", 1, "2019-10-01", "2019-12-31"),
        ("2020-Q1", 10, "2019-10-01", "2019-12-31"),
        ("2020-Q4", 10, "2020-07-01", "2020-09-30"),
        ("2020-Q2", 2, "2019-05-01", "2019-07-31"),
        ("2025-Q1", 7, "2024-07-01", "2024-09-30"),
        ("2020-W01", 1, "2019-12-30", "2020-01-05"),
        ("2020-W53", 1, "2020-12-28", "2021-01-03"),
        ("2019-12-31", 1, "2019-12-31", "2019-12-31"),
        ("2019", 1, "2019-01-01", "2019-12-31"),
        ("2024-P01", 1, "2023-12-31", "2024-01-27"),
        ("2024-P03", 1, "2024-02-25", "2024-03-30"),
        ("2024-P12", 1, "2024-11-24", "2024-12-28"),
    ],
)
def test_a_reporting_period_spans_its_days(period: str, starts: int, first: str, last: str) -> None:
    assert span_of(period, starts) == (date.fromisoformat(first), date.fromisoformat(last))
    assert period_end(period, starts) == date.fromisoformat(last)


@pytest.mark.parametrize(
    "period", ["", "history", "2019-Q5", "2019-W60", "2019-02-30", "2019-13", "19-10", "2019-P13", "2019-P00"]
)
def test_what_is_no_period_spans_nothing(period: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        span_of(period)


@pytest.mark.parametrize(
    ("period", "cadence"),
    [
        ("2019-10-31", "daily"),
        ("2019-W40", "weekly"),
        ("2019-P03", "4-4-5"),
        ("2019-10", "monthly"),
        ("2019-Q4", "quarterly"),
        ("2019", "yearly"),
    ],
)
def test_the_way_a_period_is_written_says_its_cadence(period: str, cadence: str) -> None:
    assert cadence_of(period) == cadence


# Ends of the retail years that the National Retail Federation publishes (its 2017 and 2023 have 53 weeks).
@pytest.mark.parametrize(
    ("year", "end"),
    [(2018, "2018-02-03"), (2019, "2019-02-02"), (2023, "2023-01-28"), (2024, "2024-02-03"), (2025, "2025-02-01")],
)
def test_the_retail_year_ends_on_the_saturday_nearest_to_the_end_of_january(year: int, end: str) -> None:
    assert year_end(year, RETAIL, 2) == date.fromisoformat(end)


def test_a_year_may_end_on_the_last_such_day_of_its_month() -> None:
    assert year_end(2025, FiscalWeeks(ends_on="friday", year_ends="last"), 1) == date(2025, 12, 26)


def test_a_53rd_week_belongs_to_the_last_month() -> None:
    days = [span_of(f"2024-P{n:02d}", 2, RETAIL) for n in range(1, 13)]
    assert [(last - first).days // 7 + 1 for first, last in days] == [4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 5]


@pytest.mark.feature("E25")
@pytest.mark.parametrize("pattern", ["4-4-5", "4-5-4", "5-4-4"])
@pytest.mark.parametrize("starts", [1, 2, 7])
@pytest.mark.parametrize("year_ends", ["last", "nearest"])
def test_fiscal_months_follow_each_other_without_a_gap(pattern: str, starts: int, year_ends: str) -> None:
    weeks = FiscalWeeks.model_validate({"pattern": pattern, "year_ends": year_ends})
    spans = [span_of(f"{y}-P{m:02d}", starts, weeks) for y in range(2000, 2041) for m in range(1, 13)]
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(spans))


@pytest.mark.feature("E25")
@pytest.mark.parametrize(
    ("cadence", "first", "last", "expected"),
    [
        ("daily", "2024-02-28", "2024-03-01", ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("weekly", "2020-12-27", "2021-01-10", ["2020-W52", "2020-W53", "2021-W01"]),
        ("weekly", "2021-01-04", "2021-01-09", []),
        ("4-4-5", "2024-01-01", "2024-03-30", ["2024-P01", "2024-P02", "2024-P03"]),
        ("monthly", "2024-01-31", "2024-03-30", ["2024-01", "2024-02"]),
        ("quarterly", "2024-03-31", "2024-09-29", ["2024-Q1", "2024-Q2"]),
        ("none", "2024-01-01", "2024-12-31", []),
    ],
)
def test_the_periods_that_end_in_a_span_come_in_order(cadence: str, first: str, last: str, expected: list[str]) -> None:
    assert ending(cadence, first, last) == expected


def test_fiscal_quarters_end_with_the_fiscal_year() -> None:
    assert ending("quarterly", "2024-01-31", "2024-07-31", fiscal_year_starts=2) == ["2024-Q4", "2025-Q1", "2025-Q2"]


def test_a_daily_feed_reports_on_the_business_days_of_its_calendar() -> None:
    calendar = BusinessCalendar(holidays=(date(2024, 5, 1),))
    found = ending("daily", "2024-04-26", "2024-05-02", calendar="de", calendars={"de": calendar})
    assert found == ["2024-04-26", "2024-04-29", "2024-04-30", "2024-05-02"]
