"""`sellthrough status`: a deployment in, its submissions and the questions that wait for a person out."""

from sellthrough_local.cli import received, work_left
from sellthrough_local.cli.deployment import open_deployment
from sellthrough_local.cli.failures import ExitCode, finish
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State
from sellthrough_local.cli.screen import Screen


def status(state: State = DEFAULT_STATE, stack: Stack = None, as_json: AsJson = False) -> None:
    """List what was received, what became of it, and what waits for a person (then the exit code is 1)."""
    screen = Screen(as_json)
    with screen.doing("Reading the ledger"), open_deployment(state, stack) as deployment:
        version = deployment.ledger.current_configuration_version()
        files = received.received_files(deployment)
        work = work_left.open_work_items(deployment)
    screen.document({"configuration": version, "files": files, "work_items": work})
    screen.say(f"Configuration {version}; {len(files)} files received; {len(work)} questions for a person.")
    screen.table(files, received.COLUMNS)
    if work:
        screen.say("")
        screen.table(work, work_left.COLUMNS)
    is_left = bool(work) or any(file["state"] in received.NEEDS_A_PERSON for file in files)
    finish(ExitCode.WORK_LEFT if is_left else ExitCode.OK)
