"""A command line typed wrongly in; one readable line on standard error, with --json a document too, exit code 2 out."""

import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from sellthrough_local.cli.failures import ExitCode
from sellthrough_local.cli.screen import Screen

_INTERRUPTED = 128 + signal.SIGINT


class CommandLine(TyperGroup):
    """The group of all commands."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run what was typed, as Typer does; a mistake in it is told as every other refusal is."""
        typed = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(typed, prog_name, complete_var, False, windows_expand_args, **extra)
        except (Abort, TyperException) as mistake:
            if not standalone_mode:
                raise
            if isinstance(mistake, Abort):  # Ctrl-C at a question
                sys.exit(_INTERRUPTED)
            _refuse(typed, mistake)
        if not standalone_mode:
            return code
        sys.exit(code if isinstance(code, int) else 0)


def _refuse(typed: list[str], mistake: TyperException) -> NoReturn:
    message = mistake.format_message().rstrip(".")
    if message:  # nothing to say when the help was the answer
        command = getattr(getattr(mistake, "ctx", None), "command_path", "sellthrough")
        line = f"{message}. See: {command} --help"
        screen = Screen("--json" in typed)
        screen.document({"error": [line]})
        screen.warn(line)
    sys.exit(int(ExitCode.REFUSED))
