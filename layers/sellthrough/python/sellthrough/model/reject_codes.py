"""The reasons a row or a file can be set aside for: `reject_codes.toml` in, one definition per code out."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True)
class RejectCode:
    """One reason.

    `title` names it, `todo` tells the sender or the analyst what to do; scope "file" stops a whole file.
    """

    code: str
    scope: Literal["row", "file"]
    title: str
    todo: str


@cache
def reject_codes() -> dict[str, RejectCode]:
    """All reasons by code, in the order of `reject_codes.toml`."""
    text = files(__package__).joinpath("reject_codes.toml").read_text(encoding="utf-8")
    return {code: RejectCode(code=code, **spec) for code, spec in tomllib.loads(text).items()}
