"""A report that is owed, what has come of it and the time in; the mails that are due about it, or why not, out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sellthrough.cycle.board import BoardRow, BoardState, row_of
from sellthrough.cycle.occurrences import Occurrence, Watched, occurrence_of, occurrences_between
from sellthrough.cycle.steps import (
    OF_A_FILE,
    Audience,
    Deviation,
    Step,
    deviation_id,
    first_look,
    is_routed,
    last_look,
    mail_ids_of,
    reminder_id,
    routes_of,
    steps_of,
)
from sellthrough.model.ledger_entries import MailKind, MissingReport
from sellthrough.model.senders import addresses_of
from sellthrough.model.submissions import State, Submission
from sellthrough.model.workspace import Agreement, Configuration, Feed, Vendor

OVERTAKEN = "a later step was due at the same look"
NOT_ROUTED = "the deviation is not told to the partner"
NO_CONTACT = "no contact has the role"
_WAITING = frozenset({BoardState.EXPECTED, BoardState.LATE, BoardState.MISSING, BoardState.FAILED})
_AFTER_GRACE = frozenset({"overdue", "second_contact", "third_contact"})


@dataclass(frozen=True)
class PlannedMail:
    """One mail that is due now.

    Attributes:
        what: The step or the deviation that it tells.
        to: Addresses; empty when it is not sent, for the reason `reason`.
        step: Of a reminder.
    """

    mail_id: str
    kind: MailKind
    what: str
    audience: Audience
    to: tuple[str, ...]
    reason: str = ""
    step: Step | None = None


@dataclass(frozen=True)
class Look:
    """One report looked at: its row of the board, the submission to name, and what is due.

    Attributes:
        submission: The one that the row names; None when nothing came.
        submissions: Of its period.
        mails: In the order of sending.
    """

    occurrence: Occurrence
    row: BoardRow
    submission: Submission | None
    submissions: tuple[Submission, ...]
    mails: tuple[PlannedMail, ...]

    @property
    def mail_ids(self) -> list[str]:
        """Of every mail that there may ever be about it."""
        return list(mail_ids_of(self.occurrence, self.submissions))

    @property
    def about(self) -> str:
        """The report in one word, for the ledger and the log."""
        return "/".join(self.occurrence.key)

    @property
    def is_missing(self) -> bool:
        """True when it is owed, the grace is over and nothing came."""
        return self.occurrence.is_owed and self.row.state is BoardState.MISSING

    @property
    def is_cleared(self) -> bool:
        """True when it is in, or nobody waits for it; a file of which nothing counts clears nothing."""
        is_in = self.row.landed_at is not None and self.row.state is not BoardState.FAILED
        return is_in or not self.occurrence.is_owed

    def missing_report(self, now: datetime) -> MissingReport:
        """The ledger's entry of it, noted at `now`."""
        partner_id, feed, period = self.occurrence.key
        return MissingReport(
            partner_id=partner_id,
            feed=feed,
            period=period,
            due_at=self.row.due_at.isoformat(),
            missing_since=now.isoformat(),
        )


def occurrences_to_look_at(
    configuration: Configuration,
    agreement: Agreement,
    feed: Feed,
    *,
    now: datetime,
    looked_at: datetime | None,
    watched: Watched,
    missing: Iterable[tuple[str, str, str]],
) -> list[Occurrence]:
    """The reports of one feed that may need a mail now, and those that are noted as missing.

    Args:
        looked_at: The last look: what could have had a mail since then may have it now, however long ago that is.
        missing: (partner, feed, period) of the reports noted as missing.
    """
    vendor = configuration.vendor
    after = min(now, looked_at or now) - last_look(vendor, agreement, feed.due.grace_hours)
    until = now + first_look(vendor, agreement)
    around = occurrences_between(configuration, agreement, feed, after=after, until=until, watched=watched)
    found = {o.period: o for o in around if o.is_owed}
    for partner_id, name, period in missing:
        if (partner_id, name) == (agreement.partner_id, feed.feed) and period not in found:
            found[period] = occurrence_of(configuration, agreement, feed, period, watched)
    return list(found.values())


def look_at(
    configuration: Configuration, occurrence: Occurrence, submissions: Sequence[Submission], now: datetime
) -> Look:
    """Where the report stands and which mails are due.

    Args:
        submissions: All of its period that the ledger knows, whenever they landed.
    """
    row = row_of(configuration, occurrence, submissions, now)
    mails: list[PlannedMail] = []
    if occurrence.is_owed:
        vendor = configuration.vendor
        mails = [*_reminders(vendor, occurrence, row, now), *_deviations(vendor, occurrence, row)]
    shown = next((s for s in submissions if s.submission_id == row.submission_id), None)
    return Look(occurrence, row, shown, tuple(submissions), tuple(mails))


def _reminders(vendor: Vendor, occurrence: Occurrence, row: BoardRow, now: datetime) -> Iterator[PlannedMail]:
    """The latest step that is due and can be mailed; those that are not mailed, each with its reason."""
    if not _is_partners_turn(row):
        return
    due = [step for step in steps_of(vendor, occurrence) if step.at <= now]
    planned = [_reminder(vendor, occurrence, row, step) for step in due]
    last = max((place for place, mail in enumerate(planned) if not mail.reason), default=-1)
    for place, mail in enumerate(planned):
        is_overtaken = not mail.reason and place != last
        yield PlannedMail(**vars(mail) | {"to": (), "reason": OVERTAKEN}) if is_overtaken else mail


def _reminder(vendor: Vendor, occurrence: Occurrence, row: BoardRow, step: Step) -> PlannedMail:
    name = step.reminder.step
    deviation: Deviation = "failed" if row.state is BoardState.FAILED else "missing"
    routes = routes_of(vendor, occurrence.agreement)
    is_told = name not in _AFTER_GRACE or is_routed(routes, deviation, "partner")
    contacts = occurrence.agreement.contacts
    to = addresses_of(c.email for c in contacts if c.role in step.reminder.to)
    return PlannedMail(
        mail_id=reminder_id(occurrence, name),
        kind=MailKind.REMINDER,
        what=name,
        audience="partner",
        to=to if is_told else (),
        reason="" if is_told and to else NO_CONTACT if is_told else NOT_ROUTED,
        step=step,
    )


def _is_partners_turn(row: BoardRow) -> bool:
    """False when the report is in, and when a file of it waits for the vendor or for us."""
    if row.state is BoardState.FAILED:
        return row.submission_state is State.REFUSED
    return row.state in _WAITING and row.landed_at is None


def _deviations(vendor: Vendor, occurrence: Occurrence, row: BoardRow) -> Iterator[PlannedMail]:
    """Deviations of the report. The partner hears of a missing or failed one through the reminders."""
    routes = routes_of(vendor, occurrence.agreement)
    reporters = addresses_of(c.email for c in occurrence.agreement.contacts if c.role == "reporter")
    told = addresses_of(vendor.reporting.told or (vendor.brand.support_email,))
    sides: dict[Audience, tuple[str, ...]] = {"vendor": told, "partner": reporters}
    for deviation in _deviations_of(row):
        file = row.submission_id or "" if deviation in OF_A_FILE else ""
        for audience, to in sides.items():
            is_by_reminder = audience == "partner" and deviation in {"missing", "failed"}
            if is_routed(routes, deviation, audience) and not is_by_reminder:
                mail_id = deviation_id(occurrence, deviation, audience, file)
                reason = "" if to else NO_CONTACT
                yield PlannedMail(mail_id, MailKind.DEVIATION, deviation, audience, to, reason)


def _deviations_of(row: BoardRow) -> Iterator[Deviation]:
    if row.state is BoardState.MISSING:
        yield "missing"
    elif row.state is BoardState.FAILED:
        yield "failed"
    elif row.landed_at is not None:
        if row.is_late:
            yield "late"
        if row.state is BoardState.PARTIAL:
            yield "partial"
