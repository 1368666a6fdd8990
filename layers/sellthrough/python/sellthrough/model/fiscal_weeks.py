"""A fiscal year of whole weeks (4-4-5 and its kin) in, the days of its months out. Pure calendar code, no clock."""

from collections.abc import Iterator
from datetime import date, timedelta

from sellthrough.model.business_days import WEEKDAYS
from sellthrough.model.reporting_terms import FiscalWeeks

MONTHS = 12
_LONG_YEAR = 53
_WEEK = timedelta(days=7)


def fiscal_month_span(year: int, month: int, weeks: FiscalWeeks, fiscal_year_starts: int = 1) -> tuple[date, date]:
    """First and last day of one fiscal month of whole weeks.

    Args:
        year: Fiscal year, named after the calendar year of the month end that it is closed at.
        month: 1 to 12.
        fiscal_year_starts: Calendar month that opens the fiscal year; the year is closed at the end of the one before.

    Raises:
        ValueError: There is no such month.
    """
    if not 1 <= month <= MONTHS:
        raise ValueError(f"{month}: not a fiscal month")
    first = year_end(year - 1, weeks, fiscal_year_starts) + timedelta(days=1)
    lengths = list(_lengths(year, weeks, fiscal_year_starts))
    start = first + sum(lengths[: month - 1]) * _WEEK
    return start, start + lengths[month - 1] * _WEEK - timedelta(days=1)


def year_end(year: int, weeks: FiscalWeeks, fiscal_year_starts: int = 1) -> date:
    """Last day of a fiscal year of 52 or 53 whole weeks: the weekday `ends_on` that is the last in the closing month,
    or the nearest to its end (26 CFR 1.441-2 knows both)."""
    anchor = date(year, fiscal_year_starts, 1) if fiscal_year_starts > 1 else date(year + 1, 1, 1)
    anchor -= timedelta(days=1)
    last = anchor - timedelta(days=(anchor.weekday() - WEEKDAYS.index(weeks.ends_on)) % 7)
    is_next_nearer = weeks.year_ends == "nearest" and anchor - last > timedelta(days=3)
    return last + _WEEK if is_next_nearer else last


def _lengths(year: int, weeks: FiscalWeeks, fiscal_year_starts: int) -> Iterator[int]:
    """Weeks of each month; a 53rd week belongs to the last one."""
    span = year_end(year, weeks, fiscal_year_starts) - year_end(year - 1, weeks, fiscal_year_starts)
    quarter = [int(length) for length in weeks.pattern.split("-")]
    yield from (quarter * 4)[:-1]
    yield quarter[-1] + (1 if span == _LONG_YEAR * _WEEK else 0)
