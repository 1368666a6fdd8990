"""A user, an action and what it concerns in; may they or not out. The only place that decides, and it says no."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from sellthrough.model.users import User


class Action(StrEnum):
    """What a page of the console lets a person do; `permissions.toml` says which roles may."""

    SEE_OVERVIEW = "see_overview"
    SEE_KPIS = "see_kpis"
    SEE_SUBMISSIONS = "see_submissions"
    SEE_ROWS = "see_rows"
    SEE_SOURCE = "see_source"
    SEE_MAIL = "see_mail"
    SEE_WORK = "see_work"
    SEE_JOBS = "see_jobs"
    RETRY = "retry"
    ONBOARD = "onboard"


@dataclass(frozen=True)
class Scope:
    """What something is about. None: it spans partners, or regions, so only who sees all of them sees it."""

    partner_id: str | None = None
    region_code: str | None = None


def may(user: User | None, action: Action, scope: Scope | None) -> bool:
    """True when one of the user's roles may do it and the scope lies within the user's own.

    Args:
        user: None is nobody.
        scope: What it concerns; None asks whether they may do it to anything at all (a page that lists what they may).
    """
    if user is None or not set(user.roles) & permissions().get(action, frozenset()):
        return False
    return scope is None or (_within(scope.partner_id, user.partners) and _within(scope.region_code, user.regions))


def _within(value: str | None, allowed: tuple[str, ...]) -> bool:
    return not allowed or value in allowed


def user_of(users: Iterable[User], logins: Iterable[str]) -> User | None:
    """The user that one of these logins names, without regard to case; None when nobody or more than one is meant."""
    wanted = {login.casefold() for login in logins if login}
    found = [user for user in users if user.login.casefold() in wanted]
    return found[0] if len(found) == 1 else None


@cache
def permissions() -> Mapping[Action, frozenset[str]]:
    """The roles that may do each action."""
    raw = tomllib.loads(files(__package__).joinpath("permissions.toml").read_text(encoding="utf-8"))
    return {Action(name): frozenset(roles) for name, roles in raw.items()}
