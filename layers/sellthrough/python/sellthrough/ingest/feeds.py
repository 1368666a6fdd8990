"""A landing key and the configuration in, the feeds that the file belongs to and their reporting periods out."""

import re
from dataclasses import dataclass

from sellthrough.errors import Held
from sellthrough.ingest.periods import period_in_folder, period_in_name
from sellthrough.model.keys import UNASSIGNED, names_to_match, parse_landing_key
from sellthrough.model.workspace import Agreement, Configuration, Feed


@dataclass(frozen=True)
class Landing:
    """Where a file landed: landing/<partner>/[<feed>/[<period>/]]<file>; parts that are not there are empty."""

    partner_id: str
    feed: str
    period: str
    file_name: str


def landing_of(key: str) -> Landing:
    """The parts of a landing key.

    Raises:
        ValueError: The key is not below landing/, or names a folder.
    """
    partner_id, feed, rest = parse_landing_key(key)
    *folders, file_name = rest.split("/")
    return Landing(partner_id, feed, "/".join(folders), file_name)


def feeds_of(landing: Landing, configuration: Configuration) -> list[Feed]:
    """The feeds that this file is read for: the folder's, then the partner's others whose pattern fits its name.

    Raises:
        Held: UNKNOWN_FEED, with the question which feed it is.
    """
    agreement = configuration.agreement_of(landing.partner_id)
    if landing.partner_id == UNASSIGNED or agreement is None:
        raise Held(
            "UNKNOWN_FEED",
            f"Which partner sent {landing.file_name}? No agreement's file names fit it. Put the file into "
            "landing/<partner>/<feed>/, or add its name to an agreement.",
        )
    named = [feed for feed in agreement.feeds if feed.feed == landing.feed]
    if landing.feed and not named:
        raise Held("UNKNOWN_FEED", _which_feed(landing, agreement))
    names = names_to_match(landing.file_name)
    fitting = [f for f in agreement.feeds if any(re.fullmatch(f.files, name, re.IGNORECASE) for name in names)]
    found = named + [feed for feed in fitting if feed not in named]
    if not found:
        raise Held("UNKNOWN_FEED", _which_feed(landing, agreement))
    return found


def reporting_period_of(landing: Landing, feed: Feed, fiscal_year_starts: int) -> str:
    """The period that a file of this feed reports on: the folder's, the file name's, or the feed's own.

    Raises:
        Held: UNCLEAR_PERIOD, with the question which period it is.
    """
    period = (
        period_in_folder(landing.period, feed.cadence)
        if landing.period
        else feed.period or _period_in_names(landing, feed, fiscal_year_starts)
    )
    if period is None:
        place = f"the folder {landing.period}" if landing.period else f"the file name {landing.file_name}"
        unit = _UNITS.get(feed.cadence, "period")
        raise Held(
            "UNCLEAR_PERIOD",
            f"Which {unit} does this report cover? {place} does not say so. Name the file as the "
            f"agreement says, or put it into landing/{landing.partner_id}/{feed.feed}/<period>/.",
        )
    return period


def _period_in_names(landing: Landing, feed: Feed, fiscal_year_starts: int) -> str | None:
    """Of a member of an archive its own name counts before the archive's."""
    names = names_to_match(landing.file_name)
    periods = (period_in_name(feed.files, name, feed.cadence, fiscal_year_starts) for name in names)
    return next((period for period in periods if period), None)


def _which_feed(landing: Landing, agreement: Agreement) -> str:
    known = ", ".join(feed.feed for feed in agreement.feeds)
    return f"Which of these reports is {landing.file_name}: {known}? No file name of the agreement fits it."


_UNITS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
