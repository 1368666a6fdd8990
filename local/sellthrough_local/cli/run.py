"""`sellthrough run`: a workspace with its inbox in, every file processed and one line each out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sellthrough_local.cli import received, work_left
from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import Deployment, deployed
from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.landing import files_in, land
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, State, Workspace
from sellthrough_local.cli.screen import Record, Screen
from sellthrough_local.cloud import Cloud
from sellthrough_local.workspace_folder import load_folder

SECONDS_PER_FILE = 30
LEAST_SECONDS = 300
Inbox = Annotated[
    Path | None, typer.Option("--inbox", metavar="DIR", help="Folder of files to land; the workspace's inbox/.")
]


def run(workspace: Workspace, inbox: Inbox = None, state: State = DEFAULT_STATE, as_json: AsJson = False) -> None:
    """Start the local cloud, load the workspace, land every file of the inbox and wait for the results."""
    screen = Screen(as_json)
    with processed(screen, workspace, inbox, state) as (_, result):
        pass
    screen.document(result)
    screen.table(result["files"], received.COLUMNS)
    if result["work_items"]:
        screen.say("\nQuestions for a person")
        screen.table(result["work_items"], work_left.COLUMNS)
    screen.say(f"\n{sentence_of(result)}")
    finish(exit_code_of(result))


@contextmanager
def processed(
    screen: Screen, workspace: Path, inbox: Path | None, state: Path, started: Cloud | None = None
) -> Iterator[tuple[Deployment, Record]]:
    """Everything that `run` does, up to its report; the local cloud is stopped when the context ends.

    Args:
        started: As `deployed` takes it.

    Yields:
        The deployment, and `configuration` (version), `files` (`received.COLUMNS`), `work_items` and `totals`.

    Raises:
        RefusedError: There is no inbox, or the work did not end in time.
    """
    inbox = inbox or workspace / "inbox"
    if not inbox.is_dir():
        raise RefusedError(f"{inbox}: there is no such folder. Name the folder of the files with --inbox.")
    configuration = load_folder(workspace, inbox)
    with screen.doing("Working"), deployed(state, configuration.vendor.mail_from, started=started) as deployment:
        publish_configuration(deployment, configuration)
        files = files_in(inbox)
        for file in files:
            land(deployment, configuration, file)
        seconds = max(LEAST_SECONDS, SECONDS_PER_FILE * len(files))
        if not settle(deployment, seconds):
            raise RefusedError(f"After {seconds} s some reports still run. See: sellthrough status --state {state}")
        yield deployment, {"configuration": configuration.version, **report(deployment)}


def settle(deployment: Deployment, seconds: float) -> bool:
    """Wait until everything landed has its end state; False when the time is over. On AWS: at once True."""
    return deployment.cloud is None or deployment.cloud.wait_until_settled(seconds)


def settle_or_warn(screen: Screen, deployment: Deployment, seconds: float) -> bool:
    """As `settle`; when the time is over, say so on standard error."""
    is_settled = settle(deployment, seconds)
    if not is_settled:
        screen.warn(f"After {seconds:.0f} s the work is not done. Look later: sellthrough status")
    return is_settled


def report(deployment: Deployment) -> Record:
    """What became of every file so far, what waits for a person, and the totals over the files."""
    files = received.received_files(deployment)
    names = ("rows_in", "accepted", "duplicate", "quarantined", "superseded")
    totals = {"files": len(files), **{name: sum(file[name] for file in files) for name in names}}
    return {"files": files, "work_items": work_left.open_work_items(deployment), "totals": totals}


def sentence_of(result: Record) -> str:
    """The totals in one sentence."""
    totals = result["totals"]
    rows = ", ".join(f"{totals[name]:,} {name}" for name in ("accepted", "duplicate", "quarantined", "superseded"))
    waiting = sum(file["state"] in received.NEEDS_A_PERSON for file in result["files"])
    wait = "1 file waits" if waiting == 1 else f"{waiting} files wait"
    files = "1 file" if totals["files"] == 1 else f"{totals['files']} files"
    return f"{files}, {totals['rows_in']:,} rows: {rows}; {wait} for a person."


def exit_code_of(result: Record) -> ExitCode:
    """WORK_LEFT when a file is held or refused, rows are quarantined or a question is open."""
    is_waiting = any(file["state"] in received.NEEDS_A_PERSON for file in result["files"])
    is_left = is_waiting or bool(result["work_items"]) or result["totals"]["quarantined"] > 0
    return ExitCode.WORK_LEFT if is_left else ExitCode.OK
