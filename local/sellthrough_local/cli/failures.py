"""A command in, the same command out whose expected failures end in one readable line and exit code 2."""

import functools
import os
import signal
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any, NoReturn, TypeVar

import typer
from botocore.exceptions import BotoCoreError, ClientError

from sellthrough.errors import SellthroughError
from sellthrough_local.cli.screen import Screen
from sellthrough_local.cloud.child_process import DidNotStartError
from sellthrough_local.cloud.stacks import DeploymentError
from sellthrough_local.refused import RefusedError

__all__ = ["ExitCode", "RefusedError", "expected_failures", "finish"]

_PIPE_CLOSED = 128 + signal.SIGPIPE
_Command = TypeVar("_Command", bound=Callable[..., Any])


class ExitCode(IntEnum):
    """What the caller learns from a command's exit."""

    OK = 0
    WORK_LEFT = 1
    REFUSED = 2


def finish(code: ExitCode) -> NoReturn:
    """End the command with that exit code."""
    raise typer.Exit(int(code))


def expected_failures(command: _Command) -> _Command:
    """Wrap a command so that what can be expected to go wrong is told without a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:  # whoever reads along has seen enough, as `head` has
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(_PIPE_CLOSED) from None
        except ClientError as error:
            lines = [f"{error.operation_name} was refused: {error.response['Error'].get('Message', error)}"]
        except (SellthroughError, DidNotStartError, DeploymentError, RefusedError, BotoCoreError, OSError) as error:
            lines = str(error).splitlines()
        screen = Screen(bool(kwargs.get("as_json")))
        screen.document({"error": lines})
        for line in lines:
            screen.warn(line)
        raise typer.Exit(int(ExitCode.REFUSED))

    return wrapped  # type: ignore[return-value]
