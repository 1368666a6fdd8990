"""An open submission and what its execution did in, what is done about it out."""

from datetime import datetime, timedelta
from enum import StrEnum

from sellthrough.model.ledger_entries import OpenSubmission
from sellthrough.model.submissions import ENDS, Submission

PATIENCE = timedelta(minutes=10)
MAX_ATTEMPTS = 3


class Step(StrEnum):
    """What to do about an open submission.

    WAIT: its execution is at work. CLOSE: nothing is left to do. RESTART: run it again. ANSWER: it has ended and
    its sender may not know. GIVE_UP: it failed too often; a person must look.
    """

    WAIT = "wait"
    CLOSE = "close"
    RESTART = "restart"
    ANSWER = "answer"
    GIVE_UP = "give_up"


def is_due(entry: OpenSubmission, now: str) -> bool:
    """True when the submission landed long enough ago to look after it."""
    return datetime.fromisoformat(now) - datetime.fromisoformat(entry.landed_at) >= PATIENCE


def step_for(entry: OpenSubmission, submission: Submission, status: str | None) -> Step:
    """What to do about a submission that is due.

    Args:
        entry: How often it was restarted already.
        submission: As the ledger has it.
        status: Of the execution of its run; None when it was never started, or is long forgotten.
    """
    if status in {"RUNNING", "PENDING_REDRIVE"}:
        return Step.WAIT
    if submission.state in ENDS:
        return Step.CLOSE if status == "SUCCEEDED" or entry.attempts >= MAX_ATTEMPTS else Step.ANSWER
    return Step.RESTART if entry.attempts < MAX_ATTEMPTS else Step.GIVE_UP
