"""A file's name (or folder) and its feed in, the reporting period out, as model.reporting_periods writes it."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from sellthrough.model.calendar import quarter_of
from sellthrough.model.fiscal_weeks import MONTHS
from sellthrough.model.months import month_named
from sellthrough.model.reporting_periods import cadence_of, span_of

Groups = Mapping[str, str]
_CENTURY_TURNS = 70  # two digits: 70 to 99 are 1970 to 1999


def period_in_name(pattern: str, file_name: str, cadence: str, fiscal_year_starts: int) -> str | None:
    """The reporting period that the named groups of a feed's pattern give.

    Args:
        pattern: Regular expression on the whole name, case-insensitive, with groups year, month, quarter, week, day,
            period.
        cadence: What the feed reports on; with "none" the finest period that the groups give.
        fiscal_year_starts: First month of the fiscal year, for quarters told by a month.

    Returns:
        None when the name does not fit, or its groups do not give one real period of that cadence.
    """
    match = re.fullmatch(pattern, file_name, re.IGNORECASE)
    if match is None:
        return None
    groups = {name: text for name, text in match.groupdict().items() if text}
    makers = _MAKERS if cadence == "none" else {cadence: _MAKERS[cadence]}
    found = (make(groups, fiscal_year_starts) for make in makers.values())
    return next((period for period in found if period is not None and _is_period(period)), None)


def period_in_folder(folder: str, cadence: str) -> str | None:
    """The reporting period that a folder is named after, written as we write periods; None when it is not one."""
    if not _is_period(folder):
        return None
    return folder if cadence == "none" or cadence_of(folder) == cadence else None


def _is_period(text: str) -> bool:
    try:
        span_of(text)
    except ValueError:
        return False
    return True


def _year(groups: Groups) -> int | None:
    text = groups.get("year", "")
    if not text.isdecimal() or len(text) not in {2, 4}:
        return None
    number = int(text)
    if len(text) == 4:
        return number
    return number + (1900 if number >= _CENTURY_TURNS else 2000)


def _month(groups: Groups) -> int | None:
    text = groups.get("month", "").strip(". ")
    number = int(text) if text.isdecimal() else month_named(text)
    return number if number is not None and 1 <= number <= 12 else None


def _day_period(groups: Groups, _fiscal_year_starts: int) -> str | None:
    day = _date(groups)
    return day.isoformat() if day else None


def _week_period(groups: Groups, _fiscal_year_starts: int) -> str | None:
    year, week = _year(groups), groups.get("week", "")
    if year and week.isdecimal():
        try:
            iso = date.fromisocalendar(year, int(week), 1).isocalendar()
        except ValueError:
            return None
    elif day := _date(groups):
        iso = day.isocalendar()
    else:
        return None
    return f"{iso.year:04d}-W{iso.week:02d}"


def _fiscal_month_period(groups: Groups, _fiscal_year_starts: int) -> str | None:
    year, number = _year(groups), groups.get("period", "")
    return f"{year:04d}-P{int(number):02d}" if year and number.isdecimal() and 1 <= int(number) <= MONTHS else None


def _month_period(groups: Groups, _fiscal_year_starts: int) -> str | None:
    year, month = _year(groups), _month(groups)
    return f"{year:04d}-{month:02d}" if year and month else None


def _quarter_period(groups: Groups, fiscal_year_starts: int) -> str | None:
    year, quarter = _year(groups), groups.get("quarter", "")
    if year and quarter in {"1", "2", "3", "4"}:
        return f"{year:04d}-Q{quarter}"
    month = _month_period(groups, fiscal_year_starts)
    return quarter_of(month, fiscal_year_starts) if month else None


def _year_period(groups: Groups, _fiscal_year_starts: int) -> str | None:
    year = _year(groups)
    return f"{year:04d}" if year else None


# From the finest: for cadence "none" the first that fits counts. A bare date is a day there, never its week.
_MAKERS: dict[str, Callable[[Groups, int], str | None]] = {
    "daily": _day_period,
    "weekly": _week_period,
    "4-4-5": _fiscal_month_period,
    "monthly": _month_period,
    "quarterly": _quarter_period,
    "yearly": _year_period,
}


def _date(groups: Groups) -> date | None:
    year, month, day = _year(groups), _month(groups), groups.get("day", "")
    if not (year and month and day.isdecimal()):
        return None
    try:
        return date(year, month, int(day))
    except ValueError:
        return None
