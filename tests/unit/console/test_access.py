"""Every route x role x scope; whoever is not named may not."""

import itertools
from typing import get_args

import pytest

from sellthrough.console.access import Action, Scope, may, permissions, user_of
from sellthrough.console.routes import ROOT, ROUTES, Route, find
from sellthrough.model.users import User, UserRole

ROLES: tuple[str, ...] = get_args(UserRole)
# Written by hand, so that a slip in permissions.toml is seen here.
EVERYBODY = set(ROLES)
EXPECTED = {
    Action.SEE_OVERVIEW: EVERYBODY,
    Action.SEE_KPIS: EVERYBODY,
    Action.SEE_SUBMISSIONS: EVERYBODY - {"pricing"},
    Action.SEE_ROWS: EVERYBODY - {"viewer"},
    Action.SEE_SOURCE: {"analyst", "master_data", "admin", "auditor"},
    Action.SEE_MAIL: {"analyst", "admin", "auditor"},
    Action.SEE_WORK: EVERYBODY - {"viewer"},
    Action.SEE_JOBS: {"analyst", "admin", "auditor"},
    Action.RETRY: {"analyst", "master_data", "admin"},
    Action.ONBOARD: {"master_data", "admin"},
}
# What the user may see, what it is about, whether that lies within.
SCOPES = [
    ((), (), Scope(), True),
    ((), (), Scope("A"), True),
    ((), (), Scope("A", "WEST"), True),
    (("A",), (), Scope("A"), True),
    (("A", "B"), (), Scope("B", "WEST"), True),
    (("A",), (), Scope("B"), False),
    (("A",), (), Scope(), False),
    (("A",), (), Scope("a"), False),
    (("A",), (), Scope(""), False),
    ((), ("WEST",), Scope("A", "WEST"), True),
    ((), ("WEST",), Scope("A", "EAST"), False),
    ((), ("WEST",), Scope("A"), False),
    (("A",), ("WEST",), Scope("A", "WEST"), True),
    (("A",), ("WEST",), Scope("B", "WEST"), False),
    (("A",), ("WEST",), Scope("A", "EAST"), False),
]


def user(*roles: str, partners: tuple[str, ...] = (), regions: tuple[str, ...] = ()) -> User:
    return User.model_validate({"login": "a@b.example", "roles": roles, "partners": partners, "regions": regions})


PAGES = [route for route in ROUTES if isinstance(route.access, Action)]


@pytest.mark.parametrize(("route", "role"), list(itertools.product(PAGES, ROLES)), ids=lambda x: getattr(x, "page", x))
def test_every_route_opens_for_the_roles_that_are_named_and_no_other(route: Route, role: str) -> None:
    assert isinstance(route.access, Action)
    is_named = role in EXPECTED[route.access]
    assert may(user(role), route.access, None) is is_named
    for partners, regions, scope, is_within in SCOPES:
        person = user(role, partners=partners, regions=regions)
        assert may(person, route.access, scope) is (is_named and is_within), (partners, regions, scope)


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.page)
def test_nobody_may_nothing(route: Route) -> None:
    assert isinstance(route.access, Action)
    assert not may(None, route.access, None)
    assert not may(None, route.access, Scope("A"))


def test_every_action_is_permitted_to_somebody_and_every_permission_is_an_action() -> None:
    assert permissions() == {action: frozenset(roles) for action, roles in EXPECTED.items()}
    assert set(Action) == set(EXPECTED)


def test_the_ways_in_and_out_are_the_only_routes_without_an_action() -> None:
    open_to_all = {route.page for route in ROUTES if route.access == "public"}
    assert open_to_all == {"begin", "finish", "style", "goodbye"}
    assert {route.page for route in ROUTES if route.access == "signed_in"} == {"end"}
    assert len(PAGES) == len(ROUTES) - 5


def test_several_roles_may_what_each_of_them_may() -> None:
    assert may(user("viewer", "pricing"), Action.SEE_SUBMISSIONS, Scope("A"))
    assert not may(user("viewer", "pricing"), Action.SEE_SOURCE, Scope("A"))


@pytest.mark.parametrize(
    ("method", "path", "page"),
    [
        ("GET", "/console", "overview"),
        ("GET", "/console/", "overview"),
        ("GET", "/console/submissions/abc-1", "submission"),
        ("GET", "/console/submissions/abc/source", "source"),
        ("GET", "/console/kpis/sell_through/rows", "kpi_rows"),
        ("POST", "/console/logout", "end"),
        ("GET", "/console/logout", None),
        ("POST", "/console/submissions/abc/retry", "retry"),
        ("GET", "/console/submissions/abc/retry", None),
        ("GET", "/console/onboard", "onboard"),
        ("POST", "/console/onboard", "sample_open"),
        ("GET", "/console/onboard/a-_1", "sample"),
        ("POST", "/console/onboard/a-_1", "sample_answer"),
        ("POST", "/console/onboard/a-_1/accept", "sample_accept"),
        ("GET", "/console/onboard/a-_1/accept", None),
        ("POST", "/console", None),
        ("DELETE", "/console/submissions/abc", None),
        ("GET", "/console/submissions//source", None),
        ("GET", "/console/submissions/a/b/source", None),
        ("GET", "/consoles", None),
        ("GET", "/", None),
        ("GET", f"/console/submissions/{'a' * 201}", None),
    ],
)
def test_an_address_leads_to_one_page_or_to_none(method: str, path: str, page: str | None) -> None:
    found = find(method, path)
    assert (found.route.page if found else None) == page


def test_all_routes_lie_below_the_consoles_own_address() -> None:
    assert all(route.path == ROOT or route.path.startswith(f"{ROOT}/") for route in ROUTES)


@pytest.mark.parametrize(
    ("logins", "found"),
    [
        (("ANA@x.example",), "ana@x.example"),
        (("sub-1",), "sub-1"),
        (("eve@x.example",), None),
        ((), None),
        (("",), None),
    ],
)
def test_a_user_is_who_the_issuer_names_without_regard_to_case(logins: tuple[str, ...], found: str | None) -> None:
    users = [user("viewer").model_copy(update={"login": login}) for login in ("ana@x.example", "sub-1")]
    who = user_of(users, logins)
    assert (who.login if who else None) == found


def test_a_login_that_means_two_users_is_nobody() -> None:
    users = [user("viewer").model_copy(update={"login": login}) for login in ("ana@x.example", "sub-1")]
    assert user_of(users, ("ana@x.example", "sub-1")) is None
