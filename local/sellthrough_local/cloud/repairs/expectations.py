"""A place in the emulator's source in, nothing out, or an error that says which repair no longer fits it."""

import inspect
from importlib.metadata import version
from typing import Any


class PinMovedError(RuntimeError):
    """The installed emulator is not the one the repairs were written for; the message says where."""


def expect_version(expected: str) -> None:
    """Refuse any other version of the emulator."""
    found = version("ministack")
    if found != expected:
        raise PinMovedError(f"ministack {found} is installed, the repairs fit {expected}: pin it, or review repairs/")


def expect_source(place: Any, *fragments: str) -> None:
    """Each fragment occurs exactly once in the source of that function or class."""
    source = inspect.getsource(place)
    for fragment in fragments:
        expect_text(f"{place.__module__}.{place.__qualname__}", source, fragment)


def expect_text(name: str, text: str, fragment: str) -> None:
    """The fragment occurs exactly once in a text of the emulator, such as its worker script."""
    found = text.count(fragment)
    if found != 1:
        raise PinMovedError(f"{name}: found {found} times, expected once: {fragment!r}; review the repair for it")
