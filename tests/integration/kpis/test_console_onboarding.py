"""Onboarding in the console: a dropped sample is understood, asked about, corrected and accepted, once, by who may."""

import importlib
import re
from html import unescape
from typing import Any

import boto3
import pytest
from tests.integration.kpis.console_world import AT, HOST, HOSTILE
from tests.integration.kpis.onboarding_pages import (
    ASKS,
    CLEAR,
    accept,
    broken,
    current,
    drop,
    dropped,
    opened,
    seen,
    send,
)

from sellthrough.checks.configurations import version_of
from sellthrough.model.users import User

__all__ = ["current"]  # a fixture for every test


@pytest.mark.feature("C27", "C28", "E10", "M31")
def test_a_sample_is_dropped_asked_about_answered_and_accepted(logged_in: Any, world: Any, current: Any) -> None:
    browser, ledger = logged_in("master_data"), world.cloud.ledger
    address = opened(browser)
    drop(address, ASKS)
    page = unescape(browser.page(address))
    assert "Which column is sold_date?" in page
    assert 'value="Kolumna=sold_date"' in page
    assert 'name="seen"' not in page  # nothing can be accepted while it asks
    answer = send(browser, address, **{"answer.1": "Kolumna=sold_date"})
    assert (answer["statusCode"], answer["headers"]["location"]) == (303, address)
    page = browser.page(address)
    assert "6 read, 6 accepted, 0 rejected" in page
    assert "<td>2025-03-01</td>" in page
    answer = accept(browser, address)
    assert (answer["statusCode"], answer["headers"]["location"]) == (303, address)
    made = world.app.configurations.current(ledger)
    assert made.version == version_of(made) != current.version
    feed = made.feed_of("KIEFER-HANDEL", "sell_through")
    assert feed.layout.remembered[0].columns["Kolumna"] == "sold_date"
    assert [p.partner_name for p in made.partners if p.partner_id == "KIEFER-HANDEL"] == ["Kiefer Handel"]
    (acceptance,) = [a for a in ledger.open_acceptances() if a.version == made.version]
    user = User.model_validate({"login": "master_data@vale.example", "roles": ["master_data"]})
    assert (acceptance.accepted_by, acceptance.accepted_at, acceptance.instead_of) == (
        user.user_id,
        AT,
        current.version,
    )
    kept = boto3.client("s3").get_object(Bucket="archive", Key=acceptance.sample_key)["Body"].read()
    assert kept == ASKS
    page = browser.page(address)
    assert "Kiefer Handel is on board" in page
    assert "<dd>master_data, " in page
    assert "The workspace folder does not have this yet" in page


def test_the_form_goes_straight_to_the_store_and_says_what_it_takes(logged_in: Any) -> None:
    browser = logged_in("master_data")
    address = opened(browser)
    answer = browser.ask(address)
    assert answer["statusCode"] == 200
    to = re.search(r'action="(https://[^/"]+)/" enctype="multipart/form-data"', answer["body"])
    assert to, answer["body"]
    policy = answer["headers"]["content-security-policy"]
    assert f"form-action 'self' {to[1]};" in policy
    assert "<script" not in answer["body"]
    fields = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', answer["body"]))
    assert fields["key"] == f"onboard/{address.rpartition('/')[2]}/${{filename}}"
    assert fields["success_action_redirect"] == f"http://{HOST}{address}"
    drop(address, CLEAR)  # every other page keeps its forms to itself
    for other in ("/console/onboard", address):
        assert "form-action 'self';" in browser.ask(other)["headers"]["content-security-policy"]


def test_a_column_is_corrected_and_answers_are_forgotten(logged_in: Any) -> None:
    browser = logged_in("master_data")
    address = dropped(browser)
    assert send(browser, address, **{"column:Wiederverkäufer": "customer_name"})["statusCode"] == 303
    page = browser.page(address)
    assert '<td data-label="Field"><span>customer_name</span></td>' in page
    assert "<samp>Wiederverkäufer=customer_name</samp>" in page
    send(browser, address, forget="1")
    assert '<td data-label="Field"><span>reseller_name</span></td>' in browser.page(address)


@pytest.mark.parametrize(
    "form",
    [
        {"answer.1": "nonsense"},
        {"column:Kolumna": "no_such_field"},
        {"own:period": "yesterday"},
        {"setting": "encoding", "value": "no-such-code"},
        {"setting": "decimal", "value": "x"},
        {"answer.1": "a" * 2000 + "=ignore"},
    ],
)
def test_what_is_no_answer_is_not_kept(form: dict[str, str], logged_in: Any, world: Any) -> None:
    browser = logged_in("master_data")
    address = dropped(browser)
    answer = send(browser, address, **form)
    assert (answer["statusCode"], "That is no answer" in answer["body"]) == (400, True)
    assert world.cloud.ledger.sample(address.rpartition("/")[2], AT).answers == ()


def test_an_answer_that_fits_nothing_in_the_sample_says_so_and_can_be_forgotten(logged_in: Any) -> None:
    browser = logged_in("master_data")
    address = dropped(browser)
    send(browser, address, **{"column:Elsewhere": "net_amount"})
    assert "The sample has no column &#39;Elsewhere&#39;" in browser.page(address)
    send(browser, address, forget="1")
    assert seen(browser.page(address))


def test_what_the_name_does_not_say_is_asked_in_words_of_ones_own(logged_in: Any) -> None:
    browser = logged_in("master_data")
    address = dropped(browser, name="kiefer.csv")
    assert 'name="own:period"' in browser.page(address)
    send(browser, address, **{"own:period": "2025-03"})
    assert seen(browser.page(address))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not understood"),
        (b"PK\x03\x04" + b"\x00" * 200, "not understood"),
        (b"\x00\xff" * 500, "not understood"),
        (b"<html><body>nothing</body></html>", "not understood"),
        (CLEAR.replace(b"Hansa AG", HOSTILE.encode()), "&lt;script&gt;"),
    ],
)
def test_a_hostile_sample_ends_in_words(content: bytes, said: str, logged_in: Any) -> None:
    browser = logged_in("master_data")
    page = browser.page(dropped(browser, content, new=f"Böse {HOSTILE}"))
    assert said in page
    assert "<script" not in page


def test_a_name_that_is_a_path_stays_a_name(logged_in: Any) -> None:
    browser = logged_in("master_data")
    page = browser.page(dropped(browser, name="../../../etc/passwd_2025-03.csv"))
    assert "6 read, 6 accepted" in page
    assert "<dt>Files called</dt><dd><samp>passwd_" in page


@pytest.mark.parametrize(
    ("whose", "said"),
    [
        ({}, "Choose a partner"),
        ({"new": "!!!"}, "gives no id"),
        ({"new": "x" * 201}, "gives no id"),
        ({"new": "a\nb"}, "gives no id"),
    ],
)
def test_a_partner_that_cannot_be_named_is_asked_for_again(whose: dict[str, str], said: str, logged_in: Any) -> None:
    answer = send(logged_in("master_data"), "/console/onboard", **whose)
    assert answer["statusCode"] == 400
    assert said in answer["body"]


def test_a_sample_that_breaks_the_function_ends_in_words(logged_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = logged_in("master_data")
    address = dropped(browser)
    monkeypatch.setattr(importlib.import_module("functions.onboard.app"), "handler", broken)
    page = browser.page(address)
    assert "Reading the sample took too long or failed" in page
    assert 'name="seen"' not in page
