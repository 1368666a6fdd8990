"""`sellthrough revoke`: the address of a mailed link in, a link that opens nothing any more out."""

import datetime as dt
from typing import Annotated

import typer

from sellthrough.model.links import link_id_of
from sellthrough_aws.links import Links
from sellthrough_local.cli.deployment import open_deployment
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State
from sellthrough_local.cli.screen import Screen

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The link as it stands in the mail, or its last part.")]


def revoke(address: Address, state: State = DEFAULT_STATE, stack: Stack = None, as_json: AsJson = False) -> None:
    """Have a mailed link, and every session that it opened, open nothing any more."""
    screen = Screen(as_json)
    link_id = link_id_of(address.rstrip("/").rpartition("/")[2])
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with open_deployment(state, stack) as deployment:
        if not Links(deployment.outputs["LedgerTable"]).revoke(link_id, now):
            raise RefusedError("There is no such link, or it was revoked before. Copy the whole address from the mail.")
    screen.document({"revoked_at": now})
    screen.say("The link opens nothing any more.")
