"""The board at any instant: tables of (submissions, instant, expected state)."""

from datetime import date
from typing import Any

import pytest
from tests.unit.cycle.agreements import WATCHED, at, configuration_of, january_report

from sellthrough.cycle.board import BoardRow, BoardState, board
from sellthrough.model.submissions import Submission

DUE = "2024-02-10T17:00"  # 18:00 in Berlin
IN_TIME = january_report("2024-02-09T08:00:00+00:00")
TOO_LATE = january_report("2024-02-10T17:00:01+00:00")
REFUSED = january_report("2024-02-09T08:00:00+00:00", state="refused", reason_code="NOT_A_TABLE")
SPOILT = january_report("2024-02-09T08:00:00+00:00", counts={"rows_in": 9, "accepted_rows": 8, "quarantined_rows": 1})
NOTHING = january_report("2024-02-09T08:00:00+00:00", is_nil_report=True)


def january(submissions: list[Submission], as_of: str, feed: dict[str, Any] | None = None) -> BoardRow:
    rows = board(configuration_of(feed), submissions, at(as_of), watched=WATCHED)
    return next(row for row in rows if row.period == "2024-01")


@pytest.mark.feature("E23")
@pytest.mark.parametrize(
    ("submissions", "as_of", "state", "is_late"),
    [
        ([], "2024-02-01T00:00", "expected", False),
        ([], DUE, "expected", False),
        ([], "2024-02-10T17:00:01", "late", True),
        ([], "2024-02-11T16:59:59", "late", True),
        ([], "2024-02-11T17:00", "missing", True),
        ([IN_TIME], "2024-02-09T07:59", "expected", False),
        ([IN_TIME], "2024-02-09T08:00", "received", False),
        ([IN_TIME], "2025-01-01T00:00", "received", False),
        ([TOO_LATE], "2024-02-12T00:00", "late", True),
        ([january_report("2024-03-09T08:00:00+00:00")], "2024-03-01T00:00", "missing", True),
        ([january_report("2024-03-09T08:00:00+00:00")], "2024-03-10T00:00", "late", True),
        ([REFUSED], "2024-02-09T09:00", "failed", False),
        ([REFUSED], "2024-03-09T09:00", "failed", True),
        ([january_report(IN_TIME.landed_at, state="held")], "2024-02-09T09:00", "failed", False),
        ([january_report(IN_TIME.landed_at, state="needs_attention")], "2024-02-09T09:00", "failed", False),
        ([january_report(IN_TIME.landed_at, state="received")], "2024-02-09T09:00", "received", False),
        ([REFUSED, TOO_LATE], "2024-02-10T16:00", "failed", False),
        ([REFUSED, TOO_LATE], "2024-02-10T18:00", "late", True),
        (
            [IN_TIME, january_report("2024-02-15T08:00:00+00:00", state="refused")],
            "2024-03-01T00:00",
            "received",
            False,
        ),
        ([IN_TIME, january_report("2024-02-15T08:00:00+00:00")], "2024-03-01T00:00", "received", False),
        ([SPOILT], "2024-03-01T00:00", "partial", False),
        ([NOTHING], "2024-03-01T00:00", "nil", False),
        (
            [january_report(SPOILT.landed_at, state="superseded", counts=SPOILT.counts), TOO_LATE],
            "2024-02-10T00:00",
            "partial",
            False,
        ),
        (
            [january_report(SPOILT.landed_at, state="superseded", counts=SPOILT.counts), TOO_LATE],
            "2024-03-01T00:00",
            "received",
            False,
        ),
    ],
)
def test_the_board_is_right_at_any_instant(
    submissions: list[Submission], as_of: str, state: str, is_late: bool
) -> None:
    for order in (submissions, submissions[::-1]):
        row = january(order, as_of)
        assert (row.state, row.is_late) == (BoardState(state), is_late)


@pytest.mark.parametrize(("resubmission", "state"), [("replace", "received"), ("add", "partial")])
def test_where_later_files_add_an_earlier_one_still_counts(resubmission: str, state: str) -> None:
    row = january(
        [SPOILT, january_report("2024-02-09T09:00:00+00:00")], "2024-03-01T00:00", {"resubmission": resubmission}
    )
    assert (row.state, row.file_count) == (state, 2)


def test_a_row_tells_times_reason_and_the_submission_to_look_at() -> None:
    row = january([REFUSED], "2024-02-09T09:00")
    assert (row.due_at, row.missing_at) == (at(DUE), at("2024-02-11T17:00"))
    assert (row.first_day, row.last_day, row.time_zone) == (date(2024, 1, 1), date(2024, 1, 31), "Europe/Berlin")
    assert (row.partner_name, row.record_type) == ("Birch Ltd", "sell_through")
    assert (row.submission_id, row.submission_state) == (REFUSED.submission_id, "refused")
    assert (row.reason_code, row.landed_at) == ("NOT_A_TABLE", at("2024-02-09T08:00"))


def test_the_board_ends_with_the_one_report_that_falls_due_next() -> None:
    rows = board(configuration_of(), [], at("2024-03-15T00:00"), watched=WATCHED)
    assert [(r.period, r.state) for r in rows] == [
        ("2023-12", "missing"),
        ("2024-01", "missing"),
        ("2024-02", "missing"),
        ("2024-03", "expected"),
    ]


@pytest.mark.parametrize(
    ("agreement", "watched", "periods"),
    [
        ({}, {}, []),
        ({}, WATCHED, ["2023-12", "2024-01", "2024-02"]),
        ({"starts_on": "2024-01-31"}, {}, ["2024-01", "2024-02"]),
        ({"starts_on": "2024-02-01"}, WATCHED, ["2024-02"]),
        ({"ends_on": "2024-01-31"}, WATCHED, ["2023-12", "2024-01"]),
        ({"starts_on": "2023-11-15", "ends_on": "2023-12-31"}, {}, ["2023-11", "2023-12"]),
    ],
)
def test_what_is_owed_begins_and_ends_with_the_agreement(
    agreement: dict[str, Any], watched: Any, periods: list[str]
) -> None:
    rows = board(configuration_of(agreement=agreement), [], at("2024-02-20T00:00"), watched=watched)
    assert [row.period for row in rows] == periods


def test_a_report_that_nobody_waits_for_is_shown_all_the_same() -> None:
    old = january_report("2024-02-09T08:00:00+00:00", reporting_period="2023-05")
    (row, *_) = board(configuration_of(), [old], at("2024-02-20T00:00"), watched=WATCHED)
    assert (row.period, row.state, row.is_owed) == ("2023-05", "late", False)


@pytest.mark.parametrize("feed", [{"cadence": "none", "period": "2023"}, {"expected": False}])
def test_a_feed_that_owes_nothing_has_no_rows(feed: dict[str, Any]) -> None:
    assert board(configuration_of(feed), [], at("2024-02-20T00:00"), watched=WATCHED) == []


def test_what_belongs_to_no_feed_or_period_is_left_out() -> None:
    strays = [
        january_report("2024-02-09T08:00:00+00:00", reporting_period=""),
        january_report("2024-02-09T08:00:00+00:00", feed="other"),
        january_report("2024-02-09T08:00:00+00:00", partner_id="oak"),
    ]
    rows = board(configuration_of(), strays, at("2024-02-20T00:00"), watched={})
    assert rows == []
