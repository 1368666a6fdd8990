"""`mail_events` against moto: what SES says settles a mail, in any order, twice, and while the mail is being sent."""

import json
import random
from itertools import permutations
from typing import Any

import pytest

BOUNCE = {"bounce": {"bounceType": "Permanent", "bounceSubType": "General"}}
EVENTS: dict[str, dict[str, Any]] = {"Send": {}, "Delivery": {}, "Bounce": BOUNCE, "Complaint": {}}


def record(kind: str, mail_id: str, number: int = 0) -> dict[str, Any]:
    event = {"eventType": kind, "mail": {"tags": {"mail_id": [mail_id]}}, **EVENTS[kind]}
    return {"messageId": f"{kind}-{number}", "body": json.dumps(event), "eventSource": "aws:sqs"}


def tell(world: Any, context: Any, *records: dict[str, Any]) -> list[str]:
    app = world.load("mail_events")
    answer = app.handler({"Records": list(records)}, context)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def claimed(world: Any, mail_id: str, state: str = "CLAIMED") -> None:
    assert world.ledger.claim_mail(mail_id, "a@b.example", "notice", "c1", "2024-02-01T00:00:00+00:00", claimed_by="me")
    if state != "CLAIMED":
        assert world.ledger.settle_mail(mail_id, state)


def state(world: Any, mail_id: str) -> str:
    mail = world.ledger.mail(mail_id)
    assert mail is not None
    return str(mail.state)


@pytest.mark.invariant("I5")
@pytest.mark.parametrize("before", ["CLAIMED", "AMBIGUOUS", "SENT"])
def test_the_send_event_settles_what_nobody_knew(world: Any, context: Any, before: str) -> None:
    claimed(world, "m1", before)
    assert tell(world, context, record("Send", "m1")) == []
    assert state(world, "m1") == "SENT"


@pytest.mark.invariant("I5")
def test_every_order_of_the_events_ends_the_same(world: Any, context: Any) -> None:
    app = world.load("mail_events")
    for number, order in enumerate(permutations(["Send", "Delivery", "Bounce"])):
        claimed(world, f"m{number}", "AMBIGUOUS")
        records = [record(kind, f"m{number}", place) for place, kind in enumerate((*order, *order))]
        app.handler({"Records": records}, context)
        assert state(world, f"m{number}") == "BOUNCED", order


def test_a_bounce_that_comes_before_the_sender_has_said_so_stays(world: Any, context: Any) -> None:
    claimed(world, "m1")
    tell(world, context, record("Bounce", "m1"))
    assert not world.ledger.settle_mail("m1", "SENT")
    assert not world.ledger.settle_mail("m1", "AMBIGUOUS")
    assert state(world, "m1") == "BOUNCED"


def test_a_mail_that_was_never_claimed_makes_no_row(world: Any, context: Any) -> None:
    assert tell(world, context, record("Send", "unknown")) == []
    assert world.ledger.mail("unknown") is None


def test_only_the_message_that_nobody_understands_comes_again(world: Any, context: Any) -> None:
    claimed(world, "m1")
    wrong = {"messageId": "wrong", "body": "<html>", "eventSource": "aws:sqs"}
    assert tell(world, context, wrong, record("Complaint", "m1")) == ["wrong"]
    assert state(world, "m1") == "COMPLAINED"


@pytest.mark.proof
@pytest.mark.invariant("I5")
def test_random_histories_with_crashes_end_in_the_state_of_all_that_was_said(world: Any, context: Any) -> None:
    rng, app, worst = random.Random(7), world.load("mail_events"), ("Complaint", "Bounce", "Send", "Delivery")
    ends = {"Complaint": "COMPLAINED", "Bounce": "BOUNCED", "Send": "SENT", "Delivery": "SENT"}
    trials = 60
    for number in range(trials):
        claimed(world, f"h{number}", rng.choice(["CLAIMED", "AMBIGUOUS"]))
        told = rng.choices(list(EVENTS), k=rng.randint(1, 5))
        for place, kind in enumerate(told):
            world.faults.arm(rng.randint(1, 2), rng.choice(["before", "after", "throttle", "lost"]))
            one = {"Records": [record(kind, f"h{number}", place)]}
            world.deliver(app, one, context)
            world.faults.arm(0, "")
            world.deliver(app, one, context)
        assert state(world, f"h{number}") == ends[next(kind for kind in worst if kind in told)], told
    print(f"{trials} histories, 0 bad")
