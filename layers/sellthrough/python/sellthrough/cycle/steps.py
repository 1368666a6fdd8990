"""A report that is owed in; the steps of its reminders with their instants and recipients, and its mails' ids, out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sellthrough.cycle.occurrences import Occurrence
from sellthrough.model.ledger_entries import MailKind, mail_id_of
from sellthrough.model.reporting_terms import Reminder, Routes, StepName
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Agreement, Vendor

Deviation = Literal["missing", "failed", "late", "partial"]
Audience = Literal["vendor", "partner"]
STEPS: tuple[StepName, ...] = get_args(StepName)
DEVIATIONS: tuple[Deviation, ...] = get_args(Deviation)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
# Deviations that each file of a period has for itself.
OF_A_FILE = frozenset({"failed", "partial"})


@dataclass(frozen=True)
class Step:
    """One step of one report's reminders, and the instant (UTC) from which it is due."""

    reminder: Reminder
    at: datetime


def steps_of(vendor: Vendor, occurrence: Occurrence) -> list[Step]:
    """The steps in the order of their instants; of two at one instant, the later of the ladder comes last."""
    reminders = reminders_of(vendor, occurrence.agreement)
    steps = [Step(reminder, _instant_of(reminder, occurrence)) for reminder in reminders]
    return sorted(steps, key=lambda step: (step.at, STEPS.index(step.reminder.step)))


def reminders_of(vendor: Vendor, agreement: Agreement) -> tuple[Reminder, ...]:
    """The agreement's own steps, or the vendor's."""
    return vendor.reporting.reminders if agreement.reminders is None else agreement.reminders


def routes_of(vendor: Vendor, agreement: Agreement) -> Routes:
    """The agreement's own routes of deviations, or the vendor's."""
    return agreement.deviations or vendor.reporting.deviations


def is_routed(routes: Routes, deviation: Deviation, audience: Audience) -> bool:
    """True when that deviation is told to that side."""
    return getattr(routes, deviation) in {audience, "both"}


def first_look(vendor: Vendor, agreement: Agreement) -> timedelta:
    """How long before its due time a report may have its first mail."""
    ahead = [r.hours for r in reminders_of(vendor, agreement) if r.step == "before_due"]
    return timedelta(hours=max(ahead, default=0))


def last_look(vendor: Vendor, agreement: Agreement, grace_hours: int) -> timedelta:
    """How long after its due time a report may still have a mail: two weeks beyond its last step."""
    after = [r.hours for r in reminders_of(vendor, agreement)]
    return timedelta(hours=grace_hours + max(after, default=0), days=14)


def reminder_id(occurrence: Occurrence, step: StepName) -> str:
    """Id of the one mail of that step."""
    return mail_id_of(MailKind.REMINDER, *occurrence.key, step)


def deviation_id(occurrence: Occurrence, deviation: Deviation, audience: Audience, submission_id: str = "") -> str:
    """Id of the one mail that tells a deviation, of a file (`submission_id`) or of the period."""
    return mail_id_of(MailKind.DEVIATION, *occurrence.key, deviation, audience, submission_id)


def mail_ids_of(occurrence: Occurrence, submissions: Sequence[Submission]) -> Iterator[str]:
    """Id of every mail that there may ever be about this report, whatever the agreement says today."""
    yield from (reminder_id(occurrence, step) for step in STEPS)
    for deviation in DEVIATIONS:
        files = [s.submission_id for s in submissions] if deviation in OF_A_FILE else [""]
        for audience in AUDIENCES:
            yield from (deviation_id(occurrence, deviation, audience, submission_id) for submission_id in files)


def _instant_of(reminder: Reminder, occurrence: Occurrence) -> datetime:
    hours = timedelta(hours=reminder.hours)
    if reminder.step == "before_due":
        return occurrence.due_at - hours
    return hours + (occurrence.due_at if reminder.step == "due" else occurrence.missing_at)
