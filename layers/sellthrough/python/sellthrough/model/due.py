"""A reporting period and an agreement in, the instant its report is due out: the one definition of it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sellthrough.model.business_days import WEEKDAYS, business_day_after, nearest_business_day
from sellthrough.model.reporting_periods import period_end
from sellthrough.model.reporting_terms import BusinessCalendar
from sellthrough.model.workspace import Agreement, Feed, Vendor

_HOLIDAYS = timedelta(days=40)


def due_at(vendor: Vendor, agreement: Agreement, feed: Feed, period: str) -> str | None:
    """When that report is due, ISO 8601 in UTC; None for a feed without a cadence: nothing was ever due."""
    if feed.cadence == "none" or not period:
        return None
    return due_instant(vendor, agreement, feed, period).isoformat()


def due_instant(vendor: Vendor, agreement: Agreement, feed: Feed, period: str) -> datetime:
    """When the report of a feed with a cadence is due, in UTC.

    `due.time` in the agreement's time zone (the vendor's when it has none) of the day `due.day` days after the
    period's last day; summer time is that of the day it is due. A time that the clocks skip is moved on by what they
    skip (02:30 becomes 03:30); of a time that comes twice, the first counts.

    Raises:
        ValueError: It is no period.
    """
    day = _due_day(vendor, agreement, feed, period_end(period, vendor.fiscal_year_starts, vendor.weeks))
    local = datetime.combine(day, time.fromisoformat(feed.due.time), zone_of(vendor, agreement))
    return local.astimezone(UTC)


def span_of_waits(feed: Feed) -> tuple[timedelta, timedelta]:
    """The due time of a report lies between these after its period's last day; the first is negative.

    It may lie before that day where the business day before a closed one counts. Holidays of a month are allowed for.
    """
    days = feed.due.day * (len(WEEKDAYS) if feed.due.count == "business" else 1)
    return -_HOLIDAYS, timedelta(days=days) + _HOLIDAYS


def zone_of(vendor: Vendor, agreement: Agreement) -> ZoneInfo:
    """The zone that a partner's times are told in."""
    return ZoneInfo(agreement.time_zone or vendor.time_zone)


def _due_day(vendor: Vendor, agreement: Agreement, feed: Feed, end: date) -> date:
    calendar = vendor.calendars.get(agreement.calendar or "", BusinessCalendar())
    if feed.due.count == "business":
        return business_day_after(end, feed.due.day, calendar)
    day = end + timedelta(days=feed.due.day)
    if feed.due.closed == "keep":
        return day
    return nearest_business_day(day, 1 if feed.due.closed == "next" else -1, calendar)
