"""What SES says about a mail, in any order and however often, makes one state."""

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellthrough.model.mail_events import heard_of, state_of

WORDS = ("sent", "delivered", "soft_bounce", "bounce", "suppressed", "complaint", "rejected")


def event(kind: str, **more: Any) -> str:
    return json.dumps(
        {"eventType": kind, "mail": {"messageId": "m", "tags": {"mail_id": ["x1"], "ses:ip": ["1"]}}} | more
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (event("Send", send={}), "sent"),
        (event("Delivery", delivery={"recipients": ["a@b.example"]}), "delivered"),
        (event("Bounce", bounce={"bounceType": "Permanent", "bounceSubType": "General"}), "bounce"),
        (event("Bounce", bounce={"bounceType": "Undetermined", "bounceSubType": "Undetermined"}), "bounce"),
        (event("Bounce", bounce={"bounceType": "Transient", "bounceSubType": "MailboxFull"}), "soft_bounce"),
        (event("Bounce", bounce={"bounceType": "Permanent", "bounceSubType": "Suppressed"}), "suppressed"),
        (
            event("Bounce", bounce={"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList"}),
            "suppressed",
        ),
        (event("Complaint", complaint={}), "complaint"),
        (event("Reject", reject={"reason": "Bad content"}), "rejected"),
    ],
)
def test_an_event_says_one_thing_about_one_mail(text: str, word: str) -> None:
    heard = heard_of(text)
    assert heard is not None
    assert (heard.mail_id, heard.word) == ("x1", word)


@pytest.mark.parametrize(
    "text",
    [
        event("DeliveryDelay", deliveryDelay={"delayType": "MailboxFull"}),
        event("Open"),
        json.dumps({"eventType": "Send", "mail": {"tags": {}}}),
        json.dumps({"eventType": "Send", "mail": {}}),
    ],
)
def test_what_is_not_about_the_fate_of_a_mail_of_ours_is_passed_over(text: str) -> None:
    assert heard_of(text) is None


@pytest.mark.parametrize("text", ["", "no json", "[]", "{}", '{"eventType": "Send"}'])
def test_what_is_no_event_is_an_error_and_not_lost(text: str) -> None:
    with pytest.raises(ValueError, match="no sending event"):
        heard_of(text)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (set(), "AMBIGUOUS"),
        ({"sent"}, "SENT"),
        ({"delivered"}, "SENT"),
        ({"sent", "delivered", "complaint"}, "COMPLAINED"),
        ({"sent", "bounce"}, "BOUNCED"),
        ({"sent", "soft_bounce"}, "BOUNCED"),
        ({"sent", "soft_bounce", "delivered"}, "SENT"),  # an out-of-office answer
        ({"sent", "suppressed"}, "SUPPRESSED"),
        ({"sent", "rejected"}, "REFUSED"),
        ({"bounce", "complaint"}, "COMPLAINED"),
    ],
)
def test_the_worst_that_was_said_is_the_state(words: set[str], state: str) -> None:
    assert state_of(words, "AMBIGUOUS") == state


@pytest.mark.invariant("I5")
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
def test_any_order_and_any_repeat_ends_in_the_same_state(words: list[str]) -> None:
    ends = set()
    for order in permutations(words):
        state, heard = "CLAIMED", set[str]()
        for word in (*order, order[0]):
            heard.add(word)
            state = state_of(heard, state)  # type: ignore[arg-type, assignment]  # states as plain text
        ends.add(state)
    assert ends == {state_of(set(words), "CLAIMED")}
