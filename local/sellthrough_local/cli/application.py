"""The Typer application: every command by name, and the entry point of the `sellthrough` script."""

from collections.abc import Callable
from typing import Any

import typer

from sellthrough_local.cli import (
    answer,
    assess,
    demo,
    doctor,
    drop,
    fetch,
    inspect_file,
    load,
    mail,
    onboard,
    outbox,
    query,
    retry,
    revoke,
    run,
    status,
    tick,
    up,
)
from sellthrough_local.cli.failures import expected_failures
from sellthrough_local.cli.usage import CommandLine

application = typer.Typer(
    name="sellthrough",
    cls=CommandLine,
    help="Partner files become trusted KPIs. Exit codes: 0 ok, 1 work left for a person, 2 refused.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS: dict[str, Callable[..., Any]] = {
    "up": up.up,
    "demo": demo.demo,
    "run": run.run,
    "load": load.load,
    "fetch": fetch.fetch,
    "drop": drop.drop,
    "mail": mail.mail,
    "tick": tick.tick,
    "status": status.status,
    "retry": retry.retry,
    "query": query.query,
    "inspect": inspect_file.inspect_file,
    "onboard": onboard.onboard,
    "answer": answer.answer,
    "assess": assess.assess,
    "outbox": outbox.outbox,
    "revoke": revoke.revoke,
    "doctor": doctor.doctor,
}

for _name, _command in COMMANDS.items():
    application.command(_name)(expected_failures(_command))


def main() -> None:
    """Run the command line."""
    application()
