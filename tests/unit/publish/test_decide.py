"""How far a publication reaches, what it changes, and what it publishes together."""

from typing import Any

import pytest

from sellthrough.model.ledger_entries import ScopeEntry
from sellthrough.model.submissions import Counts, State
from sellthrough.publish.change import Change, find_change, merge
from sellthrough.publish.decide import Published, find_affected
from sellthrough.publish.group import MAX_SUBMISSIONS, choose_group
from sellthrough.publish.homes import Homes
from sellthrough.publish.standing import Report


def report(name: str, landed: int, period: str, *periods: str, resubmission: Any = "replace") -> Report:
    return Report(name, f"{landed:03d}", "pos", period, resubmission, "drop", frozenset(periods or (period,)), 1)


def published(name: str, state: State = State.PUBLISHED, by: str | None = None, **changes: Any) -> Published:
    values = {
        "submission_id": name,
        "run": 1,
        "partner_id": "birch",
        "feed": "pos",
        "record_type": "sell_through",
        "reporting_period": "2019-10",
        "state": state,
        "superseded_by": by,
        "landing_order": "001",
        "published_at": "2019-11-01T00:00:00+00:00",
        "counts": Counts(rows_in=3, accepted_rows=3),
    }
    return Published(**(values | changes))


def entry(name: str, rows_in: int = 3, **changes: Any) -> ScopeEntry:
    values: dict[str, Any] = {
        "submission_id": name,
        "partner_id": "birch",
        "record_type": "sell_through",
        "landing_order": "001",
        "landed_at": "2019-11-01T00:00:00+00:00",
        "feed": "pos",
        "reporting_period": "2019-10",
        "run": 1,
        "candidates_key": "c",
        "rejects_key": "r",
        "rows_in": rows_in,
    }
    return ScopeEntry.model_validate(values | changes)


def names(reports: Any) -> list[str]:
    return [r.submission_id for r in reports]


OCT, NOV, DEC = (
    report("oct", 1, "2019-10"),
    report("nov", 2, "2019-11", "2019-10", "2019-11"),
    report("dec", 3, "2019-12"),
)


def test_a_report_that_shares_no_period_is_left_alone() -> None:
    affected = find_affected([OCT, NOV, DEC], {"nov"}, {"oct": published("oct"), "dec": published("dec")})
    assert names(affected.targets) == ["oct", "nov"]
    assert names(affected.context) == ["oct", "nov"]


def test_what_a_neighbour_depends_on_is_context_but_no_target() -> None:
    both = report("both", 4, "2019-12", "2019-11", "2019-12")
    affected = find_affected([OCT, NOV, both], {"oct"}, {"nov": published("nov"), "both": published("both")})
    assert names(affected.targets) == ["oct", "nov"]
    assert names(affected.context) == ["oct", "nov", "both"]


def test_a_correction_frees_the_lines_of_the_report_it_replaces() -> None:
    corrected = report("corrected", 4, "2019-10")
    late = report("late", 3, "2019-12", "2019-10", "2019-12")
    seen = {"oct": published("oct"), "late": published("late")}
    affected = find_affected([OCT, corrected, late], {"corrected"}, seen)
    assert affected.superseded == {"oct": "corrected"}
    assert names(affected.targets) == ["oct", "late", "corrected"]
    assert names(affected.context) == ["late", "corrected"]


def test_a_replaced_report_is_told_of_a_newer_replacement() -> None:
    second, third = report("second", 4, "2019-10"), report("third", 5, "2019-10")
    seen = {"oct": published("oct", State.SUPERSEDED, "second"), "second": published("second")}
    affected = find_affected([OCT, second, third], {"third"}, seen)
    assert names(affected.targets) == ["oct", "second", "third"]
    assert affected.superseded == {"oct": "third", "second": "third"}


def change_of(seen: dict[str, Published], digests: dict[tuple[str, int], str], digest: str = "d") -> Change:
    affected = find_affected([OCT], {"oct"}, seen)
    homes = {"oct": Homes("oct", 2, 1, digest)}
    return find_change(
        affected, homes, {"oct": entry("oct")}, seen, digests, run=9, published_at="2020-01-01T00:00:00Z"
    )


def test_rows_are_written_once_for_the_same_homes() -> None:
    first = change_of({}, {})
    assert (first.rewritten, first.changed) == ({"oct"}, {"oct"})
    row = first.rows["oct"]
    assert (row.run, row.counts) == (9, Counts(rows_in=3, accepted_rows=2, duplicate_rows=1))
    again = change_of({"oct": row}, {("oct", 9): "d"})
    assert (again.rewritten, again.changed, again.rows["oct"]) == (frozenset(), frozenset(), row)


def test_rows_are_written_anew_for_other_homes() -> None:
    row = change_of({}, {}).rows["oct"]
    assert change_of({"oct": row}, {("oct", 9): "d"}, digest="other").rewritten == {"oct"}


def test_rows_whose_homes_are_forgotten_are_written_anew() -> None:
    row = change_of({}, {}).rows["oct"]
    assert change_of({"oct": row}, {}).rewritten == {"oct"}


def test_only_partners_that_change_are_replaced() -> None:
    other = published("other", partner_id="cedar")
    kept = published("kept")
    after = merge([other, kept], [change_of({}, {})])
    assert sorted(after) == ["kept", "oct"]
    assert merge([other, kept], [Change(frozenset(), {}, frozenset(), {})]) == {}


@pytest.mark.parametrize(
    ("rows", "own", "expected"),
    [
        ([1, 1, 1], 1, ["s1", "s0", "s2"]),
        ([2_000_000, 1], 1, ["s1"]),
        ([2_000_000, 1], 0, ["s0"]),
        ([3_000_000], 0, ["s0"]),
        ([1] * 60, 59, ["s59", *[f"s{n}" for n in range(MAX_SUBMISSIONS - 1)]]),
    ],
)
def test_a_group_is_bounded_and_always_has_its_own(rows: list[int], own: int, expected: list[str]) -> None:
    waiting = [entry(f"s{number}", count) for number, count in enumerate(rows)]
    assert [e.submission_id for e in choose_group(waiting, f"s{own}")] == expected
