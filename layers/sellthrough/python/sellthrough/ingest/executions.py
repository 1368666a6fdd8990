"""A submission in, the input of its state machine execution out (docs/architecture.md, State machine payload)."""

from typing import Any

from sellthrough.model.keys import staging_prefix
from sellthrough.model.ledger_entries import ReceivedFile
from sellthrough.model.submissions import State, Submission
from sellthrough.model.workspace import Feed


def execution_name(submission: Submission) -> str:
    """Name of the execution of the submission's run; a second start under it does nothing."""
    return f"{submission.submission_id}-{submission.run}"


def execution_input(submission: Submission, feed: Feed | None) -> dict[str, Any]:
    """What the execution starts with: `read` for a file to read, `result` for one that is only answered."""
    common = {"submission_id": submission.submission_id, "run": submission.run, "now": submission.landed_at}
    if feed is None or submission.state is not State.RECEIVED:
        result = {"outcome": "held", "code": submission.reason_code, "reason": submission.reason}
        return {**common, "result": result}
    source = {
        "bucket": submission.bucket,
        "key": submission.object_key,
        "version_id": submission.version_id,
        "file_name": submission.file_name,
    }
    return {
        **common,
        "read": {
            "source": source,
            "feed": feed.model_dump(mode="json"),
            "layout": feed.layout.model_dump(mode="json"),
            "staging": staging_prefix(submission.submission_id, submission.run),
        },
    }


def repeat_input(submission: Submission, file: ReceivedFile) -> dict[str, Any]:
    """What the execution starts with that answers a file whose bytes had been received before."""
    return {
        "submission_id": submission.submission_id,
        "run": submission.run,
        "file_id": file.file_id,
        "repeat": True,
        "sender": file.sender or "",
        "now": file.landed_at,
    }


def settled_input(submission: Submission, now: str) -> dict[str, Any]:
    """What the execution starts with that only answers a submission which has ended."""
    outcomes = {State.HELD: "held", State.REFUSED: "refused", State.NEEDS_ATTENTION: "failed"}
    outcome = outcomes.get(submission.state, "ok")
    result = {"outcome": outcome, "code": submission.reason_code, "reason": submission.reason}
    return {"submission_id": submission.submission_id, "run": submission.run, "now": now, "result": result}
