"""The ledger against moto: what may run twice changes nothing the second time."""

from collections.abc import Iterator

import pytest
from moto import mock_aws
from tests.account import create_ledger, use_account
from tests.submissions import submission

from sellthrough.errors import Busy, NotFound
from sellthrough.model.ledger_entries import ReceivedFile
from sellthrough.model.reports import NormalizeReport, Question
from sellthrough.model.submissions import Counts, State, Submission
from sellthrough_aws.ledger import Ledger

NOW = "2019-12-31T10:00:00+00:00"


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    use_account(monkeypatch)
    with mock_aws():
        create_ledger()
        yield Ledger("ledger")


def december(**changes: object) -> Submission:
    values: dict[str, object] = {
        "submission_id": "a" * 24,
        "reporting_period": "2019-12",
        "file_name": "december.csv",
        "version_id": "v1",
        "landed_at": "2019-12-31T09:00:00+00:00",
        "due_at": "2020-01-10T18:00:00+00:00",
    }
    return submission(**values | changes)


def report(**changes: object) -> NormalizeReport:
    values: dict[str, object] = {
        "rows_in": 8,
        "accepted_rows": 6,
        "quarantined_rows": 2,
        "ignored_lines": 1,
        "is_nil_report": False,
        "periods": ("2019-11", "2019-12"),
        "columns": (),
        "questions": (
            Question(work_item_type="unknown_product", cell_value="X-1", note="?", row_count=1),
            Question(work_item_type="unknown_product", cell_value="X-2", note="?", row_count=1),
        ),
        "mandatory_cells": 16,
        "filled_mandatory_cells": 15,
    }
    return NormalizeReport.model_validate(values | changes)


def test_what_was_received_reads_back_as_it_was(ledger: Ledger) -> None:
    assert ledger.receive(december()) == december()
    assert ledger.submission("a" * 24) == december()
    assert [s.submission_id for s in ledger.submissions()] == ["a" * 24]
    assert [s.submission_id for s in ledger.submissions(["a" * 24, "b" * 24])] == ["a" * 24]


def test_the_same_bytes_again_leave_the_first_claim(ledger: Ledger) -> None:
    ledger.receive(december())
    later = "2019-12-31T09:00:01.000000+00:00#02"
    again = ledger.receive(december(object_key="landing/birch/pos/copy.csv", landing_order=later))
    assert again.object_key == "landing/birch/pos/december.csv"
    assert len(ledger.open_submissions()) == 1


def test_the_same_bytes_that_landed_earlier_take_the_submission_over_as_its_next_run(ledger: Ledger) -> None:
    late = december(landing_order="2020-01-02T09:00:00.000000+00:00#2", object_key="landing/birch/pos/copy.csv")
    early = december(landing_order="2020-01-01T09:00:00.000000+00:00#1", config_version="c2")
    ledger.receive(late)
    ledger.settle(late.submission_id, State.PUBLISHED, counts=Counts(rows_in=3, accepted_rows=3), publication=7)
    taken = ledger.receive(early)
    assert (taken.precedence, taken.run, taken.state) == (early.precedence, 2, State.RECEIVED)
    assert (taken.config_version, taken.counts.rows_in) == ("c2", 3)
    for claim in (late, early, late):  # redelivered
        assert ledger.receive(claim) == taken
    assert ledger.settle(late.submission_id, State.PUBLISHED, publication=6) is False
    assert len(ledger.open_submissions()) == 1


def test_an_unknown_submission_is_an_error(ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        ledger.submission("nobody")


def test_a_file_is_noted_once(ledger: Ledger) -> None:
    values = {**december().model_dump(), "file_id": "f1"}
    file = ReceivedFile.model_validate(values)
    assert ledger.record_file(file) is True
    assert ledger.record_file(file) is False
    assert list(ledger.files()) == [file]


def test_normalising_twice_leaves_one_entry_and_the_same_questions(ledger: Ledger) -> None:
    ledger.receive(december())
    for _ in range(2):
        ledger.record_normalized(december(), report(), NOW)
    [entry] = ledger.scope("birch", "sell_through")
    assert ledger.waiting("sell_through") == [entry]
    assert entry.candidates_key == f"staging/{'a' * 24}/1/candidates.parquet"
    assert len(ledger.work_items()) == 2
    stored = ledger.submission("a" * 24)
    assert (stored.timeliness_ratio, stored.completeness_ratio, stored.validity_ratio) == (
        "1.000000",
        "0.937500",
        "0.750000",
    )
    assert stored.counts.rows_in == 8
    assert stored.periods == ("2019-11", "2019-12")


def test_a_question_that_a_later_run_does_not_ask_is_resolved(ledger: Ledger) -> None:
    ledger.receive(december())
    ledger.record_normalized(december(), report(), NOW)
    ledger.record_normalized(december(), report(questions=report().questions[:1]), NOW)
    assert sorted((w.cell_value, w.work_item_state) for w in ledger.work_items()) == [
        ("X-1", "open"),
        ("X-2", "resolved"),
    ]


def test_of_a_question_that_is_asked_at_publishing_one_stays_open(ledger: Ledger) -> None:
    """Asking twice changes nothing; another question of the type takes its place, None settles it; others stay."""
    ledger.receive(december())
    ledger.record_normalized(december(), report(), NOW)
    entry = ledger.scope("birch", "sell_through")[0]
    others = {i.work_item_id for i in ledger.work_items()}

    def grown(cell_value: str) -> Question:
        return Question(work_item_type="growing_file", cell_value=cell_value, note="n", row_count=1)

    for question, left in ((grown("a"), ["a"]), (grown("a"), ["a"]), (grown("a, b"), ["a, b"]), (None, [])):
        ledger.ask_of_type(entry, "growing_file", question)
        asked = [i for i in ledger.work_items() if i.work_item_state == "open"]
        assert [i.cell_value for i in asked if i.work_item_type == "growing_file"] == left
        assert others <= {i.work_item_id for i in asked}


def test_an_older_run_changes_nothing(ledger: Ledger) -> None:
    ledger.receive(december())
    assert ledger.restart("a" * 24, 1) is not None
    ledger.record_normalized(december(), report(), NOW)
    assert ledger.waiting("sell_through") == []


def test_only_one_restart_wins(ledger: Ledger) -> None:
    ledger.receive(december())
    first, second = ledger.restart("a" * 24, 1), ledger.restart("a" * 24, 1)
    assert first is not None
    assert first.run == 2
    assert second is None


def test_waiting_ends_only_for_the_run_that_was_published(ledger: Ledger) -> None:
    ledger.receive(december())
    ledger.record_normalized(december(), report(), NOW)
    [entry] = ledger.waiting("sell_through")
    ledger.stop_waiting(entry.model_copy(update={"run": 7}))
    assert ledger.waiting("sell_through") == [entry]
    ledger.stop_waiting(entry)
    assert ledger.waiting("sell_through") == []


def test_a_failure_never_undoes_a_publication(ledger: Ledger) -> None:
    ledger.receive(december())
    counts = Counts(rows_in=3, accepted_rows=3)
    assert ledger.settle("a" * 24, State.PUBLISHED, counts=counts, publication=2)
    assert not ledger.settle("a" * 24, State.NEEDS_ATTENTION, "PROCESSING_FAILED", "late")
    assert not ledger.settle("a" * 24, State.SUPERSEDED, superseded_by="b", publication=1)
    stored = ledger.submission("a" * 24)
    assert (stored.state, stored.counts) == (State.PUBLISHED, counts)


def test_settling_marks_the_submission_for_the_next_refresh(ledger: Ledger) -> None:
    ledger.receive(december())
    ledger.record_normalized(december(), report(), NOW)
    ledger.settle("a" * 24, State.HELD, "UNCLEAR_LAYOUT", "Which column is the quantity?")
    [before] = ledger.dirty()
    assert before.periods == ("2019-11", "2019-12")
    ledger.mark_dirty("a" * 24, "sell_through", ["2019-10"])
    ledger.clear_dirty([before])
    [after] = ledger.dirty()
    assert after.periods == ("2019-10", "2019-11", "2019-12")
    ledger.clear_dirty([after])
    assert ledger.dirty() == []


def test_a_lease_has_one_owner_until_it_expires(ledger: Ledger) -> None:
    first = ledger.acquire_lease("sell_through", "run-1", NOW, 300)
    assert ledger.acquire_lease("sell_through", "run-1", NOW, 300) == first + 1
    with pytest.raises(Busy):
        ledger.acquire_lease("sell_through", "run-2", "2019-12-31T10:04:59Z", 300)
    third = ledger.acquire_lease("sell_through", "run-2", "2019-12-31T10:05:01Z", 300)
    assert third == first + 2
    ledger.release_lease("sell_through", "run-1")
    with pytest.raises(Busy):
        ledger.acquire_lease("sell_through", "run-1", NOW, 300)
    ledger.release_lease("sell_through", "run-2")
    assert ledger.acquire_lease("sell_through", "run-1", NOW, 300) == third + 1


def test_a_mail_is_claimed_once(ledger: Ledger) -> None:
    assert ledger.claim_mail("m1", "a@example.com", "answer", "a" * 24, NOW) is True
    assert ledger.claim_mail("m1", "a@example.com", "answer", "a" * 24, NOW) is False
    ledger.settle_mail("m1", "SENT", "sent/m1.eml")
    stored = ledger.mail("m1")
    assert stored is not None
    assert (stored.state, stored.archive_key) == ("SENT", "sent/m1.eml")


def test_the_current_configuration_must_be_loaded_first(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="sellthrough load"):
        ledger.current_configuration_version()
    ledger.set_current_configuration("abc")
    assert ledger.current_configuration_version() == "abc"


def test_many_items_come_back_whole(ledger: Ledger) -> None:
    questions = tuple(
        Question(work_item_type="unknown_product", cell_value=f"X-{n}", note="n" * 9000, row_count=n)
        for n in range(180)
    )
    ledger.receive(december())
    ledger.record_normalized(december(), report(questions=questions), NOW)
    assert len(ledger.work_items()) == 180
