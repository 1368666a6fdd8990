"""A deployment in, what became of every file received out: one record per file and feed, as people read it."""

from collections.abc import Iterable

from sellthrough.model.ledger_entries import ReceivedFile
from sellthrough.model.submissions import State, Submission
from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.screen import Record

COLUMNS = (
    "file",
    "partner",
    "feed",
    "period",
    "state",
    "rows_in",
    "accepted",
    "duplicate",
    "quarantined",
    "superseded",
    "reason",
)
NEEDS_A_PERSON = frozenset({State.HELD, State.REFUSED, State.NEEDS_ATTENTION, State.RECEIVED})


def received_files(deployment: Deployment) -> list[Record]:
    """One record per landed object and feed it was read for, by file name and then by arrival."""
    ledger = deployment.ledger
    submissions = {submission.submission_id: submission for submission in ledger.submissions()}
    return [_record(file, submissions.get(file.submission_id)) for file in _in_order(ledger.files())]


def _in_order(files: Iterable[ReceivedFile]) -> list[ReceivedFile]:
    return sorted(files, key=lambda file: (file.file_name, file.landed_at, file.partner_id, file.feed))


def _record(file: ReceivedFile, submission: Submission | None) -> Record:
    record: Record = {
        "file": file.file_name,
        "partner": file.partner_id,
        "feed": file.feed,
        "period": file.reporting_period,
        "state": submission.state.value if submission else State.HELD.value,
        "landed_at": file.landed_at,
    }
    if submission is None:
        return {**record, **dict.fromkeys(COLUMNS[5:-1], 0), "reason": "", "submission_id": file.submission_id}
    counts, is_repeat = submission.counts, file.is_repeat_of(submission)
    return {
        **record,
        "rows_in": counts.rows_in,
        # The bytes were received before: every record of this copy says again what the first copy said.
        "accepted": 0 if is_repeat else counts.accepted_rows,
        "duplicate": counts.rows_in if is_repeat else counts.duplicate_rows,
        "quarantined": 0 if is_repeat else counts.quarantined_rows,
        "superseded": 0 if is_repeat else counts.superseded_rows,
        "reason": "the same bytes were received before" if is_repeat else submission.reason or "",
        "submission_id": submission.submission_id,
    }
