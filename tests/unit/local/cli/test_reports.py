"""What commands say of files, and the demo's comparison with the truth."""

from decimal import Decimal
from typing import Any

import pytest
from tests.submissions import submission

from sellthrough.model.ledger_entries import ReceivedFile
from sellthrough.model.submissions import Counts, State, Submission
from sellthrough_local.cli.demo_figures import Figure, compare
from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.failures import ExitCode
from sellthrough_local.cli.received import received_files
from sellthrough_local.cli.run import exit_code_of, sentence_of

COUNTS = Counts(rows_in=10, accepted_rows=7, duplicate_rows=2, quarantined_rows=1)
SUBMISSION = submission(
    partner_id="P", reporting_period="2025-01", file_name="a.csv", state=State.PUBLISHED, counts=COUNTS
)


def received(name: str, **changes: str) -> ReceivedFile:
    return ReceivedFile.model_validate(SUBMISSION.model_dump() | {"file_id": name, "file_name": name} | changes)


class FakeLedger:
    def submissions(self) -> list[Submission]:
        return [SUBMISSION]

    def files(self) -> list[ReceivedFile]:
        return [received("b.csv", landed_at="2025-04-06T08:00:00+00:00", landing_order="2025-04-06"), received("a.csv")]


class FakeDeployment(Deployment):
    ledger = FakeLedger()  # type: ignore[assignment]


def test_every_record_of_a_repeated_file_is_a_duplicate() -> None:
    first, copy = received_files(FakeDeployment({}))
    assert [first[name] for name in ("file", "accepted", "duplicate", "quarantined")] == ["a.csv", 7, 2, 1]
    assert [copy[name] for name in ("file", "accepted", "duplicate", "quarantined")] == ["b.csv", 0, 10, 0]
    assert copy["reason"] == "the same bytes were received before"
    assert first["rows_in"] == copy["rows_in"] == 10


def result(state: str = "published", quarantined: int = 0, work: int = 0) -> dict[str, Any]:
    names = ("rows_in", "accepted", "duplicate", "superseded")
    totals = {"files": 1, "quarantined": quarantined, **dict.fromkeys(names, 1000)}
    return {"files": [{"state": state}], "work_items": [{}] * work, "totals": totals}


CASES = [
    (result(), ExitCode.OK),
    (result("superseded"), ExitCode.OK),
    (result("held"), ExitCode.WORK_LEFT),
    (result("refused"), ExitCode.WORK_LEFT),
    (result("received"), ExitCode.WORK_LEFT),
    (result(quarantined=1), ExitCode.WORK_LEFT),
    (result(work=1), ExitCode.WORK_LEFT),
]


@pytest.mark.parametrize(("outcome", "code"), CASES)
def test_the_exit_code_says_whether_work_is_left(outcome: dict[str, Any], code: ExitCode) -> None:
    assert exit_code_of(outcome) is code


def test_the_summary_is_one_sentence() -> None:
    assert sentence_of(result("held")) == (
        "1 file, 1,000 rows: 1,000 accepted, 1,000 duplicate, 0 quarantined, 1,000 superseded; "
        "1 file waits for a person."
    )


TRUTH = {"a": {"n": 5, "list": [1, 2], "by": {"X": {"usd": "1.004"}, "Y": {"usd": "2.00"}}}}
FIGURES: list[tuple[Figure, list[dict[str, Any]], list[bool]]] = [
    (Figure("n", "", ("a", "n")), [{"c": 5}], [True]),
    (Figure("n", "", ("a", "n")), [{"c": None}], [False]),
    (Figure("n", "", ("a", "list")), [{"c": 2}], [True]),
    (Figure("n", "", ("a", "by"), "usd", 2), [{"k": "X", "c": Decimal("1.00")}], [True, False]),
    (
        Figure("n", "", ("a", "by"), "usd", 2),
        [{"k": "X", "c": 1}, {"k": "Y", "c": 2}, {"k": "Z", "c": 0}],
        [True, True, False],
    ),
]


@pytest.mark.parametrize(("figure", "rows", "expected"), FIGURES)
def test_a_figure_is_equal_only_when_both_sides_have_it(
    figure: Figure, rows: list[dict[str, Any]], expected: list[bool]
) -> None:
    assert [record["is_equal"] for record in compare(figure, rows, TRUTH)] == expected
