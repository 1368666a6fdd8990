"""An ended submission in, another run of it under the current configuration out; one, however many ask for it."""

from collections.abc import Callable
from functools import partial

from sellthrough.errors import Held
from sellthrough.ingest.claims import landed_of, received_file, submissions_of
from sellthrough.ingest.executions import execution_input, execution_name
from sellthrough.model.ledger_entries import RunAsked
from sellthrough.model.submissions import RETRYABLE, State, Submission
from sellthrough.model.workspace import Configuration
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.machines import Machine

OPERATOR = "operator"


def retry(
    ledger: Ledger,
    machine: Machine,
    configurations: Configurations,
    submission_id: str,
    *,
    seen_run: int | None = None,
    asked_by: str = OPERATOR,
    asked_at: str | None = None,
) -> Submission | None:
    """Run a submission again that is held, refused or needs attention.

    A file that the current configuration knows as another report (it was nobody's, or of an unclear period) becomes
    that submission, as if it landed now, and the old one is superseded by it: so a replay gives the same tables.
    If we die before the execution is started, `standstill` starts it.

    Args:
        seen_run: The run that the person saw end; a later one is not started again. None: the last, whichever it is.
        asked_by: `User.user_id` of the person.
        asked_at: ISO 8601.

    Returns:
        The submission that runs now; None when there is nothing to run again, or somebody else just asked for it.

    Raises:
        NotFound: There is no such submission.
        Held: It would be held again, for the current configuration does not say whose file it is, or of what period.
    """
    ended = ledger.submission(submission_id)
    if ended.state not in RETRYABLE or seen_run not in {None, ended.run}:
        return None
    configuration = configurations.version(ledger.current_configuration_version())
    claims = submissions_of(landed_of(ended), configuration)
    same = next((claim for claim in claims if claim.submission_id == submission_id), None)
    if same is not None and same.state is State.HELD:
        raise Held(same.reason_code or "", same.reason or "")
    asked = RunAsked(
        run=ended.run + 1 if same else 1,
        asked_by=asked_by,
        asked_at=asked_at,
        ended_as=ended.state,
        reason_code=ended.reason_code,
        config_version=configuration.version,
    )
    start = partial(_start, machine, configuration)
    if same is None:
        return _take_its_place(ledger, ended, claims, asked, start)
    again = ledger.run_again(ended, same, asked)
    if again is not None:
        start(again)
    return again


def _take_its_place(
    ledger: Ledger,
    ended: Submission,
    claims: list[Submission],
    asked: RunAsked,
    start: Callable[[Submission], None],
) -> Submission:
    """Take the file in for the reports that it is; every step may be repeated."""
    for claim in claims:
        stored, file = ledger.receive(claim), received_file(claim, claim.version_id or landed_of(ended).sequencer)
        ledger.record_file(file)
        if not file.is_repeat_of(stored):
            ledger.record_run_asked(claim.submission_id, asked.model_copy(update={"run": stored.run}))
            start(claim.model_copy(update={"run": stored.run}))
    first = claims[0]
    reason = f"It is read as {first.feed} {first.reporting_period}".rstrip() + " now."
    ledger.settle(ended.submission_id, State.SUPERSEDED, reason=reason, superseded_by=first.submission_id)
    ledger.close(ended.submission_id)
    return ledger.submission(first.submission_id)


def _start(machine: Machine, configuration: Configuration, submission: Submission) -> None:
    feed = configuration.feed_of(submission.partner_id, submission.feed)
    machine.start(execution_name(submission), execution_input(submission, feed))
