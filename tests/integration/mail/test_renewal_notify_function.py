"""`renewal_notify` against moto: one notice per contract, step and cycle, whatever fails and however often it scans."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from sellthrough.model.contracts import Contract
from sellthrough_aws.contracts import Contracts


def put(contract_id: str = "c1", **changes: Any) -> None:
    values = {
        "contract_id": contract_id,
        "contract_number": f"K-{contract_id}",
        "end_date": date(2024, 6, 30),
        "customer_name": "Müller",
        "contact_email": "kunde@mueller.example",
    }
    Contracts("ledger").put_contract(Contract.model_validate(values | changes))


def scan(world: Any, context: Any, time: str) -> Any:
    return world.load("renewal_notify").handler({"time": time}, context)


@pytest.mark.invariant("I5")
def test_each_step_is_told_once_however_often_the_scan_runs(world: Any, context: Any) -> None:
    put()
    days = ["03-31", "04-01", "04-02", "05-01", "05-31", "06-30", "07-03", "08-01"]
    for day in days:
        scan(world, context, f"2024-{day}T12:00:00Z")
        scan(world, context, f"2024-{day}T12:15:00Z")
    subjects = [line for m in world.sent() for line in m.raw_data.splitlines() if line.startswith("Subject:")]
    told = ("in 90 days", "in 60 days", "in 30 days", "today")
    assert subjects == [f"Subject: Contract K-c1 ends {left} (2024-06-30)" for left in told]


def test_a_renewed_contract_starts_a_new_cycle(world: Any, context: Any) -> None:
    put()
    scan(world, context, "2024-06-30T12:00:00Z")
    put(end_date=date(2025, 6, 30))
    scan(world, context, "2024-07-01T12:00:00Z")
    scan(world, context, "2025-06-30T12:00:00Z")
    assert len(world.sent()) == 2


def test_a_contract_without_a_contact_is_suppressed_and_that_is_kept(world: Any, context: Any) -> None:
    put(contact_email="")
    assert scan(world, context, "2024-06-30T12:00:00Z") == {"SUPPRESSED": 1}
    assert world.sent() == []


def test_an_address_that_ses_refuses_stops_no_other_notice(world: Any, context: Any, monkeypatch: Any) -> None:
    put("a", contact_email="x@y.example")
    put("b")
    monkeypatch.setenv("MAIL_FROM", "somebody@unverified.example")
    assert scan(world, context, "2024-06-30T12:00:00Z") == {"REFUSED": 2}
    assert world.sent() == []


@pytest.mark.proof
@pytest.mark.invariant("I5")
@pytest.mark.parametrize("mode", ["before", "after", "throttle", "lost"])
def test_no_failure_of_any_call_makes_two_notices_or_none(world: Any, context: Any, mode: str) -> None:
    put("count")
    app = world.load("renewal_notify")
    world.faults.arm(0, "")
    app.handler({"time": "2024-06-30T12:00:00Z"}, context)
    calls = len(world.faults.log)
    Contracts("ledger").delete("CONTRACT#count", "CONTRACT")
    results: Counter[str] = Counter()
    for at in range(1, calls + 1):
        put(f"c{at}")
        app = world.load("renewal_notify")
        before = len(world.sent())
        world.faults.arm(at, mode)
        for _ in range(3):
            world.deliver(app, {"time": "2024-06-30T12:00:00Z"}, context)
        world.faults.arm(0, "")
        sent = len(world.sent()) - before
        (mail,) = [m for m in world.ledger.mails() if m.about == f"c{at}"]
        assert sent <= 1, (mode, at)
        assert (sent == 1 and mail.state == "SENT") or mail.state == "AMBIGUOUS", (mode, at, mail.state)
        results[mail.state] += 1
        Contracts("ledger").delete(f"CONTRACT#c{at}", "CONTRACT")
    print(f"{mode}: {sum(results.values())} trials, {dict(results)}")
