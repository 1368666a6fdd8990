"""Submissions: their ids, states and counts, and the conservation law that binds the counts (I1)."""

import hashlib
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

Resubmission = Literal["replace", "add", "cumulative"]
Transport = Literal["drop", "mail"]


class State(StrEnum):
    """Where a submission stands. PUBLISHED, SUPERSEDED, HELD, REFUSED and NEEDS_ATTENTION are ends."""

    RECEIVED = "received"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    HELD = "held"
    REFUSED = "refused"
    NEEDS_ATTENTION = "needs_attention"


ENDS = frozenset(State) - {State.RECEIVED}
# Ends that another run may come out of differently: nothing of it counts yet.
RETRYABLE = frozenset({State.HELD, State.REFUSED, State.NEEDS_ATTENTION})


def submission_id_of(partner_id: str, feed: str, period: str, sha256: str) -> str:
    """Content-derived id: the same bytes for the same partner, feed and period are the same submission.

    Returns:
        24 hex digits of SHA-256 over the four parts, separated by a line feed.
    """
    return hashlib.sha256("\n".join((partner_id, feed, period, sha256)).encode()).hexdigest()[:24]


def transport_of(sender: str | None) -> Transport:
    """How a file came: what nobody mailed was dropped."""
    return "drop" if sender is None else "mail"


class Counts(BaseModel):
    """Rows of one submission by home.

    `rows_in` is counted by the reader before any rule runs; `is_conserved` states I1.
    """

    model_config = ConfigDict(frozen=True)

    rows_in: int = 0
    accepted_rows: int = 0
    duplicate_rows: int = 0
    quarantined_rows: int = 0
    superseded_rows: int = 0
    ignored_lines: int = 0

    @property
    def is_conserved(self) -> bool:
        """True when every record has exactly one home."""
        return self.rows_in == self.accepted_rows + self.duplicate_rows + self.quarantined_rows + self.superseded_rows


class SaidAgain(BaseModel):
    """What a report says again of an earlier one of its feed whose months it has: the sign of a file that grows.

    `of_lines` are the facts of the earlier report, `lines` those of them that are said again and count once there.
    """

    model_config = ConfigDict(frozen=True)

    submission_id: str
    lines: int
    of_lines: int

    @property
    def left(self) -> int:
        """Facts of the earlier report that are not said again: corrected, withdrawn, or only left out."""
        return self.of_lines - self.lines


class Submission(BaseModel):
    """One report received for one feed and period, as the ledger keeps it (docs/architecture.md, SUBMISSION).

    `landing_order` is object time and sequencer; `landed_at`, `due_at` are ISO 8601 instants in UTC;
    `periods` are the fiscal months that its rows count in. The counts are those of the run `run`.
    `resubmission` and `duplicate_lines` are the feed's rules when it was received; `said_again` is what it repeats of
    earlier reports. `sender` is who mailed it: "" when nobody knows, None when it was dropped.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    submission_id: str
    partner_id: str
    feed: str
    record_type: str
    reporting_period: str
    sha256: str
    bucket: str
    object_key: str
    version_id: str | None = None
    file_name: str
    landed_at: str
    landing_order: str
    due_at: str | None = None
    sender: str | None = None
    run: int = 1
    state: State = State.RECEIVED
    reason_code: str | None = None
    reason: str | None = None
    config_version: str
    resubmission: Resubmission = "replace"
    duplicate_lines: Literal["drop", "keep"] = "drop"
    is_nil_report: bool = False
    counts: Counts = Counts()
    timeliness_ratio: str | None = None
    completeness_ratio: str | None = None
    validity_ratio: str | None = None
    periods: tuple[str, ...] = ()
    superseded_by: str | None = None
    said_again: tuple[SaidAgain, ...] = ()

    @property
    def transport(self) -> Transport:
        """How the file came."""
        return transport_of(self.sender)

    @property
    def precedence(self) -> tuple[str, str, str]:
        """Of the objects with the same bytes, the one with the least of these is the submission; total."""
        return self.landing_order, self.object_key, self.version_id or ""
