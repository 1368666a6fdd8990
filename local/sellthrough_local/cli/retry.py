"""`sellthrough retry`: a submission's id, or all that wait, in; another run of each under today's agreements out."""

import datetime as dt
from typing import Annotated

import typer

from sellthrough.errors import Held
from sellthrough.model.submissions import RETRYABLE
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.machines import Machine
from sellthrough_aws.retry import retry as run_again
from sellthrough_local.cli.deployment import Deployment, open_deployment
from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State
from sellthrough_local.cli.received import NEEDS_A_PERSON
from sellthrough_local.cli.run import settle_or_warn
from sellthrough_local.cli.screen import Record, Screen

SETTLE_SECONDS = 300
COLUMNS = ("file", "partner", "feed", "period", "before", "after", "reason")
SubmissionId = Annotated[str, typer.Argument(metavar="[SUBMISSION_ID]", help="Which; `status --json` lists the ids.")]
AllHeld = Annotated[bool, typer.Option("--held", help="Every submission that is held, refused or needs attention.")]


def retry(
    submission_id: SubmissionId = "",
    *,
    held: AllHeld = False,
    state: State = DEFAULT_STATE,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Run ended submissions again under the configuration as it is now, for instance after `load`."""
    screen = Screen(as_json)
    if bool(submission_id) == held:
        raise RefusedError("Name one submission, or take --held for all that are held, refused or need attention.")
    with screen.doing("Running again"), open_deployment(state, stack) as deployment:
        wanted = _waiting(deployment) if held else [submission_id]
        asked = [_again(deployment, one) for one in wanted]
        settle_or_warn(screen, deployment, SETTLE_SECONDS)
        runs = [_outcome(deployment, record) for record in asked]
    screen.document({"submissions": runs})
    screen.table(runs, COLUMNS)
    screen.say(f"{sum(record['is_run'] for record in runs)} of {len(runs)} submissions were run again.")
    finish(ExitCode.WORK_LEFT if any(record["after"] in NEEDS_A_PERSON for record in runs) else ExitCode.OK)


def _waiting(deployment: Deployment) -> list[str]:
    """In the order of their landing, which is their precedence."""
    ended = [submission for submission in deployment.ledger.submissions() if submission.state in RETRYABLE]
    return [submission.submission_id for submission in sorted(ended, key=lambda s: (s.landing_order, s.submission_id))]


def _again(deployment: Deployment, submission_id: str) -> Record:
    ledger, outputs = deployment.ledger, deployment.outputs
    configurations = Configurations(deployment.objects, outputs["ArchiveBucket"])
    ended = ledger.submission(submission_id)
    record: Record = {
        "submission_id": submission_id,
        "file": ended.file_name,
        "before": ended.state.value,
        "is_run": False,
        "reason": "",
    }
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        started = run_again(
            ledger, Machine(outputs["SubmissionMachineArn"]), configurations, submission_id, asked_at=now
        )
    except Held as still:
        return {**record, "reason": f"Not run: {still.question}"}
    if started is None:
        return {**record, "reason": f"Not run: it is {ended.state.value}, and nothing waits for another run."}
    return {**record, "submission_id": started.submission_id, "is_run": True}


def _outcome(deployment: Deployment, record: Record) -> Record:
    submission = deployment.ledger.submission(record["submission_id"])
    return {
        **record,
        "partner": submission.partner_id,
        "feed": submission.feed,
        "period": submission.reporting_period,
        "run": submission.run,
        "after": submission.state.value,
        "reason": record["reason"] or submission.reason or "",
    }
