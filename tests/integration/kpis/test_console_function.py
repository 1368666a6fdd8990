"""`console` as the HTTP API calls it: real tables and queries, the local issuer's protocol, every page for every role."""

import html
import re
from typing import Any

import pytest
from tests.integration.kpis.console_world import (
    AT,
    HOSTILE,
    ROLES,
    Browser,
)

from sellthrough.console.access import Action, permissions
from sellthrough.console.login import session_id
from sellthrough.console.routes import ROUTES

PAGES = [route for route in ROUTES if isinstance(route.access, Action) and route.method == "GET"]
PARTS = {"submission_id": "s1", "name": "sell_through", "sample_id": "sample-1"}


def address_of(route: Any) -> str:
    path = re.sub(r"<(\w+)>", lambda match: PARTS[match[1]], route.path)
    return f"{path}?period=2025-02&line=2" if route.page in {"kpi_rows", "source"} else path


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.page)
def test_without_a_session_every_page_leads_to_the_login(route: Any, browser: Browser) -> None:
    answer = browser.ask(address_of(route))
    assert answer["statusCode"] == 303
    assert answer["headers"]["location"].startswith("/console/login?then=%2Fconsole")
    browser.cookies["__Host-session"] = "guessed"
    assert browser.ask(address_of(route))["statusCode"] == 303


@pytest.mark.feature("E58")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.page)
def test_every_page_opens_for_the_roles_that_may_and_no_other(route: Any, role: str, logged_in: Any) -> None:
    answer = logged_in(role).ask(address_of(route))
    assert answer["statusCode"] == (200 if role in permissions()[route.access] else 403)
    assert HOSTILE not in answer["body"]
    headers = answer["headers"]
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert " style=" not in answer["body"]
    assert "<style" not in answer["body"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/console/submissions/s2", 200),
        ("/console/submissions/s1", 404),
        ("/console/submissions/s1/source?line=2", 404),
        ("/console/submissions/s1/answer", 404),
        ("/console/submissions/nobody", 404),
        ("/console/kpis/nothing", 404),
        ("/console/kpis/sell_through/rows?period=2025-13", 404),
        ("/console/elsewhere", 404),
    ],
)
def test_what_lies_outside_the_scope_is_as_if_it_did_not_exist(address: str, status: int, logged_in: Any) -> None:
    body = logged_in("birch").page(address, status)
    assert ("There is nothing here" in body) is (status == 404)


def test_lists_and_numbers_hold_only_what_lies_in_the_scope(logged_in: Any) -> None:
    ours, west = logged_in("birch"), logged_in("west")
    assert "/console/submissions/s1" not in ours.page("/console/submissions")
    assert "One " not in ours.page("/console/submissions")
    assert "no question for a person" in ours.page("/console/work")
    assert ">99.00<" in ours.page("/console/kpis/sell_through")
    assert "No published row" in ours.page("/console/kpis/sell_through/rows?period=2025-02&partner_id=P1")
    # 20.50 and -1 lie in the west.
    assert ">19.50<" in west.page("/console/kpis/sell_through")
    assert west.ask("/console/submissions/s1")["statusCode"] == 404
    assert west.ask("/console/kpis/inventory_on_hand")["statusCode"] == 404
    assert "Nothing has come in yet" in west.page("/console/submissions")


@pytest.mark.feature("C3")
def test_the_number_on_the_page_is_the_number_in_the_table_and_the_sum_of_its_rows(world: Any, logged_in: Any) -> None:
    table = world.app.athena.run("select sum(reporting_amount) as amount from kpi_sell_through").rows()
    assert str(table[0]["amount"]) == "129.75000000"
    browser = logged_in("analyst")
    assert '<span class="figure">129.75</span>' in browser.page("/console")
    page = browser.page("/console/kpis/sell_through")
    (to,) = {
        html.unescape(link) for link in re.findall(r'<a href="([^"]+)">129\.75</a>', page) if "partner" not in link
    }
    rows = browser.page(to)
    assert "4 published rows add up to this" in rows
    assert re.search(r"Sum of all rows.*?>129\.75<", rows, re.DOTALL)
    links = {html.unescape(link) for link in re.findall(r'"(/console/submissions/s\d/source[^"]*)"', rows)}
    assert len(links) == 4


def test_a_row_leads_to_its_source_line_and_to_what_became_of_it(logged_in: Any) -> None:
    page = logged_in("analyst").page("/console/submissions/s1/source?line=3")
    assert "What the file says" in page
    assert html.escape(HOSTILE).replace("&#x27;", "&#39;") in page
    assert "It counts as a fact" in page
    assert "20.5" in page
    assert "That line is no record" in logged_in("analyst").page("/console/submissions/s1/source?line=99")
    assert "no longer kept" in logged_in("analyst").page("/console/submissions/s2/source?line=2")


def test_jobs_and_answers_are_shown(logged_in: Any) -> None:
    browser = logged_in("admin")
    assert re.search(r"run 1.*?(Done|Running)", browser.page("/console/jobs"), re.DOTALL)
    assert "No run is in that state" in browser.page("/console/jobs?state=TIMED_OUT")
    assert "All of it counts." in browser.page("/console/submissions/s1/answer")
    assert "Every record has exactly one home" in browser.page("/console/submissions/s1")
    assert "not certain which of day and month" in browser.page("/console/submissions/s3")


@pytest.mark.invariant("I5")
def test_a_mail_that_was_not_sent_is_shown_with_its_reason_to_who_may_see_it(world: Any, logged_in: Any) -> None:
    ledger = world.cloud.ledger
    ledger.suppress_mail("n1", "notice", "contract-1", AT.isoformat(), f"everybody has stopped these mails {HOSTILE}")
    ledger.suppress_mail("r1", "reminder", "P2/pos/2025-01/due", AT.isoformat(), "no contact has the role")
    page = logged_in("auditor").page("/console/mails")
    assert page.count("■</span> Suppressed") == 2
    assert "everybody has stopped these mails" in page
    assert HOSTILE not in page
    assert "b@birch.example" not in page  # it was sent
    assert "b@birch.example" in logged_in("auditor").page("/console/mails?state=all")
    ours = logged_in("birch").page("/console/mails?state=all")
    assert "P2/pos/2025-01/due" in ours
    assert "contract-1" not in ours
    assert "b@birch.example" not in ours  # an answer to another partner's file
    assert "No mail was made yet" in logged_in("west").page("/console/mails")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/console/mails?q=nothing+like+it", "No mail fits these filters"),
        ("/console/submissions?state=refused", "No submission fits these filters"),
        ("/console/submissions?page=99", "1 to 3 of 3"),
        ("/console/submissions?q=UNCLEAR", "1 to 1 of 1"),
        ("/console/work?q=nothing+like+it", "No work item fits"),
        ("/console/kpis/sell_through?partner_id=nobody", "There are no numbers"),
        ("/console/kpis/bookings", "They appear as soon as"),
        ("/console/kpis/sell_through/rows?period=2025-02&page=7", "There is no such page"),
    ],
)
def test_filters_that_fit_nothing_say_so(address: str, words: str, logged_in: Any) -> None:
    assert words in logged_in("analyst").page(address)


def test_a_page_asks_athena_once_for_each_version_of_the_data(world: Any, logged_in: Any) -> None:
    asked: list[str] = []
    events = world.app.athena._client.meta.events
    events.register("before-call.athena.StartQueryExecution", lambda **_: asked.append("query"))
    browser = logged_in("analyst")
    browser.page("/console")
    browser.page("/console/kpis/sell_through?by=product_id")
    asked.clear()
    browser.page("/console")
    browser.page("/console/kpis/sell_through?by=product_id")
    assert asked == []
    world.app.data._memory.clear()  # another instance of the function
    browser.page("/console")
    assert asked == []
    version = world.app.data.version()
    world.cloud.lake.append("kpi_bookings", world.cloud.lake.table("kpi_bookings").scan().to_arrow(), {})
    assert world.app.data.version() != version
    browser.page("/console")
    assert asked


def test_when_athena_fails_the_rest_of_the_overview_stands(world: Any, logged_in: Any) -> None:
    def fail(**_: Any) -> None:
        raise world.app.QueryFailedError("made up")

    world.cloud.lake.append("kpi_bookings", world.cloud.lake.table("kpi_bookings").scan().to_arrow(), {})
    events = world.app.athena._client.meta.events
    events.register("before-call.athena.StartQueryExecution", fail)
    try:
        page = logged_in("analyst").page("/console")
        assert "The numbers cannot be read at the moment" in page
        assert "3 submissions" in page
        assert "try again" in logged_in("analyst").page("/console/kpis/won_value", 503)
    finally:
        events.unregister("before-call.athena.StartQueryExecution", fail)


def test_somebody_whom_the_workspace_does_not_list_sees_why(world: Any, browser: Browser) -> None:
    world.app.sign_in.sessions.open(session_id("eve"), ("eve@vale.example",), AT, 3600)
    browser.cookies["__Host-session"] = "eve"
    page = browser.page("/console", 403)
    assert "does not list you" in page
    assert "Submissions" not in page
