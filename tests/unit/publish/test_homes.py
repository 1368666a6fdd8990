"""The home of every line: named cases first, then random histories against an oracle that follows the rules by hand."""

import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellthrough.publish.homes import compute_homes
from sellthrough.publish.standing import superseded


def homes_of(kit: Any, reports: list[Any], folder: Path) -> dict[str, tuple[str, str]]:
    staged = [kit.stage(report, folder) for report in reports]
    with duckdb.connect() as connection:
        compute_homes(connection, staged, superseded(staged))
        found = connection.execute("select row_key, code, duplicate_of from homes").fetchall()
    assert len({row[0] for row in found}) == len(found), "a line has two homes (I2)"
    return {row[0]: (row[1], row[2]) for row in found}


def test_an_exact_repeat_with_a_document_is_a_duplicate_of_the_first(kit: Any, tmp_path: Path) -> None:
    report = kit.sent("a", 1, "2019-11", (kit.line("x"), kit.line("y"), kit.line("x"), kit.line("x")))
    expected = {"a::3": ("DUPLICATE_LINE", "a::1"), "a::4": ("DUPLICATE_LINE", "a::1")}
    assert homes_of(kit, [report], tmp_path) == expected


def test_a_repeat_without_a_document_is_another_sale(kit: Any, tmp_path: Path) -> None:
    line = kit.line("x", has_document=False)
    assert homes_of(kit, [kit.sent("a", 1, "2019-11", (line, line))], tmp_path) == {}


def test_a_repeat_stands_where_the_feed_keeps_duplicates(kit: Any, tmp_path: Path) -> None:
    report = kit.sent("a", 1, "2019-11", (kit.line("x"), kit.line("x")), duplicate_lines="keep")
    assert homes_of(kit, [report], tmp_path) == {}


def test_a_return_is_never_a_duplicate_within_its_report(kit: Any, tmp_path: Path) -> None:
    line = kit.line("x", is_return=True)
    assert homes_of(kit, [kit.sent("a", 1, "2019-11", (line, line))], tmp_path) == {}


@pytest.mark.parametrize("own_first", [True, False])
def test_a_line_stands_in_the_report_of_its_own_period(kit: Any, tmp_path: Path, own_first: bool) -> None:
    line = kit.line("x", period="2019-10")
    own = kit.sent("own", 1 if own_first else 2, "2019-10", (line,))
    late = kit.sent("late", 2 if own_first else 1, "2019-11", (line,))
    assert homes_of(kit, [own, late], tmp_path) == {"late::1": ("LATE_REPEAT", "own::1")}


def test_without_an_own_period_a_line_stands_in_the_first_report(kit: Any, tmp_path: Path) -> None:
    line = kit.line("x", period="2019-09")
    reports = [kit.sent("a", 2, "2019-10", (line,)), kit.sent("b", 1, "2019-11", (line,))]
    assert homes_of(kit, reports, tmp_path) == {"a::1": ("LATE_REPEAT", "b::1")}


def test_the_second_of_a_line_matches_the_second_elsewhere(kit: Any, tmp_path: Path) -> None:
    line = kit.line("x", has_document=False)
    reports = [kit.sent("a", 1, "2019-11", (line,)), kit.sent("b", 2, "2019-12", (line, line))]
    assert homes_of(kit, reports, tmp_path) == {"b::1": ("LATE_REPEAT", "a::1")}


def test_a_superseded_report_claims_no_line(kit: Any, tmp_path: Path) -> None:
    line = kit.line("x", period="2019-10")
    reports = [
        kit.sent("preliminary", 1, "2019-10", (line,)),
        kit.sent("late", 2, "2019-11", (line,)),
        kit.sent("corrected", 3, "2019-10", (kit.line("y", period="2019-10"),)),
    ]
    assert homes_of(kit, reports, tmp_path) == {}


def test_a_report_without_lines_is_no_trouble(kit: Any, tmp_path: Path) -> None:
    reports = [kit.sent("a", 1, "2019-10", ()), kit.sent("b", 2, "2019-11", (kit.line("x"),))]
    assert homes_of(kit, reports, tmp_path) == {}


PERIODS = ("2019-10", "2019-11", "2019-12")


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Random reports: few keys and periods, so that lines meet often. A line's attributes follow from its key."""
    line = st.sampled_from([f"{p}{k}" for p in range(3) for k in "abcd"])
    reports = []
    for number in range(draw(st.integers(1, 6))):
        reports.append(
            {
                "name": f"s{number}",
                "landed": draw(st.integers(1, 4)),
                "reporting_period": draw(st.sampled_from(PERIODS)),
                "feed": draw(st.sampled_from(["pos", "pos2"])),
                "resubmission": draw(st.sampled_from(["replace", "add", "cumulative"])),
                "duplicate_lines": draw(st.sampled_from(["drop", "keep"])),
                "keys": draw(st.lists(line, max_size=8)),
            }
        )
    return reports


def built(kit: Any, history: list[dict[str, Any]]) -> list[Any]:
    traits = {"a": {}, "b": {"has_document": False}, "c": {"is_return": True}, "d": {}}
    return [
        kit.sent(
            **{name: value for name, value in report.items() if name != "keys"},
            lines=tuple(kit.line(key, period=PERIODS[int(key[0])], **traits[key[1]]) for key in report["keys"]),
        )
        for report in history
    ]


@pytest.mark.invariant("I2", "I3")
@settings(max_examples=150, deadline=None)
@given(history=histories(), shuffle=st.randoms(use_true_random=False))
def test_random_histories_end_as_the_rules_say_in_any_order(kit: Any, history: Any, shuffle: Any) -> None:
    reports = built(kit, history)
    truth = kit.oracle(reports)
    shuffle.shuffle(reports)
    with tempfile.TemporaryDirectory() as folder:
        assert homes_of(kit, reports, Path(folder)) == truth.duplicates
        assert superseded([kit.stage(r, Path(folder)) for r in reports]) == truth.superseded


@pytest.mark.invariant("I1")
@settings(max_examples=50, deadline=None)
@given(history=histories())
def test_every_line_of_random_histories_is_counted_once(kit: Any, history: Any) -> None:
    reports = built(kit, history)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        staged = [kit.stage(report, Path(folder)) for report in reports]
        homes = {h.submission_id: h for h in compute_homes(connection, staged, superseded(staged))}
    for report in reports:
        assert homes[report.name].facts + homes[report.name].duplicates == len(report.lines)
