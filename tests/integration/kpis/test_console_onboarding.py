"""Onboarding in the console: a dropped sample is understood, asked about, corrected and accepted, once, by who may."""

import importlib
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from tests.integration.kpis.console_world import AT, HOST, HOSTILE, ROLES, Browser, configuration

from sellthrough.checks.configurations import version_of
from sellthrough.console.access import Action, permissions
from sellthrough.console.login import form_token
from sellthrough.errors import NotFound
from sellthrough.model.keys import configuration_key
from sellthrough.model.users import User
from sellthrough.model.workspace import Configuration, Region

OURS = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://{HOST}"}
MAY = sorted(permissions()[Action.ONBOARD])
ROWS = "".join(f"{d:02d}.03.2025;A;{d};{d}00,50;Hansa AG\n" for d in range(1, 7))
ASKS = f"Kolumna;Hersteller-Artikelnr.;Verkaufte Menge;Nettobetrag USD;Wiederverkäufer\n{ROWS}".encode()
CLEAR = ASKS.replace(b"Kolumna", b"Rechnungsdatum")


@pytest.fixture(autouse=True)
def current(world: Any) -> Configuration:
    """The configuration of the world, current again before each test."""
    west = Region(region_code="WEST", region_name="West", country_code="US")
    wanted = configuration().model_copy(update={"regions": (west,)})
    wanted = wanted.model_copy(update={"version": version_of(wanted)})
    key, body = configuration_key(wanted.version), wanted.model_dump_json().encode()
    boto3.client("s3").put_object(Bucket="archive", Key=key, Body=body)
    world.cloud.ledger.set_current_configuration(wanted.version)
    return wanted


def send(browser: Browser, address: str, headers: dict[str, str] | None = None, **form: str) -> dict[str, Any]:
    token = form_token(browser.cookies["__Host-session"])
    return browser.ask(address, "POST", urlencode({"form": token, **form}), **(headers or OURS))


def opened(browser: Browser, **whose: str) -> str:
    """The address of a sample that nobody has sent a file for."""
    answer = send(browser, "/console/onboard", **(whose or {"new": "Kiefer Handel"}))
    assert answer["statusCode"] == 303, answer["body"]
    return str(answer["headers"]["location"])


def drop(address: str, content: bytes, name: str = "kiefer_2025-03.csv") -> None:
    boto3.client("s3").put_object(Bucket="staging", Key=f"onboard/{address.rpartition('/')[2]}/{name}", Body=content)


def dropped(browser: Browser, content: bytes = CLEAR, name: str = "kiefer_2025-03.csv", **whose: str) -> str:
    address = opened(browser, **whose)
    drop(address, content, name)
    return address


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, page
    return found[1]


def accept(browser: Browser, address: str, digest: str = "") -> dict[str, Any]:
    return send(browser, f"{address}/accept", seen=digest or seen(browser.page(address)))


def versions() -> set[str]:
    listed = boto3.client("s3").list_objects_v2(Bucket="archive", Prefix="config/")["Contents"]
    return {o["Key"] for o in listed}


@pytest.mark.feature("E28", "C27", "C28")
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


@pytest.mark.feature("E28")
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


@pytest.mark.feature("E28")
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
    [({}, "Choose a partner"), ({"new": "!!!"}, "gives no id"), ({"new": "x" * 201}, "gives no id")],
)
def test_a_partner_that_cannot_be_named_is_asked_for_again(whose: dict[str, str], said: str, logged_in: Any) -> None:
    answer = send(logged_in("master_data"), "/console/onboard", **whose)
    assert answer["statusCode"] == 400
    assert said in answer["body"]


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


def broken(*_: object) -> dict[str, Any]:
    raise MemoryError


def test_a_sample_that_breaks_the_function_ends_in_words(logged_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = logged_in("master_data")
    address = dropped(browser)
    monkeypatch.setattr(importlib.import_module("functions.onboard.app"), "handler", broken)
    page = browser.page(address)
    assert "Reading the sample took too long or failed" in page
    assert 'name="seen"' not in page


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
