"""Links: what is forged, expired, revoked or another customer's opens nothing, and nobody can tell which it was."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.integration.portal.builders import NOW, Portal, contract, form_key_in, link_of, text_of

from sellthrough.model.links import PLACEHOLDER, form_key_of, link_id_of, session_of, token_text, with_token

KINDS = ("forged", "expired", "revoked", "cross-customer", "other purpose")


def bad_tokens(portal: Portal, count: int) -> Iterator[tuple[str, str, str]]:
    """Kind, token and session cookie of links that must not open; their rows are in the store."""
    rng = random.Random(20250201)
    good, good_of_other = portal.link(1), portal.link(2, customer_id="C-2")
    yield from odd_tokens(good)
    for number in range(10, count + 10):
        kind = KINDS[number % len(KINDS)]
        token = token_text(rng.randbytes(32))
        if kind == "forged" and number % 2:  # one letter of a good one is wrong
            place = rng.randrange(len(good) - 1)
            token = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        changes = {
            "expired": {"expires_at": "2025-02-01T08:00:00+00:00"},
            "revoked": {"revoked_at": "2025-01-15T00:00:00+00:00"},
            "other purpose": {"purpose": "unsubscribe"},
        }.get(kind)
        if changes:
            token = portal.link(number, **changes)
        secret = session_of(token)
        if kind == "cross-customer":  # the key of one customer's link with the secret of another's
            yield kind, token, f"{link_id_of(good_of_other)}.{session_of(good)}"
        else:
            yield kind, token, f"{link_id_of(token)}.{secret}"


def odd_tokens(good: str) -> Iterator[tuple[str, str, str]]:
    texts = [
        "",
        "x",
        good[:-1],
        good + "A",
        good.swapcase(),
        "A" * 5000,
        "é" * 43,
        "%2e%2e",
        "\x00",
        "LINK#1",
        PLACEHOLDER,
    ]
    for text in texts:
        yield "forged", text, text
        yield "forged", text, f"{link_id_of(good)}.{text}"
        yield "forged", text, f"{text}.{session_of(good)}"
        yield (
            "forged",
            text,
            f"{link_id_of(good)}.{link_id_of(session_of(good))}",
        )  # what the ledger holds opens nothing


def try_all(portal: Portal, count: int) -> tuple[Counter[str], dict[str, set[str]]]:
    """Ask at all three entrances; returns tries by kind, and the different answers and look-ups of each entrance."""
    tries: Counter[str] = Counter()
    seen: dict[str, set[str]] = {"GET": set(), "POST": set(), "session": set()}
    before_calls = portal.store.calls
    for kind, token, cookie in list(bad_tokens(portal, count)):
        for entrance, answers in seen.items():
            portal.store.calls = Counter()
            portal.cookies = {"__Host-portal": cookie} if entrance == "session" else {}
            if entrance == "POST":
                form = {"form_key": form_key_of(token)}
                answer = portal.ask("POST", f"/p/{token}", form, origin="null", sec_fetch_site="same-origin")
            else:
                answer = portal.ask("GET", f"/p/{token}" if entrance == "GET" else "/portal")
            answers.add(json.dumps([answer, dict(portal.store.calls)], sort_keys=True))
            tries[kind] += 1
    portal.store.calls = before_calls
    return tries, seen


def check(portal: Portal, count: int) -> str:
    started = time.monotonic()
    tries, seen = try_all(portal, count)
    for entrance, answers in seen.items():
        assert len(answers) == 1, f"{entrance} answers in {len(answers)} ways"
        answer, calls = json.loads(answers.pop())
        assert answer["statusCode"] == 404
        assert answer["cookies"] == []
        assert calls == {"get_item": 2}  # the configuration and the link, whatever the token
    return f"{sum(tries.values())} requests with {sum(tries.values()) // 3} tokens, 0 admitted: {dict(tries)}; {time.monotonic() - started:.0f} s"


@pytest.mark.feature("R21")
def test_a_sample_of_bad_links_is_refused_alike(portal: Portal) -> None:
    check(portal, 200)


@pytest.mark.proof
@pytest.mark.feature("R21")
def test_ten_thousand_bad_links_are_refused_with_the_same_bytes_after_the_same_look_ups(portal: Portal) -> None:
    print(check(portal, 10_000))


@pytest.mark.feature("R21")
def test_a_good_link_opens_the_portal(portal: Portal) -> None:
    token = portal.link()
    answer = portal.open(token)
    assert (answer["statusCode"], answer["headers"]["location"]) == (303, "/portal")
    (cookie,) = answer["cookies"]
    assert cookie.endswith("; Max-Age=43200; Path=/; Secure; HttpOnly; SameSite=Strict")
    assert token not in cookie
    assert portal.ask("GET", "/portal")["statusCode"] == 200


@pytest.mark.feature("R21")
def test_scanners_that_look_and_press_the_button_change_nothing(portal: Portal) -> None:
    token = portal.link()
    portal.contracts(contract("K-100", "2025-02-28"))
    before = portal.store.snapshot()
    for visit in range(20):
        scanner = Portal(portal.app, portal.store)
        method = ("GET", "HEAD", "script")[visit % 3]
        if method == "script":  # it runs the page and sends its form as a browser would
            assert scanner.open(token)["statusCode"] == 303
            assert scanner.ask("GET", "/portal")["statusCode"] == 200
        else:
            assert scanner.ask(method, f"/p/{token}")["statusCode"] == 200
        scanner.ask("POST", f"/p/{token}", {})  # a blind one
    assert portal.store.snapshot() == before
    assert set(portal.store.calls) <= {"get_item", "query", "put_item"}
    assert portal.open(token)["statusCode"] == 303


def test_the_door_tells_a_scanner_nothing_of_the_customer(portal: Portal) -> None:
    token = portal.link()
    portal.contracts(contract("K-100", "2025-02-28"))
    door = text_of(portal.ask("GET", f"/p/{token}"))
    assert door.count("<button") == 1
    for said in ("Acme", "K-100", "C-1", token):
        assert said not in door


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {"origin": "https://portal.example"}),
        ({"form_key": "wrong"}, {"origin": "https://portal.example"}),
        (None, {"origin": "https://evil.example"}),
        (None, {"origin": "null", "sec_fetch_site": "cross-site"}),
        (None, {"origin": "null"}),
        (None, {}),
    ],
)
def test_a_form_from_elsewhere_or_without_its_key_sets_no_cookie(
    portal: Portal, form: Any, headers: dict[str, str]
) -> None:
    token = portal.link()
    sent = {"form_key": form_key_of(token)} if form is None else form
    answer = portal.ask("POST", f"/p/{token}", sent, **headers)
    assert (answer["statusCode"], answer["cookies"]) == (403, [])


def test_a_session_ends_when_its_link_is_revoked_or_expires(portal: Portal) -> None:
    token = portal.link()
    portal.open(token)
    assert portal.ask("GET", "/portal")["statusCode"] == 200
    portal.now = datetime(2025, 5, 1, tzinfo=UTC)
    assert portal.ask("GET", "/portal")["statusCode"] == 404
    portal.now = NOW
    portal.app.links.put(
        {"pk": f"LINK#{link_id_of(token)}", "sk": "LINK", **link_of(token, revoked_at="x").model_dump()}
    )
    assert portal.ask("GET", "/portal")["statusCode"] == 404


def test_leaving_takes_the_cookie_away_and_needs_the_pages_own_form(portal: Portal) -> None:
    portal.open(portal.link())
    key = form_key_in(text_of(portal.ask("GET", "/portal")))
    assert portal.ask("POST", "/portal/leave", {"form_key": "x"}, origin="https://portal.example")["statusCode"] == 403
    assert portal.ask("POST", "/portal/leave", {"form_key": key}, origin="https://evil.example")["statusCode"] == 403
    left = portal.ask("POST", "/portal/leave", {"form_key": key}, origin="https://portal.example")
    assert left["statusCode"] == 200
    assert left["cookies"][0].startswith("__Host-portal=; Max-Age=0;")


def test_a_token_takes_the_place_of_the_placeholder_even_across_folded_lines() -> None:
    token = token_text(bytes(range(32)))
    folded = f"See https://x.example/p/{PLACEHOLDER[:20]}=\r\n{PLACEHOLDER[20:]} and {PLACEHOLDER}.".encode()
    expected = f"See https://x.example/p/{token[:20]}=\r\n{token[20:]} and {token}.".encode()
    assert with_token(folded, token) == expected
