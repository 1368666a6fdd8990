"""gates/exceptions.toml comes in; the exceptions come out, typed."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from gates.findings import ROOT


class _Granted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str = Field(min_length=20)


class CheckovException(_Granted):
    """A check that is not applied: everywhere, or to the resource with that logical id."""

    id: str
    resource: str | None = None


class AnyResourceException(_Granted):
    """Actions that may be granted on every resource."""

    actions: tuple[str, ...]


class ManagedPolicyException(_Granted):
    """A policy of AWS that may be attached."""

    name: str


class LongFileException(_Granted):
    """A file that may have up to `lines` lines."""

    path: str
    lines: int


class Exceptions(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checkov: tuple[CheckovException, ...] = Field(default=(), max_length=5)
    any_resource: tuple[AnyResourceException, ...] = ()
    managed_policy: tuple[ManagedPolicyException, ...] = ()
    long_file: tuple[LongFileException, ...] = ()


def load_exceptions(path: Path = ROOT / "gates" / "exceptions.toml") -> Exceptions:
    """The exceptions granted; pydantic's ValidationError when one has no reason or checkov has more than five."""
    return Exceptions.model_validate(tomllib.loads(path.read_text()))
