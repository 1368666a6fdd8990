"""`renewal_notify` against moto: one notice per contract, step and cycle, whatever fails and however often it scans."""

import email
import re
from collections import Counter
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest

from sellthrough.model.contracts import Contract
from sellthrough.model.links import PLACEHOLDER, STOP_PLACEHOLDER, address_id_of, link_id_of, stop_token_of
from sellthrough_aws.contracts import Contracts
from sellthrough_aws.links import Links
from sellthrough_aws.stops import STOPPED, Stops

NOON = "2024-06-30T12:00:00Z"


def contract(contract_id: str = "c1", **changes: Any) -> Contract:
    values = {
        "contract_id": contract_id,
        "partner_id": "birch",
        "contract_number": f"K-{contract_id}",
        "customer_id": "C-1",
        "customer_name": "Müller",
        "start_date": date(2023, 7, 1),
        "end_date": date(2024, 6, 30),
    }
    return Contract.model_validate(values | changes)


def put(*contracts: Contract) -> None:
    Contracts("ledger").replace("birch", contracts)


def scan(world: Any, context: Any, time: str = NOON) -> Any:
    return world.load("renewal_notify").handler({"time": time}, context)


def messages(world: Any) -> list[EmailMessage]:
    raw = [message.raw_data for message in world.sent()]
    return [email.message_from_string(r, policy=policy.default) for r in raw]  # type: ignore[misc]


def token_in(message: EmailMessage) -> str:
    found = {
        match[1]
        for part in ("plain", "html")
        for match in re.finditer(r"https://portal\.example/p/([\w-]+)", message.get_body((part,)).get_content())  # type: ignore[union-attr]
    }
    (token,) = found
    return token


@pytest.mark.invariant("I5")
def test_each_step_is_told_once_however_often_the_scan_runs(world: Any, context: Any) -> None:
    put(contract())
    for day in ["03-31", "04-01", "04-02", "05-01", "05-31", "06-30", "07-03", "08-01"]:
        scan(world, context, f"2024-{day}T12:00:00Z")
        scan(world, context, f"2024-{day}T12:15:00Z")
    told = ("ends in 90 days", "ends in 60 days", "ends in 30 days", "ends today", "ended 3 days ago and is overdue")
    assert [m["Subject"] for m in messages(world)] == [f"Contract K-c1 {when} (2024-06-30)" for when in told]


def test_a_renewed_contract_starts_a_new_cycle(world: Any, context: Any) -> None:
    put(contract())
    scan(world, context)
    put(contract(end_date=date(2025, 6, 30)))
    scan(world, context, "2024-07-01T12:00:00Z")
    scan(world, context, "2025-06-30T12:00:00Z")
    assert len(world.sent()) == 2


def test_a_contract_without_a_contact_is_suppressed_and_that_is_kept(world: Any, context: Any) -> None:
    put(contract(customer_id="C-9"))
    assert scan(world, context) == {"SUPPRESSED": 1}
    assert scan(world, context) == {"SUPPRESSED": 1}
    assert world.sent() == []


def test_an_address_that_ses_refuses_stops_no_other_notice(world: Any, context: Any, monkeypatch: Any) -> None:
    put(contract("a"), contract("b"))
    monkeypatch.setenv("MAIL_FROM", "somebody@unverified.example")
    assert scan(world, context) == {"REFUSED": 2}
    assert world.sent() == []


@pytest.mark.feature("R21")
def test_the_mail_holds_a_link_of_which_the_ledger_and_the_archive_know_only_the_hash(world: Any, context: Any) -> None:
    put(contract())
    scan(world, context)
    (message,) = messages(world)
    token = token_in(message)
    link = Links("ledger").link(link_id_of(token))
    assert link is not None
    assert (link.customer_id, link.contract_id, link.audience) == ("C-1", "c1", "customer")
    assert link.expires_at == "2024-10-28T12:00:00+00:00"
    kept = world.objects("archive")
    (archived,) = [content for key, content in kept.items() if key.endswith(".eml")]
    assert token.encode() not in b"".join(kept.values())
    stored = list(Links("ledger").scan("LINK"))
    assert token not in str(stored)
    text = email.message_from_bytes(archived, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert f"https://portal.example/p/{PLACEHOLDER}" in text
    assert text.replace(PLACEHOLDER, token) == message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.feature("R21")
def test_the_address_that_stops_the_mails_stands_in_the_header_only(world: Any, context: Any) -> None:
    put(contract())
    scan(world, context)
    (message,) = messages(world)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = stop_token_of(token_in(message))
    assert message["List-Unsubscribe"] == f"<https://portal.example/u/{stop}>"
    (raw,) = [sent.raw_data for sent in world.sent()]
    assert raw.count(stop) == 1
    assert "/u/" not in raw.partition("\n\n")[2]
    link = Links("ledger").link(link_id_of(stop))
    assert link is not None
    (contact,) = message["To"].addresses
    assert (link.purpose, link.addresses, link.session_sha256) == (
        "unsubscribe",
        (address_id_of(contact.addr_spec),),
        "",
    )
    kept = b"".join(world.objects("archive").values())
    assert stop.encode() not in kept
    assert f"/u/{STOP_PLACEHOLDER}>".encode() in kept


@pytest.mark.feature("R21")
@pytest.mark.invariant("I5")
def test_who_stopped_the_mails_gets_none_and_the_state_says_so(world: Any, context: Any) -> None:
    put(contract())
    scan(world, context)
    (message,) = messages(world)
    link = Links("ledger").link(link_id_of(stop_token_of(token_in(message))))
    assert link is not None
    Stops("ledger").stop(link.addresses, datetime(2024, 7, 1, tzinfo=UTC))
    assert scan(world, context, "2024-07-03T12:00:00Z") == {"SUPPRESSED": 1}
    assert scan(world, context, "2024-07-03T12:15:00Z") == {"SUPPRESSED": 1}
    assert len(world.sent()) == 1
    (quiet,) = [m for m in world.ledger.mails() if m.state == "SUPPRESSED"]
    assert (quiet.kind, quiet.about, quiet.reason) == ("notice", "c1", STOPPED)
    assert message["To"] not in str(list(Stops("ledger").scan("STOP")))


@pytest.mark.proof
@pytest.mark.invariant("I5")
@pytest.mark.parametrize("mode", ["before", "after", "throttle", "lost"])
def test_no_failure_of_any_call_makes_two_notices_or_none(world: Any, context: Any, mode: str) -> None:
    put(contract("count"))
    app = world.load("renewal_notify")
    world.faults.arm(0, "")
    app.handler({"time": NOON}, context)
    calls = list(world.faults.log)
    results: Counter[str] = Counter()
    for at in range(1, len(calls) + 1):
        put(contract(f"c{at}"))
        app = world.load("renewal_notify")
        before = len(world.sent())
        world.faults.arm(at, mode)
        for _ in range(3):
            world.deliver(app, {"time": NOON}, context)
        world.faults.arm(0, "")
        sent = messages(world)[before:]
        (mail,) = [m for m in world.ledger.mails() if m.about == f"c{at}"]
        assert len(sent) <= 1, (mode, at)
        assert (len(sent) == 1 and mail.state == "SENT") or mail.state == "AMBIGUOUS", (mode, at, mail.state)
        for message in sent:  # whichever attempt sent it, its link opens
            assert Links("ledger").link(link_id_of(token_in(message))) is not None, (mode, at)
        results[mail.state] += 1
    print(f"{mode}: {len(calls)} calls, {sum(results.values())} trials, 0 bad, {dict(results)}; {Counter(calls)}")
