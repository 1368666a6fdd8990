"""The way in and out of `console`, with the issuer of the local cloud: what is forged or stale opens nothing."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.integration.kpis.console_world import (
    AT,
    HOST,
    Browser,
    at_issuer,
)

from sellthrough.console.login import LOGIN_COOKIE, Login
from sellthrough_local.issuer.application import CLIENT_ID


def test_the_issuer_is_asked_as_the_protocol_says(world: Any, browser: Browser) -> None:
    query = dict(parse_qsl(urlsplit(browser.begin()).query))
    assert query["redirect_uri"] == f"http://{HOST}/console/login/done"
    assert (query["response_type"], query["code_challenge_method"], query["client_id"]) == ("code", "S256", CLIENT_ID)
    again = dict(parse_qsl(urlsplit(browser.begin()).query))
    assert not {query[n] for n in ("state", "nonce", "code_challenge")} & {
        again[n] for n in ("state", "nonce", "code_challenge")
    }


@pytest.mark.parametrize(
    "then", ["https://evil.example", "//evil.example", "/console/../x", "/consoleevil", "/console\\@evil"]
)
def test_nobody_is_sent_to_another_site(then: str, browser: Browser) -> None:
    browser.begin(then)
    login = Login.from_cookie(browser.cookies[LOGIN_COOKIE])
    assert login is not None
    assert login.then == "/console" or login.then.startswith("/console/")


def test_a_session_ends_after_its_hours_and_when_the_person_signs_out(browser: Browser, clock: Any) -> None:
    browser.log_in("viewer@vale.example")
    assert browser.ask("/console")["statusCode"] == 200
    browser.at = AT + timedelta(hours=8, seconds=1)
    assert browser.ask("/console")["statusCode"] == 303
    browser.at = AT
    page = browser.page("/console")
    form = "form=" + re.findall(r'name="form" value="([^"]+)"', page)[0]
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for body, headers in (
        (form, kind),
        (form, {**kind, "origin": "https://evil.example"}),
        (form, {**kind, "origin": f"http://{HOST}", "sec-fetch-site": "cross-site"}),
        ("form=guessed", {**kind, "origin": f"http://{HOST}"}),
    ):
        assert browser.ask("/console/logout", "POST", body, **headers)["statusCode"] == 400
        assert browser.ask("/console")["statusCode"] == 200
    kept = dict(browser.cookies)
    answer = browser.ask("/console/logout", "POST", form, **kind, origin=f"http://{HOST}")
    assert answer["headers"]["location"] == "/console/signed-out"
    assert "You are signed out" in browser.page("/console/signed-out")
    browser.cookies = kept
    assert browser.ask("/console")["statusCode"] == 303


@pytest.mark.parametrize("change", ["state", "code", "cookie", "none"])
def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(change: str, browser: Browser) -> None:
    back = at_issuer(browser.begin(), "viewer@vale.example")
    if change == "state":
        back = re.sub(r"state=[^&]+", "state=other", back)
    if change == "code":
        back = re.sub(r"code=[^&]+", "code=other", back)
    if change == "cookie":
        browser.cookies.clear()
    if change == "none":
        back = "/console/login/done"
    answer = browser.ask(back)
    assert answer["statusCode"] == 400
    assert "__Host-session" not in browser.cookies
    assert "Log in again" in answer["body"]


def test_a_code_works_once(browser: Browser) -> None:
    back = at_issuer(browser.begin(), "viewer@vale.example")
    cookies = dict(browser.cookies)
    assert browser.ask(back)["statusCode"] == 303
    browser.cookies = cookies
    assert browser.ask(back)["statusCode"] == 400


def test_the_style_sheet_is_kept_under_a_name_of_its_content(browser: Browser) -> None:
    (name,) = re.findall(r'href="(/console/static/[^"]+)"', browser.page("/console/signed-out"))
    answer = browser.ask(name)
    assert answer["headers"]["content-type"].startswith("text/css")
    assert "immutable" in answer["headers"]["cache-control"]
    assert browser.ask("/console/static/other.css")["statusCode"] == 404
