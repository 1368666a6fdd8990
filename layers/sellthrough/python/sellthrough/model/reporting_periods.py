"""The name of a reporting period in, its days out, and the periods that end in a span of days.

Names: 2019-10-31 (day), 2019-W40 (ISO week), 2019-P03 (month of a 4-4-5 year), 2019-10, 2019-Q4, 2019.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from sellthrough.model.business_days import is_business_day
from sellthrough.model.calendar import period_of, quarter_of, shift_period
from sellthrough.model.fiscal_weeks import MONTHS, fiscal_month_span
from sellthrough.model.reporting_terms import FiscalWeeks
from sellthrough.model.workspace import Agreement, Feed, Vendor

_PERIOD = re.compile(
    r"(\d{4})(?:-(?:Q(?P<quarter>[1-4])|W(?P<week>\d\d)|P(?P<part>\d\d)|(?P<month>\d\d)(?:-(\d\d))?))?",
    re.ASCII,
)
_YEARS = range(1900, 2200)  # of which every period has a due time that a date can hold
_PLAIN_WEEKS = FiscalWeeks()
_DAY = timedelta(days=1)


def span_of(period: str, fiscal_year_starts: int = 1, weeks: FiscalWeeks = _PLAIN_WEEKS) -> tuple[date, date]:
    """First and last day of a reporting period.

    A fiscal quarter is named as `quarter_of` does: its year is the calendar year in which the fiscal year ends.

    Raises:
        ValueError: It is no period.
    """
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"{period}: not a reporting period")
    year, month = int(match[1]), match["month"]
    if year not in _YEARS:
        raise ValueError(f"{period}: not a year of reports")
    if match["quarter"]:
        first = f"{year if fiscal_year_starts == 1 else year - 1:04d}-{fiscal_year_starts:02d}"
        opens = shift_period(first, int(match["quarter"]) * 3 - 3)
        return _first(opens), _last(shift_period(opens, 2))
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return monday, monday + 6 * _DAY
    if match["part"]:
        return fiscal_month_span(year, int(match["part"]), weeks, fiscal_year_starts)
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if len(period) == len("2019-10-31"):
        day = date.fromisoformat(period)
        return day, day
    return _first(period), _last(period)


def period_end(period: str, fiscal_year_starts: int, weeks: FiscalWeeks = _PLAIN_WEEKS) -> date:
    """The last day of a reporting period; ValueError when it is none."""
    return span_of(period, fiscal_year_starts, weeks)[1]


def cadence_of(period: str) -> str:
    """The cadence whose periods are written so; "yearly" for a year.

    Raises:
        ValueError: It is no period.
    """
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"{period}: not a reporting period")
    kinds = {"quarter": "quarterly", "week": "weekly", "part": "4-4-5", "month": "monthly"}
    kind = next((cadence for group, cadence in kinds.items() if match[group]), "yearly")
    return "daily" if kind == "monthly" and len(period) == len("2019-10-31") else kind


def periods_ending(vendor: Vendor, agreement: Agreement, feed: Feed, first: date, last: date) -> Iterator[str]:
    """The periods that a feed reports on whose last day lies in `first` to `last`, in order.

    A daily feed of an agreement that names a calendar reports on business days only.
    """
    names = {
        "daily": _days,
        "weekly": _weeks,
        "4-4-5": _fiscal_months,
        "monthly": _months,
        "quarterly": _quarters,
    }.get(feed.cadence)
    closed = vendor.calendars.get(agreement.calendar or "") if feed.cadence == "daily" else None
    for period in names(vendor, first, last) if names else ():
        end = period_end(period, vendor.fiscal_year_starts, vendor.weeks)
        if first <= end <= last and (closed is None or is_business_day(end, closed)):
            yield period


def _days(_vendor: Vendor, first: date, last: date) -> Iterator[str]:
    for offset in range((last - first).days + 1):
        yield (first + offset * _DAY).isoformat()


def _weeks(_vendor: Vendor, first: date, last: date) -> Iterator[str]:
    for offset in range(0, (last - first).days + 7, 7):
        year, week, _ = (first + offset * _DAY).isocalendar()
        yield f"{year:04d}-W{week:02d}"


def _fiscal_months(_vendor: Vendor, first: date, last: date) -> Iterator[str]:
    for year in range(first.year - 1, last.year + 2):
        for month in range(1, MONTHS + 1):
            yield f"{year:04d}-P{month:02d}"


def _months(_vendor: Vendor, first: date, last: date) -> Iterator[str]:
    month, end = period_of(first), period_of(last)
    while month <= end:
        yield month
        month = shift_period(month, 1)


def _quarters(vendor: Vendor, first: date, last: date) -> Iterator[str]:
    yield from dict.fromkeys(quarter_of(month, vendor.fiscal_year_starts) for month in _months(vendor, first, last))


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _last(month: str) -> date:
    return _first(shift_period(month, 1)) - _DAY
