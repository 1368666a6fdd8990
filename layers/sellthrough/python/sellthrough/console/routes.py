"""A method and a path in, the page they lead to and its parameters out. Every route says who may open it."""

import re
from dataclasses import dataclass, field
from typing import Literal

from sellthrough.console.access import Action

ROOT = "/console"
Access = Action | Literal["public", "signed_in"]


@dataclass(frozen=True)
class Route:
    """One address of the console.

    Attributes:
        page: Name of the page, which is the method of `ConsoleNumbers`, `ConsoleLists`, `ConsoleSubmission`,
            `ConsoleDeeds` (POST), `ConsoleOnboarding` or `SignIn` that answers.
        path: `<name>` stands for one part of the address.
        access: The action that the user must be allowed; "public" for the way in, "signed_in" for the way out.
    """

    page: str
    path: str
    access: Access
    method: Literal["GET", "POST"] = "GET"
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        expression = re.sub(r"<(\w+)>", r"(?P<\1>[^/]{1,200})", self.path)
        object.__setattr__(self, "pattern", re.compile(expression))


@dataclass(frozen=True)
class Found:
    """The route of a request, with the parts of the address that it names."""

    route: Route
    parts: dict[str, str]


ROUTES = (
    Route("overview", ROOT, Action.SEE_OVERVIEW),
    Route("submissions", f"{ROOT}/submissions", Action.SEE_SUBMISSIONS),
    Route("submission", f"{ROOT}/submissions/<submission_id>", Action.SEE_SUBMISSIONS),
    Route("source", f"{ROOT}/submissions/<submission_id>/source", Action.SEE_SOURCE),
    Route("answer", f"{ROOT}/submissions/<submission_id>/answer", Action.SEE_MAIL),
    Route("retry", f"{ROOT}/submissions/<submission_id>/retry", Action.RETRY, "POST"),
    Route("kpi", f"{ROOT}/kpis/<name>", Action.SEE_KPIS),
    Route("kpi_rows", f"{ROOT}/kpis/<name>/rows", Action.SEE_ROWS),
    Route("work", f"{ROOT}/work", Action.SEE_WORK),
    Route("mails", f"{ROOT}/mails", Action.SEE_MAIL),
    Route("jobs", f"{ROOT}/jobs", Action.SEE_JOBS),
    Route("onboard", f"{ROOT}/onboard", Action.ONBOARD),
    Route("sample_open", f"{ROOT}/onboard", Action.ONBOARD, "POST"),
    Route("sample", f"{ROOT}/onboard/<sample_id>", Action.ONBOARD),
    Route("sample_answer", f"{ROOT}/onboard/<sample_id>", Action.ONBOARD, "POST"),
    Route("sample_accept", f"{ROOT}/onboard/<sample_id>/accept", Action.ONBOARD, "POST"),
    Route("begin", f"{ROOT}/login", "public"),
    Route("finish", f"{ROOT}/login/done", "public"),
    Route("style", f"{ROOT}/static/<name>", "public"),
    Route("goodbye", f"{ROOT}/signed-out", "public"),
    Route("end", f"{ROOT}/logout", "signed_in", "POST"),
)


def find(method: str, path: str) -> Found | None:
    """The route of a request; None when there is none."""
    bare = path.rstrip("/") or "/"
    for route in ROUTES:
        match = route.pattern.fullmatch(bare)
        if match and route.method == method:
            return Found(route, match.groupdict())
    return None
