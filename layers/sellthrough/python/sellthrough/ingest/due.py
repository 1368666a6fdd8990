"""A reporting period and an agreement in, the instant its report is due out."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sellthrough.ingest.periods import period_end
from sellthrough.model.workspace import Agreement, Feed, Vendor


def due_at(vendor: Vendor, agreement: Agreement, feed: Feed, period: str) -> str | None:
    """When that report is due, ISO 8601 in UTC.

    `due.day` days after the period's last day, at `due.time` in the agreement's time zone (the vendor's when it has
    none); summer time is that of the day it is due.

    Returns:
        None for a feed without a cadence: nothing was ever due.
    """
    if feed.cadence == "none" or not period:
        return None
    day = period_end(period, vendor.fiscal_year_starts) + timedelta(days=feed.due.day)
    zone = ZoneInfo(agreement.time_zone or vendor.time_zone)
    return datetime.combine(day, time.fromisoformat(feed.due.time), zone).astimezone(UTC).isoformat()
