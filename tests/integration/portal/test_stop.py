"""The address of List-Unsubscribe: looking asks, one click stops, and whatever else comes changes nothing (RFC 8058)."""

import json
from typing import Any

import pytest
from tests.integration.portal.builders import Portal, text_of

from sellthrough.model.links import address_id_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PARTS = """--x7\r
Content-Disposition: form-data; name="List-Unsubscribe"\r
\r
One-Click\r
--x7--\r
"""
PEOPLE = (address_id_of("it@acme.example"), address_id_of("ops@acme.example"))


def stop_link(portal: Portal, number: int = 1, **changes: Any) -> str:
    values = {"purpose": "unsubscribe", "session_sha256": "", "addresses": PEOPLE}
    return f"/u/{portal.link(number, **values | changes)}"


def stopped(portal: Portal) -> set[str]:
    return {pk.removeprefix("STOP#") for pk, _ in portal.store.items if pk.startswith("STOP#")}


@pytest.mark.feature("R21")
@pytest.mark.parametrize(
    "sent",
    [
        {"form": ONE_CLICK},
        {"body": PARTS, "content_type": "multipart/form-data; boundary=x7"},
        {"form": ONE_CLICK, "origin": "https://mail.example", "sec_fetch_site": "cross-site"},
    ],
    ids=["urlencoded", "multipart", "from a page of the mail provider"],
)
def test_one_click_stops_the_mails_without_cookie_or_login(portal: Portal, sent: dict[str, Any]) -> None:
    answer = portal.ask("POST", stop_link(portal), **sent)
    assert (answer["statusCode"], answer["cookies"]) == (200, [])
    assert "These mails are stopped" in text_of(answer)
    assert stopped(portal) == set(PEOPLE)


def test_a_second_click_changes_nothing(portal: Portal) -> None:
    address = stop_link(portal)
    first = portal.ask("POST", address, ONE_CLICK)
    assert portal.ask("POST", address, ONE_CLICK) == first
    assert stopped(portal) == set(PEOPLE)


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        ("GET", {}),
        ("HEAD", {}),
        ("GET", {"form": ONE_CLICK}),
        ("POST", {}),
        ("POST", {"form": {}}),
        ("POST", {"form": {"List-Unsubscribe": "yes"}}),
        ("POST", {"form": {"form_key": "x"}, "origin": "null", "sec_fetch_site": "same-origin"}),
        ("POST", {"body": "List-Unsubscribe=One-Click", "content_type": "text/plain"}),
        ("POST", {"body": "not the boundary", "content_type": "multipart/form-data; boundary=x7"}),
        ("POST", {"body": PARTS, "content_type": "multipart/form-data"}),
        ("PUT", {"form": ONE_CLICK}),
    ],
)
def test_whoever_only_looks_or_sends_something_else_is_asked(portal: Portal, method: str, sent: dict[str, Any]) -> None:
    address = stop_link(portal)
    before = portal.store.snapshot()
    for _ in range(20):  # a scanner comes back
        answer = portal.ask(method, address, **sent)
        assert answer["statusCode"] == 200
    assert portal.store.snapshot() == before
    assert method == "HEAD" or text_of(answer).count("<button") == 1


def test_the_form_of_the_page_stops_the_mails(portal: Portal) -> None:
    address = stop_link(portal)
    page = text_of(portal.ask("GET", address))
    assert '<input type="hidden" name="List-Unsubscribe" value="One-Click">' in page
    assert "acme" not in page
    portal.ask("POST", address, ONE_CLICK, origin="null", sec_fetch_site="same-origin")
    assert stopped(portal) == set(PEOPLE)


def test_a_link_that_opens_nothing_stops_nothing_and_tells_nothing(portal: Portal) -> None:
    addresses = [
        "/u/forged",
        "/u/",
        stop_link(portal, 2, expires_at="2025-02-01T08:00:00+00:00"),
        stop_link(portal, 3, revoked_at="2025-01-15T00:00:00+00:00"),
        stop_link(portal, 4, purpose="portal"),
    ]
    seen = set()
    for method in ("GET", "POST"):
        for address in addresses:
            portal.store.calls.clear()
            answer = portal.ask(method, address, ONE_CLICK if method == "POST" else None)
            seen.add(json.dumps([answer, dict(portal.store.calls)], sort_keys=True))
    (only,) = seen
    answer, calls = json.loads(only)
    assert (answer["statusCode"], calls) == (404, {"get_item": 2})
    assert stopped(portal) == set()


def test_the_link_that_stops_mails_opens_no_portal(portal: Portal) -> None:
    token = stop_link(portal).removeprefix("/u/")
    assert portal.ask("GET", f"/p/{token}")["statusCode"] == 404
    portal.cookies = {"__Host-portal": f"{token}."}
    assert portal.ask("GET", "/portal")["statusCode"] == 404
