"""`sellthrough answer`: a held report and what a person says of it in, a new configuration and another run out."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from sellthrough.model.submissions import RETRYABLE, Submission
from sellthrough.onboard.document import document_of
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.machines import Machine
from sellthrough_aws.retry import retry
from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import Deployment, open_deployment
from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State
from sellthrough_local.cli.received import NEEDS_A_PERSON
from sellthrough_local.cli.run import settle_or_warn
from sellthrough_local.cli.screen import Screen
from sellthrough_local.cli.understood import tell, understand
from sellthrough_local.onboarding.files import open_onboarding, write_answers
from sellthrough_local.onboarding.golden import check_goldens
from sellthrough_local.workspace_folder import load_folder

_SETTLE_SECONDS = 300
Held = Annotated[str, typer.Argument(metavar="SUBMISSION", help="Its id, as the answer mail and `status` give it.")]
Given = Annotated[
    list[str], typer.Option("--answer", metavar="HEADING=FIELD", help="An answer to a question; may be repeated.")
]
Into = Annotated[Path, typer.Option("--workspace", metavar="DIR", help="The workspace whose agreement is to say it.")]


def answer(
    submission: Held,
    *,
    answer: Given = [],  # noqa: B006 - Typer reads the default, nobody changes it
    workspace: Into = Path(),
    state: State = DEFAULT_STATE,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Answer the question of a held report: the agreement remembers it for that layout, and the report runs again."""
    screen = Screen(as_json)
    with open_deployment(state, stack) as deployment, tempfile.TemporaryDirectory(prefix="sellthrough-answer-") as name:
        held = _held(deployment, submission)
        sample, called = _fetched(deployment, held, Path(name)), held.file_name.rsplit("/", 1)[-1]
        onboarding = open_onboarding(sample, workspace, held.partner_id, held.feed, called)
        for text in answer:
            onboarding.answers.add(text)
        understanding = understand(screen, onboarding)
        written = [] if understanding.questions else write_answers(workspace, onboarding, understanding)
        after = _run_again(screen, deployment, held, workspace) if written else held
    state_after = {"submission_id": after.submission_id, "run": after.run, "state": after.state.value}
    told = document_of(onboarding, understanding) | {"written": [str(path) for path in written]}
    screen.document(told | {"submission": state_after})
    tell(screen, understanding, written)
    screen.table([state_after])
    finish(ExitCode.WORK_LEFT if understanding.questions or after.state in NEEDS_A_PERSON else ExitCode.OK)


def _held(deployment: Deployment, submission_id: str) -> Submission:
    held = deployment.ledger.submission(submission_id)
    if held.state not in RETRYABLE:
        raise RefusedError(f"{held.file_name} is {held.state.value}: nothing is open. Change the agreement, then load.")
    return held


def _fetched(deployment: Deployment, held: Submission, folder: Path) -> Path:
    path = folder / "report"  # a key may be called what no file here can be
    path.write_bytes(deployment.objects.get_bytes(held.bucket, held.object_key, held.version_id))
    return path


def _run_again(screen: Screen, deployment: Deployment, held: Submission, workspace: Path) -> Submission:
    configuration = load_folder(workspace)
    if wrong := check_goldens(workspace, configuration):
        raise RefusedError("\n".join(wrong))
    outputs = deployment.outputs
    with screen.doing("Publishing the configuration and running the report again"):
        publish_configuration(deployment, configuration)
        configurations = Configurations(deployment.objects, outputs["ArchiveBucket"])
        started = retry(
            deployment.ledger, Machine(outputs["SubmissionMachineArn"]), configurations, held.submission_id,
            seen_run=held.run,
        )  # fmt: skip
        settle_or_warn(screen, deployment, _SETTLE_SECONDS)
    return deployment.ledger.submission((started or held).submission_id)
