"""`sellthrough load`: a workspace folder in, a published configuration version out."""

from typing import Annotated

import typer

from sellthrough_local.cli.configuration import publish_configuration, summary_of
from sellthrough_local.cli.deployment import deployed, open_deployment
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State, Workspace
from sellthrough_local.cli.screen import Screen
from sellthrough_local.onboarding.golden import check_goldens
from sellthrough_local.workspace_folder import load_folder

DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the workspace and publish nothing.")]

Replace = Annotated[bool, typer.Option("--replace", help="Undo what was accepted in the console and is not in it.")]


def load(
    workspace: Workspace,
    *,
    stack: Stack = None,
    state: State = DEFAULT_STATE,
    dry_run: DryRun = False,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Check a workspace and publish it as the configuration that new reports are processed with."""
    screen = Screen(as_json)
    configuration = load_folder(workspace)
    if wrong := check_goldens(workspace, configuration):
        raise RefusedError("\n".join(wrong))
    if not dry_run:
        target = open_deployment(state, stack) if stack else deployed(state, configuration.vendor.mail_from)
        with screen.doing("Publishing the configuration"), target as deployment:
            publish_configuration(deployment, configuration, replace=replace)
    summary = summary_of(configuration) | {"is_published": not dry_run}
    screen.document(summary)
    screen.table([summary])
