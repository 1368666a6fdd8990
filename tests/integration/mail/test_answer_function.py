"""`answer` against moto: what the sender gets, what the ledger holds, and that no failure makes two mails or none."""

from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from tests.submissions import submission

from sellthrough.errors import Busy
from sellthrough.model.ledger_entries import ReceivedFile
from sellthrough.model.submissions import Counts, State, Submission

SUBMISSION_ID = "a" * 24
NOW = "2020-01-02T10:00:00.000Z"


def december(**changes: object) -> Submission:
    values: dict[str, object] = {
        "submission_id": SUBMISSION_ID,
        "reporting_period": "2019-12",
        "file_name": "pos_201912.csv",
        "version_id": "v1",
        "landed_at": "2019-12-31T09:00:00+00:00",
    }
    return submission(**values | changes)


def publish(world: Any, **changes: object) -> None:
    world.ledger.receive(december(**changes))
    world.ledger.settle(
        SUBMISSION_ID, State.PUBLISHED, counts=Counts(rows_in=3, accepted_rows=2, quarantined_rows=1), publication=1
    )
    world.put_json(
        "staging",
        f"staging/{SUBMISSION_ID}/1/problems.json",
        [
            {
                "home": "reject",
                "code": "INVALID_DATE",
                "column_name": "Invoice Date",
                "cell_value": "31.02.2019",
                "note": "February has 28 days",
                "source_file": "pos_201912.csv",
                "source_sheet": "",
                "source_line": 3,
            }
        ],
    )


def run(world: Any, context: Any, **changes: object) -> Any:
    event = {"submission_id": SUBMISSION_ID, "run": 1, "now": NOW, "outcome": "ok", "code": None, "reason": None}
    return world.load("answer").handler(event | changes, context)


def the_mail(world: Any) -> Any:
    (message,) = world.sent()
    return message_from_bytes(message.raw_data.encode(), policy=policy.default)


def test_a_published_submission_with_rejects_is_answered_with_its_counts_and_problems(world: Any, context: Any) -> None:
    publish(world)
    assert run(world, context) == {"mail": "SENT"}
    mail = the_mail(world)
    assert mail["Subject"] == "pos_201912.csv: accepted with problems (2019-12)"
    assert mail["To"] == "ann@birch.example"
    text = mail.get_body(("plain",)).get_content()
    assert "Rows in the file:        3" in text
    assert "pos_201912.csv, line 3" in text
    assert "31.02.2019" in text
    assert "Correct the date." in text
    assert '<th scope="row">Accepted</th><td>2</td>' in mail.get_body(("html",)).get_content()


def acknowledge(world: Any) -> None:
    """Leave both acknowledgements of an EDI report, as `read` does."""
    texts = {"accepted": "ISA*00~\nAK5*A~\n", "refused": "ISA*00~\nAK5*R*5~\n"}
    world.put_json("staging", f"staging/{SUBMISSION_ID}/1/acknowledgements.json", texts)


def test_the_acknowledgement_of_an_edi_report_is_attached_to_its_answer(world: Any, context: Any) -> None:
    publish(world)
    acknowledge(world)
    assert run(world, context) == {"mail": "SENT"}
    (attached,) = the_mail(world).iter_attachments()
    assert attached.get_filename() == "acknowledgement.edi"
    assert attached.get_content().split() == ["ISA*00~", "AK5*A~"]
    assert the_mail(world).get_body(("plain",)) is not None


@pytest.mark.parametrize(
    ("outcome", "attached"), [("refused", [["ISA*00~", "AK5*R*5~"]]), ("held", []), ("failed", [])]
)
def test_an_edi_report_is_rejected_when_it_is_refused_and_not_acknowledged_while_it_waits(
    world: Any, context: Any, outcome: str, attached: list[list[str]]
) -> None:
    world.ledger.receive(december())
    acknowledge(world)
    run(world, context, outcome=outcome, code="MISSING_COLUMNS", reason="Missing: customer_name.")
    assert [part.get_content().split() for part in the_mail(world).iter_attachments()] == attached


@pytest.mark.invariant("I5")
def test_answering_twice_sends_one_mail_and_keeps_its_bytes(world: Any, context: Any) -> None:
    publish(world)
    run(world, context)
    assert run(world, context, now="2020-01-02T11:00:00.000Z") == {"mail": "SENT"}
    (message,) = world.sent()
    (stored,) = world.ledger.mails()
    assert stored.state == "SENT"
    assert world.objects("archive")[stored.archive_key].decode() == message.raw_data


@pytest.mark.parametrize(
    ("outcome", "code", "state", "subject"),
    [
        ("held", "UNCLEAR_DATES", State.HELD, "held"),
        ("refused", "ENCRYPTED_FILE", State.REFUSED, "refused"),
        ("failed", "ValueError", State.NEEDS_ATTENTION, "not finished yet"),
    ],
)
def test_what_was_not_published_is_settled_and_answered(
    world: Any, context: Any, outcome: str, code: str, state: State, subject: str
) -> None:
    world.ledger.receive(december())
    assert run(world, context, outcome=outcome, code=code, reason="Is 03/04 in April?") == {"mail": "SENT"}
    assert world.ledger.submission(SUBMISSION_ID).state is state
    assert the_mail(world)["Subject"] == f"pos_201912.csv: {subject} (2019-12)"
    assert world.ledger.open_submissions() == []


def test_the_questions_of_a_held_file_are_in_its_mail(world: Any, context: Any) -> None:
    world.ledger.receive(december())
    report = {
        "rows_in": 5,
        "accepted_rows": 0,
        "quarantined_rows": 0,
        "ignored_lines": 0,
        "is_nil_report": False,
        "periods": [],
        "columns": [],
        "questions": [
            {"work_item_type": "column", "cell_value": "Netto", "note": "Which amount is Netto?", "row_count": 5}
        ],
    }
    world.put_json("staging", f"staging/{SUBMISSION_ID}/1/normalized.json", report)
    run(world, context, outcome="held", code="UNCLEAR_LAYOUT", reason="Two columns may be the amount.")
    assert "- Which amount is Netto? (Netto, 5 rows)" in the_mail(world).get_body(("plain",)).get_content()


def test_a_sender_that_the_agreement_admits_is_answered_too(world: Any, context: Any) -> None:
    publish(world, sender="Reports@Birch.example")
    run(world, context)
    assert the_mail(world)["To"] == "ann@birch.example, Reports@Birch.example"


def test_a_sender_that_no_agreement_admits_gets_nothing(world: Any, context: Any) -> None:
    publish(world, sender="eve@elsewhere.example")
    run(world, context)
    assert the_mail(world)["To"] == "ann@birch.example"


def test_without_contacts_the_mail_is_suppressed_and_that_is_kept(world: Any, context: Any) -> None:
    publish(world, partner_id="quiet")
    assert run(world, context) == {"mail": "SUPPRESSED"}
    assert world.sent() == []
    assert [m.state for m in world.ledger.mails()] == ["SUPPRESSED"]


def test_a_run_that_a_newer_one_replaced_settles_nothing_and_says_nothing(world: Any, context: Any) -> None:
    world.ledger.receive(december())
    world.ledger.restart(SUBMISSION_ID, 1)
    assert run(world, context, outcome="failed", code="X", reason="x") == {"mail": "none"}
    assert world.ledger.submission(SUBMISSION_ID).state is State.RECEIVED
    assert world.sent() == []


def test_a_repeated_file_is_answered_once_for_each_time_it_landed(world: Any, context: Any) -> None:
    publish(world)
    for file_id in ("f1", "f2"):
        world.ledger.record_file(
            ReceivedFile(
                file_id=file_id,
                submission_id=SUBMISSION_ID,
                partner_id="birch",
                feed="pos",
                reporting_period="2019-12",
                file_name="again.csv",
                sha256="0" * 64,
                landed_at="2020-01-01T09:00:00+00:00",
                landing_order="2020-01-01T09:00:00.000000+00:00#00A2",
                object_key="landing/birch/pos/again.csv",
            )
        )
        for _ in range(2):
            world.load("answer").handler(
                {"repeat": True, "file_id": file_id, "submission_id": SUBMISSION_ID, "now": NOW}, context
            )
    assert len(world.sent()) == 2
    assert "again.csv: received before" in world.sent()[0].raw_data


def test_a_throttled_mail_service_leaves_the_mail_to_the_next_attempt(world: Any, context: Any) -> None:
    publish(world)
    app = world.load("answer")
    world.faults.arm(_send_call(world, app, context), "throttle")
    world.faults.left = 4  # every attempt of one delivery
    with pytest.raises(Busy):
        app.handler({"submission_id": SUBMISSION_ID, "run": 1, "now": NOW, "outcome": "ok"}, context)
    assert SUBMISSION_ID not in [m.about for m in world.ledger.mails()]
    world.faults.arm(0, "")
    assert run(world, context) == {"mail": "SENT"}


def _send_call(world: Any, app: Any, context: Any) -> Any:
    """Number of the AWS call that sends, counted on another submission's answer."""
    world.ledger.receive(december(submission_id="b" * 24))
    world.ledger.settle("b" * 24, State.PUBLISHED, publication=1)
    world.faults.arm(0, "")
    app.handler({"submission_id": "b" * 24, "run": 1, "now": NOW, "outcome": "ok"}, context)
    return world.faults.log.index("SendEmail")  # the configuration is read once only


@pytest.mark.proof
@pytest.mark.invariant("I5")
@pytest.mark.parametrize("mode", ["before", "after", "throttle", "lost"])
def test_no_failure_of_any_call_makes_two_answers_or_none(world: Any, context: Any, mode: str) -> None:
    results: Counter[str] = Counter()
    for number, at in enumerate(_every_call(world, context)):
        submission_id = f"{number:024x}"
        world.ledger.receive(december(submission_id=submission_id))
        event = {"submission_id": submission_id, "run": 1, "now": NOW, "outcome": "held", "code": "UNCLEAR_DATES"}
        app = world.load("answer")
        before = len(world.sent())
        world.faults.arm(at, mode)
        for _ in range(3):
            world.deliver(app, event, context)
        world.faults.arm(0, "")
        sent = len(world.sent()) - before
        (mail,) = [m for m in world.ledger.mails() if m.about == submission_id]
        assert sent <= 1, (mode, at)
        assert mail.state in {"SENT", "AMBIGUOUS"}, (mode, at)
        assert sent == 1 or mail.state == "AMBIGUOUS", (mode, at)
        assert world.ledger.submission(submission_id).state is State.HELD, (mode, at)
        results[mail.state] += 1
    print(f"{mode}: {sum(results.values())} trials, {dict(results)}")
    assert results["SENT"] > results["AMBIGUOUS"]


def _every_call(world: Any, context: Any) -> Iterator[int]:
    world.ledger.receive(december(submission_id="c" * 24))
    app = world.load("answer")
    world.faults.arm(0, "")
    app.handler({"submission_id": "c" * 24, "run": 1, "now": NOW, "outcome": "held", "code": "UNCLEAR_DATES"}, context)
    yield from range(1, len(world.faults.log) + 1)
