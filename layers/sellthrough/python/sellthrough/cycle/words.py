"""A step or deviation in; the words that it is told with out. The names in braces are filled by `compose`."""

from dataclasses import dataclass
from typing import Literal

from sellthrough.model.letters import Tone
from sellthrough.model.reporting_terms import StepName

Trouble = Literal["missing", "failed"]


@dataclass(frozen=True)
class Words:
    """How one kind of mail says what it has to say."""

    subject: str
    state: str
    tone: Tone
    lead: str
    todo: tuple[str, ...] = ()


STEP_NAMES: dict[StepName, str] = {
    "before_due": "reminder",
    "due": "reminder that it is due",
    "overdue": "notice that it is overdue",
    "second_contact": "escalation",
    "third_contact": "last escalation",
}
_SEND = "Send the file the way you always do. As soon as it is received these mails stop."
_NIL = "If there was nothing to report, send the file with its headings and no rows: it counts as a nil report."
_AGAIN = "Please send a corrected file. As soon as it is received these mails stop."

STEP_WORDS: dict[tuple[StepName, Trouble], Words] = {
    ("before_due", "missing"): Words(
        "{report} {period} is due on {due}",
        "Your report is due soon",
        "neutral",
        "Your {report} for {period} is due on {due}. We have not received it yet.",
        (_SEND, _NIL),
    ),
    ("due", "missing"): Words(
        "{report} {period} is due now",
        "Your report is due",
        "attention",
        "Your {report} for {period} was due on {due}. We have not received it yet; it counts as missing from {grace}.",
        (_SEND, _NIL),
    ),
    ("overdue", "missing"): Words(
        "{report} {period} is overdue",
        "Your report is overdue",
        "bad",
        "Your {report} for {period} was due on {due} and has not come.",
        (_SEND, _NIL),
    ),
    ("second_contact", "missing"): Words(
        "{partner}: {report} {period} is overdue, please help",
        "A report of {partner} is overdue",
        "bad",
        "The {report} of {partner} for {period} was due on {due}. Our reminders have not been answered, so we turn to "
        "you.",
        ("Please have the file sent the usual way. As soon as it is received these mails stop.", _NIL),
    ),
    ("third_contact", "missing"): Words(
        "{partner}: {report} {period} is still missing",
        "A report of {partner} is still missing",
        "bad",
        "The {report} of {partner} for {period} was due on {due}, {late} ago. Reminders and an escalation have not "
        "brought it.",
        ("Please have the file sent the usual way. As soon as it is received these mails stop.", _NIL),
    ),
    ("before_due", "failed"): Words(
        "{report} {period}: {file} could not be used; due on {due}",
        "Your report could not be used",
        "attention",
        "{file} came on {landed}, but nothing of it counts. Your {report} for {period} is due on {due}.",
        (_AGAIN,),
    ),
    ("due", "failed"): Words(
        "{report} {period} is due now: {file} could not be used",
        "Your report could not be used and is due",
        "bad",
        "{file} came on {landed}, but nothing of it counts. Your {report} for {period} was due on {due}.",
        (_AGAIN,),
    ),
    ("overdue", "failed"): Words(
        "{report} {period} is overdue: {file} could not be used",
        "Your report could not be used and is overdue",
        "bad",
        "{file} came on {landed}, but nothing of it counts. Your {report} for {period} was due on {due}.",
        (_AGAIN,),
    ),
    ("second_contact", "failed"): Words(
        "{partner}: {report} {period} could not be used, please help",
        "A report of {partner} could not be used",
        "bad",
        "{file} of {partner} came on {landed}, but nothing of it counts. The {report} for {period} was due on {due}, "
        "and no corrected file has come.",
        ("Please have a corrected file sent. As soon as it is received these mails stop.",),
    ),
    ("third_contact", "failed"): Words(
        "{partner}: {report} {period} still could not be used",
        "A report of {partner} is still not usable",
        "bad",
        "{file} of {partner} came on {landed}, but nothing of it counts. The {report} for {period} was due on {due}, "
        "{late} ago. Reminders and an escalation have not brought one that counts.",
        ("Please have a corrected file sent. As soon as it is received these mails stop.",),
    ),
}

DEVIATION_WORDS: dict[tuple[str, str], Words] = {
    ("missing", "vendor"): Words(
        "Missing: {report} of {partner} for {period}",
        "A report is missing",
        "bad",
        "The {report} of {partner} for {period} was due on {due}. The grace is over and nothing has come.",
    ),
    ("failed", "vendor"): Words(
        "Failed: {report} of {partner} for {period}",
        "A report could not be used",
        "bad",
        "{file} of {partner} came on {landed}, and nothing of it counts. The {report} for {period}: due on {due}.",
    ),
    ("late", "vendor"): Words(
        "Late: {report} of {partner} for {period}",
        "A report came late",
        "attention",
        "The {report} of {partner} for {period} came on {landed}, {late} after it was due.",
    ),
    ("partial", "vendor"): Words(
        "Partial: {report} of {partner} for {period}",
        "A report counts in part",
        "attention",
        "{file} of {partner} is counted, but {rows} of its rows are quarantined and not in the figures.",
    ),
    ("late", "partner"): Words(
        "{report} {period} came late",
        "Your report came late",
        "attention",
        "Your {report} for {period} came on {landed}, {late} after it was due. It is received; thank you.",
        ("Nothing for this period. Please send the next one by its due time.",),
    ),
    ("partial", "partner"): Words(
        "{report} {period} counts in part",
        "Your report counts in part",
        "attention",
        "{file} is counted, but {rows} of its rows are quarantined and not in the figures.",
        ("The answer to that file lists the rows with their reasons. Please send a corrected file.",),
    ),
}
