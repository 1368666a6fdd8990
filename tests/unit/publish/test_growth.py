"""Which reports say earlier ones again: a file that grows is told apart from late lines, and what it changes is asked."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from sellthrough.model.ledger_entries import ScopeEntry
from sellthrough.model.submissions import SaidAgain
from sellthrough.publish.change import find_change
from sellthrough.publish.decide import Affected
from sellthrough.publish.growth import question_about
from sellthrough.publish.homes import compute_homes
from sellthrough.publish.standing import superseded

OLD = [f"old {n}" for n in range(4)]


def said_again(kit: Any, folder: Path, *reports: Any) -> dict[str, list[tuple[str, int, int]]]:
    staged = [kit.stage(report, folder) for report in reports]
    with duckdb.connect() as connection:
        homes = compute_homes(connection, staged, superseded(staged))
    return {
        h.submission_id: [(s.submission_id, s.lines, s.of_lines) for s in h.said_again] for h in homes if h.said_again
    }


def october(kit: Any, *keys: str, **more: Any) -> Any:
    return kit.sent("october", 1, "2019-10", tuple(kit.line(k, period="2019-10") for k in keys or OLD), **more)


def november(kit: Any, *keys: str, landed: int = 2, **more: Any) -> Any:
    lines = (*(kit.line(k, period="2019-10") for k in keys), *(kit.line(f"new {n}") for n in range(2)))
    return kit.sent("november", landed, "2019-11", lines, **more)


@pytest.mark.feature("C18")
@pytest.mark.parametrize("order", [1, -1], ids=["in order", "processed the other way round"])
def test_a_file_that_says_all_of_an_earlier_one_again_has_grown(kit: Any, tmp_path: Path, order: int) -> None:
    reports = (october(kit), november(kit, *OLD))[::order]
    assert said_again(kit, tmp_path, *reports) == {"november": [("october", 4, 4)]}


@pytest.mark.feature("C18")
def test_each_of_a_chain_is_said_again_by_the_next(kit: Any, tmp_path: Path) -> None:
    lines = (*(kit.line(k, period="2019-10") for k in OLD), *(kit.line(f"new {n}") for n in range(3)))
    grown = kit.sent("november", 2, "2019-11", lines)
    latest = kit.sent("december", 3, "2019-12", (*lines, kit.line("last", period="2019-12")))
    assert said_again(kit, tmp_path, october(kit), grown, latest) == {
        "november": [("october", 4, 4)],
        "december": [("october", 4, 4), ("november", 3, 3)],
    }


def test_half_of_the_lines_are_enough_and_the_others_are_counted(kit: Any, tmp_path: Path) -> None:
    reports = (october(kit), november(kit, *OLD[:2], "old 2 corrected"))
    assert said_again(kit, tmp_path, *reports) == {"november": [("october", 2, 4)]}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"keys": OLD[:1]}),  # one late line
        ({"keys": OLD[:2]}, {"keys": OLD[:2]}),  # too few to tell
        ({}, {"keys": OLD, "feed": "other"}),
        ({}, {"keys": OLD, "resubmission": "add"}),
        ({}, {"keys": OLD, "landed": 0}),  # the longer one landed first: the shorter one is a repeat, nothing grew
        ({"keys": (*OLD, "x")}, {"keys": ()}),
    ],
    ids=["a late line", "too few", "another feed", "a feed that adds", "landed before", "nothing in common"],
)
def test_other_repeats_are_no_growth(kit: Any, tmp_path: Path, first: dict[str, Any], second: dict[str, Any]) -> None:
    one, two = dict(first), dict(second)
    reports = (october(kit, *one.pop("keys", OLD), **one), november(kit, *two.pop("keys"), **two))
    assert said_again(kit, tmp_path, *reports) == {}


def test_a_file_without_all_months_of_the_earlier_one_has_not_grown(kit: Any, tmp_path: Path) -> None:
    """A window of the last months leaves old lines out on purpose."""
    lines = (kit.line("september", period="2019-09"), *(kit.line(k, period="2019-10") for k in OLD))
    earlier = kit.sent("october", 1, "2019-10", lines)
    assert said_again(kit, tmp_path, earlier, november(kit, *OLD)) == {}


@pytest.mark.parametrize(("record_type", "is_told"), [("sell_through", True), ("orders", True), ("contracts", False)])
def test_lists_of_what_stands_grow_out_of_nothing(kit: Any, tmp_path: Path, record_type: str, is_told: bool) -> None:
    staged = [kit.stage(report, tmp_path) for report in (october(kit), november(kit, *OLD))]
    with duckdb.connect() as connection:
        homes = {h.submission_id: h for h in compute_homes(connection, staged, {})}
    entries = {
        r.submission_id: ScopeEntry(
            submission_id=r.submission_id, partner_id="birch", record_type=record_type, landing_order=r.landing_order,
            landed_at="2020-01-01T00:00:00+00:00", feed=r.feed, reporting_period=r.reporting_period, run=1,
            candidates_key="", rejects_key="", rows_in=1,
        )
        for r in staged
    }  # fmt: skip
    affected = Affected({}, tuple(staged), tuple(staged))
    change = find_change(affected, homes, entries, {}, {}, run=1, published_at="")
    assert ("november" in change.said_again) == is_told


@pytest.mark.feature("C18", "E43")
def test_only_what_is_not_said_again_is_asked_about() -> None:
    whole, part = (SaidAgain(submission_id=i, lines=n, of_lines=4) for i, n in (("a", 4), ("b", 3)))
    assert question_about([]) is None
    assert question_about([whole]) is None
    question = question_about([whole, part])
    assert question is not None
    assert (question.cell_value, question.row_count) == ("b", 1)
    assert 'resubmission = "cumulative"' in question.note
