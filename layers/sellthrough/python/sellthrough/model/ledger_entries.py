"""What the ledger keeps beside submissions: received files, scope entries, work items, dirty marks and mails, typed."""

import hashlib
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sellthrough.model.submissions import Resubmission, Submission, Transport, transport_of

MailState = Literal["CLAIMED", "SENT", "AMBIGUOUS", "SUPPRESSED", "REFUSED", "BOUNCED", "COMPLAINED"]


class MailKind(StrEnum):
    """What a mail tells; with what it is about, it makes the mail's id."""

    ANSWER = "answer"
    REPEAT = "repeat"
    INTAKE = "intake"
    NOTICE = "notice"
    REMINDER = "reminder"
    DEVIATION = "deviation"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ReceivedFile(_Entry):
    """One landed object and one feed it was read for (FILE). `sender`: who mailed it, as `Submission` has it."""

    file_id: str
    submission_id: str
    partner_id: str
    feed: str
    reporting_period: str
    file_name: str
    sha256: str
    landed_at: str
    landing_order: str
    object_key: str
    version_id: str | None = None
    sender: str | None = None

    @property
    def transport(self) -> Transport:
        """How the file came."""
        return transport_of(self.sender)

    def is_repeat_of(self, submission: Submission) -> bool:
        """True when another object, one that landed earlier, brought the same bytes."""
        return (self.landing_order, self.object_key, self.version_id or "") != submission.precedence


class ScopeEntry(_Entry):
    """One normalised submission among those of its partner and record type (SCOPE); what homes are computed from.

    `candidates_key` and `rejects_key` lie in the staging bucket. `rows_in` = candidates + rejects.
    `previous_periods` are those that earlier runs counted in: their KPIs change too.
    """

    submission_id: str
    partner_id: str
    record_type: str
    landing_order: str
    landed_at: str
    feed: str
    reporting_period: str
    resubmission: Resubmission = "replace"
    duplicate_lines: Literal["drop", "keep"] = "drop"
    run: int
    periods: tuple[str, ...] = ()
    previous_periods: tuple[str, ...] = ()
    candidates_key: str
    rejects_key: str
    rows_in: int
    quarantined_rows: int = 0
    ignored_lines: int = 0


class WorkItem(_Entry):
    """A question for a person (WORK); one per submission, kind of question and value."""

    work_item_id: str
    work_item_type: str
    work_item_state: Literal["open", "resolved"] = "open"
    partner_id: str
    feed: str
    submission_id: str
    cell_value: str
    note: str
    row_count: int


class Dirty(_Entry):
    """A submission whose change the next KPI refresh must cover (DIRTY). `marks` counts the changes since the
    last refresh, so that a change during a refresh is not lost."""

    submission_id: str
    record_type: str
    periods: tuple[str, ...] = ()
    marks: int


class Mail(_Entry):
    """A mail claimed before it is sent (MAIL). CLAIMED is no end; REFUSED is what SES did not take.

    `at` is the Date of its header; `claimed_by` tells one attempt from another; `reason` says why a mail is SUPPRESSED.
    `heard` is all that SES said about it afterwards (`mail_events.Word`).
    """

    mail_id: str
    state: MailState
    to: str
    kind: str
    about: str
    at: str
    archive_key: str | None = None
    claimed_by: str | None = None
    reason: str | None = None
    heard: tuple[str, ...] = ()


class OpenSubmission(_Entry):
    """A submission whose execution is not known to have ended (OPEN). `attempts` counts restarts."""

    submission_id: str
    landed_at: str
    attempts: int = 0


class RunAsked(_Entry):
    """A run that a person asked for (RUN), beside those that the path starts by itself.

    Attributes:
        asked_by: `User.user_id`, or "operator" for the command line; never a name or an address.
        asked_at: ISO 8601; None where nobody read a clock.
        ended_as: State of the run before it, and `reason_code` why.
        config_version: What the run reads the file with.
    """

    run: int
    asked_by: str
    asked_at: str | None = None
    ended_as: str
    reason_code: str | None = None
    config_version: str


class MissingReport(_Entry):
    """A report that had not come when its grace was over (MISSING); the instants are ISO 8601, UTC.

    `cleared_at` is when it came after all, or when nobody waited for it any more; None while it is missing.
    """

    partner_id: str
    feed: str
    period: str
    due_at: str
    missing_since: str
    cleared_at: str | None = None


class InboundMail(_Entry):
    """A mail that was received (INBOUND).

    Attributes:
        state: What became of it; the words of `sellthrough.inbound.admission.Gate`, and "taken" when it is done.
        received: The notification's content as JSON, so that a person's release needs no second notification.
        sha256: Of the whole mail; kept of a mail with a virus, of which nothing else is.
        landed: Keys in the landing bucket that its attachments lie under.
    """

    message_id: str
    state: str
    received: str
    sha256: str | None = None
    landed: tuple[str, ...] = ()


def work_item_id_of(submission_id: str, work_item_type: str, cell_value: str) -> str:
    """Content-derived id of a work item; begins with the submission's id, so they are found together."""
    digest = hashlib.sha256(f"{work_item_type}\n{cell_value}".encode()).hexdigest()[:12]
    return f"{submission_id}-{digest}"


def file_id_of(bucket: str, object_key: str, version: str, feed: str) -> str:
    """Id of one landed object version (version id, or sequencer where the store keeps none) read for one feed."""
    return hashlib.sha256("\n".join((bucket, object_key, version, feed)).encode()).hexdigest()[:24]


def mail_id_of(kind: MailKind, *about: object) -> str:
    """Content-derived id of a mail: the same kind about the same thing is the same mail, and is sent once.

    Returns:
        24 hex digits of SHA-256 over the parts, separated by a line feed.
    """
    return hashlib.sha256("\n".join((kind, *(str(part) for part in about))).encode()).hexdigest()[:24]
