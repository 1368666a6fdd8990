"""Accepting a sample in the console: by who may, what was seen, once, whatever fails or happens meanwhile."""

import importlib
import re
from datetime import timedelta
from typing import Any

import pytest
from tests.integration.kpis.console_world import AT, ROLES
from tests.integration.kpis.onboarding_pages import (
    CLEAR,
    MAY,
    OURS,
    accept,
    broken,
    current,
    drop,
    dropped,
    seen,
    send,
    versions,
)

from sellthrough.checks.configurations import version_of
from sellthrough.errors import NotFound
from sellthrough.model.workspace import Configuration

__all__ = ["current"]  # a fixture for every test


@pytest.mark.feature("E58")
@pytest.mark.parametrize("role", ROLES)
def test_only_the_roles_that_are_named_take_anybody_on_board(role: str, logged_in: Any) -> None:
    browser = logged_in(role)
    is_allowed = role in MAY
    assert browser.ask("/console/onboard")["statusCode"] == (200 if is_allowed else 403)
    assert send(browser, "/console/onboard", new="Neu")["statusCode"] == (303 if is_allowed else 403)
    address = dropped(logged_in("admin"), new=f"Neu {role}")
    expected = {"admin": 200, "master_data": 404}.get(role, 403)  # the sample is an administrator's
    assert browser.ask(address)["statusCode"] == expected
    answers = {"admin": 303, "master_data": 404}.get(role, 403)
    assert send(browser, address, **{"own:period": "2025-03"})["statusCode"] == answers
    if role != "admin":
        assert send(browser, f"{address}/accept", seen="x")["statusCode"] == answers
    assert ('href="/console/onboard"' in browser.page("/console")) is is_allowed


def test_a_sample_is_opened_by_who_dropped_it_and_by_an_administrator_alone(logged_in: Any) -> None:
    address = dropped(logged_in("master_data"))
    for name, status in (("master_data", 200), ("admin", 200), ("other", 404), ("second", 404)):
        assert logged_in(name).ask(address)["statusCode"] == status, name
        if status == 404:
            assert send(logged_in(name), address, forget="1")["statusCode"] == 404
            assert accept(logged_in(name), address, "x")["statusCode"] == 404
    assert logged_in("admin").ask("/console/onboard/no-such-sample")["statusCode"] == 404


def test_who_sees_some_partners_takes_no_other_on_board(logged_in: Any) -> None:
    browser = logged_in("second")
    page = browser.page("/console/onboard")
    assert ("Second Partner" in page, "P1" in page, 'name="new"' in page) == (True, False, False)
    assert send(browser, "/console/onboard", partner="P2")["statusCode"] == 303
    for whose in ({"partner": "P1"}, {"new": "Neu"}, {"new": "p1"}, {"partner": "P9"}):
        assert send(browser, "/console/onboard", **whose)["statusCode"] == 404, whose


def test_a_scope_that_changes_closes_the_sample(logged_in: Any, world: Any, current: Any) -> None:
    address = dropped(logged_in("other"), partner="P1")
    assert logged_in("other").ask(address)["statusCode"] == 200
    users = tuple(
        u.model_copy(update={"partners": ("P2",)}) if u.login.startswith("other") else u for u in current.users
    )
    changed = current.model_copy(update={"users": users})
    changed = changed.model_copy(update={"version": version_of(changed)})
    world.app.configurations.keep(changed)
    world.cloud.ledger.set_current_configuration(changed.version)
    assert logged_in("other").ask(address)["statusCode"] == 404


@pytest.mark.parametrize(
    "headers",
    [{**OURS, "origin": "https://evil.example"}, {**OURS, "sec-fetch-site": "cross-site"}, {"origin": OURS["origin"]}],
)
def test_a_form_that_no_page_of_this_login_sent_does_nothing(headers: dict[str, str], logged_in: Any) -> None:
    browser = logged_in("master_data")
    address = dropped(browser)
    digest, before = seen(browser.page(address)), versions()
    for to, form in (
        ("/console/onboard", {"new": "Neu"}),
        (address, {"forget": "1"}),
        (f"{address}/accept", {"seen": digest}),
    ):
        assert send(browser, to, headers, **form)["statusCode"] == 400
    assert browser.ask(address, "POST", "form=guessed&forget=1", **OURS)["statusCode"] == 400
    assert versions() == before


@pytest.mark.feature("E10")
def test_two_clicks_make_one_version(logged_in: Any, world: Any) -> None:
    browser = logged_in("master_data")
    address = dropped(browser, new="Zweimal AG")
    digest, before = seen(browser.page(address)), versions()
    for _ in range(2):
        assert accept(browser, address, digest)["statusCode"] == 303
    assert len(versions() - before) == 1
    made = world.app.configurations.current(world.cloud.ledger)
    assert [p.partner_id for p in made.partners].count("ZWEIMAL-AG") == 1
    sample_id = address.rpartition("/")[2]
    assert [a.sample_id for a in world.cloud.ledger.open_acceptances()].count(sample_id) == 1


@pytest.mark.feature("E10")
def test_what_changed_meanwhile_is_shown_again_and_nothing_is_accepted(logged_in: Any, world: Any) -> None:
    browser = logged_in("master_data")
    one, two = dropped(browser, new="Erste AG"), dropped(logged_in("admin"), new="Zweite AG", name="zweite_2025-03.csv")
    stale = seen(browser.page(one))
    assert accept(logged_in("admin"), two)["statusCode"] == 303
    answer = accept(browser, one, stale)
    assert (answer["statusCode"], "Nothing was accepted" in answer["body"]) == (409, True)
    assert world.cloud.ledger.acceptance(one.rpartition("/")[2]) is None
    assert accept(browser, one, seen(answer["body"]))["statusCode"] == 303
    made = world.app.configurations.current(world.cloud.ledger)
    assert {"ERSTE-AG", "ZWEITE-AG"} <= {p.partner_id for p in made.partners}


def test_another_sample_under_the_same_address_is_not_accepted_unseen(logged_in: Any) -> None:
    browser = logged_in("master_data")
    address = dropped(browser, new="Tausch AG")
    digest = seen(browser.page(address))
    drop(address, CLEAR.replace(b"100,50", b"900,50"))
    assert accept(browser, address, digest)["statusCode"] == 409


def test_a_version_that_lost_the_race_is_not_current_and_leaves_the_masters_of_the_winner(
    logged_in: Any, world: Any, current: Any
) -> None:
    migrate = importlib.import_module("functions.migrate.app")

    browser = logged_in("master_data")
    address = dropped(browser, new="Langsam AG")
    digest = seen(browser.page(address))
    other = current.model_copy(update={"partners": current.partners[:1]})
    other = other.model_copy(update={"version": version_of(other)})
    world.app.configurations.keep(other)
    stock = migrate.load_masters

    def overtaken(lake: Any, configuration_: Configuration) -> list[str]:
        if configuration_.version != other.version:
            world.cloud.ledger.set_current_configuration(other.version)
        return stock(lake, configuration_)

    migrate.load_masters = overtaken
    try:
        answer = accept(browser, address, digest)
    finally:
        migrate.load_masters = stock
    assert answer["statusCode"] == 409
    assert world.cloud.ledger.current_configuration_version() == other.version
    assert world.cloud.ledger.acceptance(address.rpartition("/")[2]) is None
    assert world.cloud.lake.current_property("partners", "sellthrough.config-version") == other.version


def test_a_known_partners_changed_layout_is_remembered_beside_the_first(logged_in: Any, world: Any) -> None:
    browser = logged_in("admin")
    accept(browser, dropped(browser, partner="P1", name="one_2025-03.csv"))
    turned = CLEAR.replace(b"Rechnungsdatum;Hersteller-Artikelnr.", b"Hersteller-Artikelnr.;Rechnungsdatum")
    rows = re.sub(rb"(\d\d\.03\.2025);A", rb"A;\1", turned)
    accept(browser, dropped(browser, rows, partner="P1", name="one_2025-04.csv"))
    feed = world.app.configurations.current(world.cloud.ledger).feed_of("P1", "sell_through")
    assert [r.headings[0] for r in feed.layout.remembered] == ["Rechnungsdatum", "Hersteller-Artikelnr."]


def test_what_does_not_fit_the_configuration_is_said_and_cannot_be_accepted(logged_in: Any) -> None:
    browser = logged_in("admin")
    accept(browser, dropped(browser, partner="P1", name="same_2025-03.csv"))
    page = browser.page(dropped(browser, partner="P2", name="same_2025-03.csv"))
    assert "P1/sell_through has the same pattern for sell_through" in page
    assert 'name="seen"' not in page


def test_after_a_week_the_sample_is_gone(logged_in: Any, world: Any) -> None:
    address = dropped(logged_in("admin"))
    with pytest.raises(NotFound):
        world.cloud.ledger.sample(address.rpartition("/")[2], AT + timedelta(days=7))


@pytest.mark.parametrize("is_lost_answer", [False, True])
def test_a_version_that_cannot_be_made_is_accepted_by_the_next_click_and_a_lost_answer_is_found_again(
    is_lost_answer: bool, logged_in: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, migrate = logged_in("master_data"), importlib.import_module("functions.migrate.app")
    address = dropped(browser, new=f"Pech {is_lost_answer} AG")
    digest, stock = seen(browser.page(address)), migrate.handler

    def lost(*arguments: Any) -> dict[str, Any]:
        if is_lost_answer:
            stock(*arguments)
        return broken()

    monkeypatch.setattr(migrate, "handler", lost)
    answer = accept(browser, address, digest)
    assert answer["statusCode"] == (303 if is_lost_answer else 503)
    monkeypatch.setattr(migrate, "handler", stock)
    assert accept(browser, address, digest)["statusCode"] == 303
    made = world.app.configurations.current(world.cloud.ledger)
    assert [p.partner_name for p in made.partners].count(f"Pech {is_lost_answer} AG") == 1
