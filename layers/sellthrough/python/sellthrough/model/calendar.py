"""Fiscal periods: dates in, period names out. Pure calendar code, no clock.

Fiscal months are calendar months and are named YYYY-MM; `fiscal_year_starts` moves only quarters and years.
"""

from datetime import date


def period_of(day: date) -> str:
    """The fiscal month of a day, YYYY-MM."""
    return f"{day.year:04d}-{day.month:02d}"


def shift_period(period: str, months: int) -> str:
    """The period that many months later (earlier when negative)."""
    year, month = (int(part) for part in period.split("-"))
    index = year * 12 + month - 1 + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def quarter_of(period: str, fiscal_year_starts: int = 1) -> str:
    """The fiscal quarter of a period, YYYY-Qn; the fiscal year is named after the calendar year in which it ends."""
    year, month = (int(part) for part in period.split("-"))
    offset = (month - fiscal_year_starts) % 12
    fiscal_year = year + 1 if fiscal_year_starts > 1 and month >= fiscal_year_starts else year
    return f"{fiscal_year:04d}-Q{offset // 3 + 1}"
