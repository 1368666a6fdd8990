"""Reporting periods in, the calendar days they span out: 2019-10, 2019-Q4 (fiscal), 2019-W40, 2019-10-05, 2019."""

import re
from datetime import date, timedelta

from sellthrough.model.calendar import quarter_of, shift_period


def span_of(reporting_period: str, fiscal_year_starts: int = 1) -> tuple[date, date] | None:
    """First and last day of a reporting period; None when its name is none of the known ones."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", reporting_period):
        day = date.fromisoformat(reporting_period)
        return day, day
    if re.fullmatch(r"\d{4}-\d{2}", reporting_period):
        return _first(reporting_period), _last(reporting_period)
    if m := re.fullmatch(r"(\d{4})-W(\d{2})", reporting_period):
        monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
        return monday, monday + timedelta(days=6)
    if m := re.fullmatch(r"(\d{4})-Q[1-4]", reporting_period):
        around = (shift_period(f"{m[1]}-01", offset) for offset in range(-12, 13))
        months = [month for month in around if quarter_of(month, fiscal_year_starts) == reporting_period]
        return _first(months[0]), _last(months[-1])
    if re.fullmatch(r"\d{4}", reporting_period):
        return date(int(reporting_period), 1, 1), date(int(reporting_period), 12, 31)
    return None


def is_month(reporting_period: str) -> bool:
    """True for a monthly period, YYYY-MM."""
    return re.fullmatch(r"\d{4}-\d{2}", reporting_period) is not None


def _first(period: str) -> date:
    return date.fromisoformat(f"{period}-01")


def _last(period: str) -> date:
    return _first(shift_period(period, 1)) - timedelta(days=1)
