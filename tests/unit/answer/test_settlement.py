"""What the outcome of an execution does to the ledger, and whom the answer goes to."""

import pytest
from tests.submissions import submission

from sellthrough.answer.answered import Ended
from sellthrough.answer.outcomes import Settlement, settlement_of
from sellthrough.model.senders import recipients_of
from sellthrough.model.submissions import State
from sellthrough.model.workspace import Agreement, Contact, Feed

NOW = "2020-01-02T10:00:00.000Z"


def ended(**changes: object) -> Ended:
    return Ended.model_validate({"submission_id": "s", "now": NOW, "run": 1} | changes)


@pytest.mark.parametrize(
    ("changes", "settlement"),
    [
        ({"outcome": "ok"}, None),
        ({"outcome": "held", "code": "UNCLEAR_DATES", "reason": "?"}, Settlement(State.HELD, "UNCLEAR_DATES", "?")),
        ({"outcome": "refused", "code": "EMPTY_FILE"}, Settlement(State.REFUSED, "EMPTY_FILE", "")),
        (
            {"outcome": "failed", "code": "ValueError", "reason": "stopped"},
            Settlement(State.NEEDS_ATTENTION, "PROCESSING_FAILED", "ValueError: stopped"),
        ),
    ],
)
def test_every_outcome_but_ok_settles_the_submission(changes: dict[str, object], settlement: Settlement | None) -> None:
    assert settlement_of(ended(**changes), submission()) == settlement


def test_an_answer_given_again_keeps_the_reason() -> None:
    before = submission(state=State.NEEDS_ATTENTION, reason_code="PROCESSING_FAILED", reason="ValueError: stopped")
    again = ended(outcome="failed", code="PROCESSING_FAILED", reason="ValueError: stopped")
    settlement = settlement_of(again, before)
    assert settlement is not None
    assert settlement.reason == "ValueError: stopped"


@pytest.mark.parametrize(
    ("contacts", "sender", "to"),
    [
        (["a@x.example", "A@X.example"], None, ("a@x.example",)),
        (["a@x.example"], "b@x.example", ("a@x.example", "b@x.example")),
        (["a@x.example"], "b@y.example", ("a@x.example",)),
        ([], "b@y.example", ()),
        (["nobody", "a@x.example\r\nBcc: e@z.example", "a@x, b@y.example", "Ann <a@x.example>"], None, ()),
    ],
)
def test_the_answer_goes_to_reporters_and_to_a_sender_that_is_admitted(
    contacts: list[str], sender: str | None, to: tuple[str, ...]
) -> None:
    agreement = Agreement(
        partner_id="p",
        contacts=(*(Contact(email=c) for c in contacts), Contact(email="boss@x.example", role="director")),
        senders=("@x.example",),
        feeds=(Feed(feed="pos", record_type="sell_through", files=".*"),),
    )
    assert recipients_of(agreement, sender) == to
