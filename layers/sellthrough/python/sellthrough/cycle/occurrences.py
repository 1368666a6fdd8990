"""Agreements and a span of time in, every report that falls due in it out (partner, feed, period)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sellthrough.model.due import due_instant, span_of_waits, zone_of
from sellthrough.model.reporting_periods import periods_ending, span_of
from sellthrough.model.workspace import Agreement, Configuration, Feed

Watched = Mapping[tuple[str, str], datetime]


@dataclass(frozen=True)
class Occurrence:
    """One report that an agreement speaks of.

    Attributes:
        first, last: Days of the period.
        due_at: UTC.
        missing_at: UTC; when the grace is over.
        is_owed: False for a period that the agreement does not cover, or that was due before we watched.
    """

    agreement: Agreement
    feed: Feed
    period: str
    first: date
    last: date
    due_at: datetime
    missing_at: datetime
    zone: ZoneInfo
    is_owed: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """Partner, feed and period."""
        return self.agreement.partner_id, self.feed.feed, self.period


def feeds_with_cycle(configuration: Configuration) -> Iterator[tuple[Agreement, Feed]]:
    """Every feed that reports come from in a cadence."""
    for agreement in configuration.agreements:
        for feed in agreement.feeds:
            if feed.cadence != "none":
                yield agreement, feed


def feeds_to_watch(configuration: Configuration) -> list[tuple[str, str]]:
    """(partner, feed) of every feed that reports are owed of."""
    return [(agreement.partner_id, feed.feed) for agreement, feed in feeds_with_cycle(configuration) if feed.expected]


def occurrence_of(
    configuration: Configuration, agreement: Agreement, feed: Feed, period: str, watched: Watched
) -> Occurrence:
    """The occurrence of one period.

    A feed with `expected = false` owes nothing. Others owe the periods that end between the agreement's `starts_on`
    and `ends_on`; without `starts_on`, those that fall due after the feed was first watched.

    Args:
        watched: (partner, feed) to when the cycle first saw the feed; absent: not yet, so nothing is owed.

    Raises:
        ValueError: It is no period.
    """
    vendor = configuration.vendor
    first, last = span_of(period, vendor.fiscal_year_starts, vendor.weeks)
    due = due_instant(vendor, agreement, feed, period)
    since = watched.get((agreement.partner_id, feed.feed))
    has_begun = last >= agreement.starts_on if agreement.starts_on else since is not None and due > since
    return Occurrence(
        agreement=agreement,
        feed=feed,
        period=period,
        first=first,
        last=last,
        due_at=due,
        missing_at=due + timedelta(hours=feed.due.grace_hours),
        zone=zone_of(vendor, agreement),
        is_owed=feed.expected and has_begun and (agreement.ends_on is None or last <= agreement.ends_on),
    )


def occurrences_between(
    configuration: Configuration,
    agreement: Agreement,
    feed: Feed,
    *,
    after: datetime,
    until: datetime,
    watched: Watched,
) -> Iterator[Occurrence]:
    """The occurrences of one feed that fall due in `after` < due <= `until` (aware instants), in order of periods."""
    shortest, longest = span_of_waits(feed)
    first, last = after.date() - longest, until.date() - shortest
    for period in periods_ending(configuration.vendor, agreement, feed, first, last):
        occurrence = occurrence_of(configuration, agreement, feed, period, watched)
        if after < occurrence.due_at <= until:
            yield occurrence
