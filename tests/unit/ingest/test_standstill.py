"""What is done about a submission that stands still."""

import pytest
from tests.submissions import submission

from sellthrough.ingest.standstill import Step, is_due, step_for
from sellthrough.model.ledger_entries import OpenSubmission
from sellthrough.model.submissions import State


@pytest.mark.parametrize(
    ("state", "status", "attempts", "expected"),
    [
        (State.RECEIVED, "RUNNING", 0, Step.WAIT),
        (State.RECEIVED, "PENDING_REDRIVE", 0, Step.WAIT),
        (State.RECEIVED, None, 0, Step.RESTART),
        (State.RECEIVED, "FAILED", 2, Step.RESTART),
        (State.RECEIVED, "TIMED_OUT", 3, Step.GIVE_UP),
        (State.RECEIVED, "SUCCEEDED", 0, Step.RESTART),
        (State.PUBLISHED, "SUCCEEDED", 0, Step.CLOSE),
        (State.PUBLISHED, "ABORTED", 0, Step.ANSWER),
        (State.HELD, None, 0, Step.ANSWER),
        (State.HELD, None, 3, Step.CLOSE),
        (State.NEEDS_ATTENTION, "FAILED", 4, Step.CLOSE),
        (State.PUBLISHED, "RUNNING", 0, Step.WAIT),
    ],
)
def test_a_submission_that_stands_still_is_helped(
    state: State, status: str | None, attempts: int, expected: Step
) -> None:
    entry = OpenSubmission(submission_id="x", landed_at="2019-11-05T07:00:00+00:00", attempts=attempts)
    assert step_for(entry, submission(state=state), status) is expected


@pytest.mark.parametrize(("now", "expected"), [("2019-11-05T07:09:59Z", False), ("2019-11-05T07:10:00Z", True)])
def test_ten_minutes_are_given(now: str, expected: bool) -> None:
    assert is_due(OpenSubmission(submission_id="x", landed_at="2019-11-05T07:00:00+00:00"), now) is expected
