"""Configuration, submissions and an instant in; the board of partner x feed x period as it stood then out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from sellthrough.cycle.occurrences import Occurrence, Watched, feeds_with_cycle, occurrence_of, occurrences_between
from sellthrough.model.submissions import State, Submission
from sellthrough.model.workspace import Agreement, Configuration, Feed

LOOK_BACK = timedelta(days=400)
_LOOK_AHEAD = timedelta(days=250)  # a quarter and the longest wait for its due time: the next one is always found
_USABLE = frozenset({State.RECEIVED, State.PUBLISHED, State.SUPERSEDED})


class BoardState(StrEnum):
    """Where a report stands.

    EXPECTED: nothing came, and it is not due yet. LATE: nothing came, it is due, the grace is not over; or it came
    after the due time. MISSING: nothing came and the grace is over. FAILED: something came and nothing of it counts
    (refused, held, or not finished). RECEIVED: it came in time. PARTIAL: it came, and some of its rows are quarantined.
    NIL: it came and says that there was nothing.
    """

    EXPECTED = "expected"
    RECEIVED = "received"
    LATE = "late"
    MISSING = "missing"
    FAILED = "failed"
    PARTIAL = "partial"
    NIL = "nil"


class BoardRow(BaseModel):
    """One cell of the board.

    Attributes:
        first_day, last_day: Of the period.
        due_at, missing_at: UTC; due time, and end of the grace.
        time_zone: IANA name of the partner's zone; show times in it.
        is_owed: False for a report that came although nobody waits for it.
        is_late: It came after the due time, also when `state` says partial or nil; or it has not come and is due.
        landed_at: UTC; of the first file that counts, else of the last that failed; None when nothing came.
        submission_id: The submission to look at: the last that counts, else the last that failed.
        submission_state: Its state in the ledger.
        reason_code: Why it failed.
        quarantined_rows: Of what counts.
        file_count: Submissions of the period so far.
    """

    model_config = ConfigDict(frozen=True)

    partner_id: str
    partner_name: str
    feed: str
    record_type: str
    period: str
    first_day: date
    last_day: date
    due_at: datetime
    missing_at: datetime
    time_zone: str
    state: BoardState
    is_owed: bool
    is_late: bool
    landed_at: datetime | None = None
    submission_id: str | None = None
    submission_state: State | None = None
    reason_code: str | None = None
    quarantined_rows: int = 0
    file_count: int = 0


def board(
    configuration: Configuration,
    submissions: Iterable[Submission],
    as_of: datetime,
    *,
    watched: Watched,
    after: datetime | None = None,
) -> list[BoardRow]:
    """The board as it stood at an instant, past or present, sorted by partner, feed and due time.

    It has a row for every report owed that fell due, for the next one of each feed, and for every report received,
    owed or not. What landed after `as_of` is not seen.

    Args:
        submissions: Of any feeds; those without a feed or period of the configuration are left out.
        as_of: Aware.
        watched: (partner, feed) to when the cycle first saw the feed (`LedgerCycle.watched`).
        after: Rows that fell due at or before are left out; 400 days before `as_of` by default.
    """
    begin = after or as_of - LOOK_BACK
    landed = by_feed(s for s in submissions if instant_of(s.landed_at) <= as_of)
    rows: list[BoardRow] = []
    for agreement, feed in feeds_with_cycle(configuration):
        reports = landed.get((agreement.partner_id, feed.feed), {})
        around = occurrences_between(
            configuration, agreement, feed, after=begin, until=as_of + _LOOK_AHEAD, watched=watched
        )
        found = {o.period: o for o in _owed(around, as_of)}
        for period in reports.keys() - found.keys():
            occurrence = _received(configuration, agreement, feed, period, watched)
            if occurrence is not None and occurrence.due_at > begin:
                found[period] = occurrence
        shown = sorted(found.values(), key=lambda o: (o.due_at, o.period))
        rows += [row_of(configuration, o, reports.get(o.period, ()), as_of) for o in shown]
    return rows


def is_on_board(
    configuration: Configuration, agreement: Agreement, feed: Feed, period: str, *, as_of: datetime, watched: Watched
) -> bool:
    """True for a period whose report `board` shows then, once something of it was received."""
    occurrence = _received(configuration, agreement, feed, period, watched)
    return occurrence is not None and occurrence.due_at > as_of - LOOK_BACK


def row_of(
    configuration: Configuration, occurrence: Occurrence, submissions: Sequence[Submission], as_of: datetime
) -> BoardRow:
    """The row of one occurrence, given every submission of its period that counts as landed, in any order."""
    ordered = sorted(submissions, key=lambda s: (s.landing_order, s.submission_id))
    usable = [s for s in ordered if s.state in _USABLE]
    standing = usable if occurrence.feed.resubmission == "add" else usable[-1:]
    shown = usable or ordered
    arrived = (usable[0] if usable else ordered[-1]).landed_at if ordered else None
    landed_at = instant_of(arrived) if arrived else None
    is_late = (landed_at if usable and landed_at else as_of) > occurrence.due_at
    return BoardRow(
        partner_id=occurrence.agreement.partner_id,
        partner_name=_name_of(configuration, occurrence.agreement.partner_id),
        feed=occurrence.feed.feed,
        record_type=occurrence.feed.record_type,
        period=occurrence.period,
        first_day=occurrence.first,
        last_day=occurrence.last,
        due_at=occurrence.due_at,
        missing_at=occurrence.missing_at,
        time_zone=occurrence.zone.key,
        state=_state_of(occurrence, standing, as_of, has_failed=bool(ordered), is_late=is_late),
        is_owed=occurrence.is_owed,
        is_late=is_late,
        landed_at=landed_at,
        submission_id=shown[-1].submission_id if shown else None,
        submission_state=shown[-1].state if shown else None,
        reason_code=shown[-1].reason_code if shown and not usable else None,
        quarantined_rows=sum(s.counts.quarantined_rows for s in standing),
        file_count=len(ordered),
    )


def by_feed(submissions: Iterable[Submission]) -> dict[tuple[str, str], dict[str, list[Submission]]]:
    """The submissions by (partner, feed), and in there by reporting period."""
    found: dict[tuple[str, str], dict[str, list[Submission]]] = defaultdict(lambda: defaultdict(list))
    for submission in submissions:
        found[submission.partner_id, submission.feed][submission.reporting_period].append(submission)
    return found


def instant_of(text: str) -> datetime:
    """An ISO 8601 instant as the ledger writes it, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _state_of(
    occurrence: Occurrence, standing: Sequence[Submission], as_of: datetime, *, has_failed: bool, is_late: bool
) -> BoardState:
    if standing:
        if any(s.counts.quarantined_rows for s in standing):
            return BoardState.PARTIAL
        if all(s.is_nil_report for s in standing):
            return BoardState.NIL
        return BoardState.LATE if is_late else BoardState.RECEIVED
    if has_failed:
        return BoardState.FAILED
    if as_of >= occurrence.missing_at:
        return BoardState.MISSING
    return BoardState.LATE if as_of > occurrence.due_at else BoardState.EXPECTED


def _owed(found: Iterable[Occurrence], as_of: datetime) -> Iterator[Occurrence]:
    """What fell due, and the one report that falls due next."""
    owed = sorted((o for o in found if o.is_owed), key=lambda o: (o.due_at, o.period))
    yield from (o for o in owed if o.due_at <= as_of)
    yield from [o for o in owed if o.due_at > as_of][:1]


def _received(
    configuration: Configuration, agreement: Agreement, feed: Feed, period: str, watched: Watched
) -> Occurrence | None:
    try:
        return occurrence_of(configuration, agreement, feed, period, watched)
    except ValueError:
        return None


def _name_of(configuration: Configuration, partner_id: str) -> str:
    return next((p.partner_name for p in configuration.partners if p.partner_id == partner_id), partner_id)
