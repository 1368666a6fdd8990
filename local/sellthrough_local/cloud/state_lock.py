"""A state folder in, whether a local cloud runs on it out: the one that does holds the folder's lock until it ends."""

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path

_FILE = "lock"
_PAUSE_SECONDS = 0.05


class InUseError(RuntimeError):
    """Another local cloud runs on the folder."""


@contextlib.contextmanager
def held(state: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the folder: two clouds on one state would overwrite each other.

    Args:
        patience: Seconds to wait for somebody who only looks.

    Raises:
        InUseError: Another local cloud runs there.
    """
    deadline = time.monotonic() + patience
    with (state / _FILE).open("a") as file:
        while not _is_taken(file.fileno()):
            if time.monotonic() >= deadline:
                raise InUseError(f"{state} is in use by another local cloud: stop that one first")
            time.sleep(_PAUSE_SECONDS)
        yield


def is_held(state: Path) -> bool:
    """True while a local cloud runs on that very folder; a copy of it is another folder."""
    if not (state / _FILE).is_file():
        return False
    try:
        with held(state):
            return False
    except InUseError:
        return True


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
