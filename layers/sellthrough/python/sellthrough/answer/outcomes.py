"""The verdict on a submission, and the words that every verdict is told in."""

from dataclasses import dataclass
from enum import StrEnum

from sellthrough.answer.answered import Answered, Ended
from sellthrough.model.letters import Tone, plain
from sellthrough.model.submissions import State, Submission


class Verdict(StrEnum):
    """What a sender is told."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_PROBLEMS = "accepted_with_problems"
    NOTHING_TO_REPORT = "nothing_to_report"
    SUPERSEDED = "superseded"
    HELD = "held"
    REFUSED = "refused"
    FAILED = "failed"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Words:
    """How a verdict is said. `lead` may use {file}, {rows} (accepted) and {problems} (quarantined)."""

    state: str
    subject: str
    tone: Tone
    lead: str
    todo: str = ""


_WORDS = {
    Verdict.ACCEPTED: Words(
        "Accepted", "accepted", "good", "{file} is accepted: {rows} counted. There is nothing for you to do."
    ),
    Verdict.ACCEPTED_WITH_PROBLEMS: Words(
        "Accepted with problems",
        "accepted with problems",
        "attention",
        "{file} is accepted: {rows} counted, {problems} quarantined. Please look at the problems below.",
    ),
    Verdict.NOTHING_TO_REPORT: Words(
        "Accepted: nothing to report",
        "accepted, nothing to report",
        "good",
        "{file} holds no rows. It counts as your report that there was nothing in this period.",
    ),
    Verdict.SUPERSEDED: Words(
        "Received, replaced by a later report",
        "received, replaced by a later report",
        "neutral",
        "{file} is kept, but a later report for the same period stands in its place.",
    ),
    Verdict.HELD: Words(
        "Held: a question must be answered",
        "held",
        "attention",
        "{file} is held and nothing of it is counted yet. We do not guess: a person must answer first.",
        "Write to the person named below.",
    ),
    Verdict.REFUSED: Words(
        "Refused",
        "refused",
        "bad",
        "{file} is refused and nothing of it is counted. Please correct it and send it again.",
        "Send a corrected file.",
    ),
    Verdict.FAILED: Words(
        "Not finished yet",
        "not finished yet",
        "attention",
        "{file} is received and kept, but we could not finish it. Nothing of it is lost.",
        "Nothing on your side: the operators have been told.",
    ),
    Verdict.REPEAT: Words(
        "Received before",
        "received before",
        "neutral",
        "{file} is the same, byte for byte, as a file that you sent before. It is not counted again.",
        "Nothing, if you meant to send it again. If you meant to send a correction, the corrected file "
        "still has to come.",
    ),
}
_ENDED = {
    State.SUPERSEDED: Verdict.SUPERSEDED,
    State.HELD: Verdict.HELD,
    State.REFUSED: Verdict.REFUSED,
    State.NEEDS_ATTENTION: Verdict.FAILED,
}


@dataclass(frozen=True)
class Settlement:
    """How the ledger ends a submission that was not published."""

    state: State
    code: str | None
    reason: str | None


def settlement_of(ended: Ended, submission: Submission) -> Settlement | None:
    """The end that an execution's outcome means; None when publishing has settled the submission already.

    A submission that has ended so before keeps its reason: an answer that is given again tells the same.
    """
    if ended.outcome == "ok":
        return None
    if ended.outcome == "failed":
        # The error's own name is for the operators; the sender gets the code's words.
        told = Settlement(State.NEEDS_ATTENTION, "PROCESSING_FAILED", plain(f"{ended.code}: {ended.reason}", 500))
    else:
        state = State.HELD if ended.outcome == "held" else State.REFUSED
        told = Settlement(state, ended.code, plain(ended.reason or "", 500))
    if submission.state is told.state:
        return Settlement(told.state, submission.reason_code, submission.reason)
    return told


def words_of(verdict: Verdict) -> Words:
    """The words for a verdict."""
    return _WORDS[verdict]


def verdict_of(answered: Answered) -> Verdict:
    """What the sender of an ended submission is told.

    Raises:
        ValueError: The submission has not ended; that is a bug of the caller, for any answer would be a guess.
    """
    submission = answered.submission
    if submission.state is State.RECEIVED:
        raise ValueError(f"submission {submission.submission_id} has not ended")
    if submission.state in _ENDED:
        return _ENDED[submission.state]
    if submission.is_nil_report:
        return Verdict.NOTHING_TO_REPORT
    if submission.counts.quarantined_rows or answered.issues:
        return Verdict.ACCEPTED_WITH_PROBLEMS
    return Verdict.ACCEPTED
