"""A workbook that grows each month loads only its change: what stood in an earlier report is a late repeat."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from sellthrough.publish.homes import compute_homes
from sellthrough.publish.standing import superseded

MONTHS = ("2019-09", "2019-10", "2019-11", "2019-12")


def facts_of(kit: Any, reports: list[Any], folder: Path) -> dict[str, int]:
    """Lines of each report that stand."""
    staged = [kit.stage(report, folder) for report in reports]
    with duckdb.connect() as connection:
        compute_homes(connection, staged, superseded(staged))
        elsewhere = {row[0] for row in connection.execute("select row_key from homes").fetchall()}
    return {r.name: sum(f"{r.name}::{n}" not in elsewhere for n in range(1, len(r.lines) + 1)) for r in reports}


@pytest.mark.parametrize("has_document", [True, False])
@pytest.mark.parametrize("order", [1, -1], ids=["in order", "the last file first"])
def test_each_month_only_the_new_lines_of_a_growing_file_count(
    kit: Any, tmp_path: Path, has_document: bool, order: int
) -> None:
    lines: list[Any] = []
    reports = []
    for place, month in enumerate(MONTHS):
        lines += [kit.line(f"{month}-{n}", period=month, has_document=has_document) for n in range(3)]
        landed = place + 1 if order == 1 else len(MONTHS) - place
        reports.append(kit.sent(f"file-{month}", landed, month, tuple(lines)))
    assert facts_of(kit, reports, tmp_path) == {f"file-{month}": 3 for month in MONTHS}


def test_a_line_that_changed_in_the_growing_file_is_new(kit: Any, tmp_path: Path) -> None:
    first = kit.sent("one", 1, "2019-10", (kit.line("x", period="2019-10"),))
    second = kit.sent("two", 2, "2019-11", (kit.line("x corrected", period="2019-10"), kit.line("y")))
    assert facts_of(kit, [first, second], tmp_path) == {"one": 1, "two": 2}


CUMULATIVE = {"resubmission": "cumulative"}


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "the last file first"])
def test_a_cumulative_file_stands_for_every_earlier_one_whose_months_it_has(
    kit: Any, tmp_path: Path, order: int
) -> None:
    """A line corrected in the second file counts once, as corrected."""
    first = kit.sent(
        "one", 1, "2019-10", (kit.line("x", period="2019-10"), kit.line("z", period="2019-10")), **CUMULATIVE
    )
    lines = (kit.line("x corrected", period="2019-10"), kit.line("z", period="2019-10"), kit.line("y"))
    second = kit.sent("two", 2, "2019-11", lines, **CUMULATIVE)
    reports = [first, second][::order]
    assert superseded([kit.stage(r, tmp_path) for r in reports]) == {"one": "two"} == kit.oracle(reports).superseded
    assert facts_of(kit, reports, tmp_path)["two"] == 3


def test_a_cumulative_file_that_begins_anew_replaces_nothing(kit: Any, tmp_path: Path) -> None:
    old = kit.sent("2019", 1, "2019-12", (kit.line("x", period="2019-12"),), **CUMULATIVE)
    new = kit.sent("2020", 2, "2020-01", (kit.line("y", period="2020-01"),), **CUMULATIVE)
    assert superseded([kit.stage(r, tmp_path) for r in (old, new)]) == {}


def test_what_a_superseded_report_covered_stands_again(kit: Any, tmp_path: Path) -> None:
    """One is covered by two, and two is replaced by three, which does not cover one: so one stands."""
    one = kit.sent("one", 1, "2019-10", (kit.line("x", period="2019-10"),), **CUMULATIVE)
    two = kit.sent("two", 2, "2019-11", (kit.line("x", period="2019-10"), kit.line("y")), **CUMULATIVE)
    three = kit.sent("three", 3, "2019-11", (kit.line("y"),), **CUMULATIVE)
    assert superseded([kit.stage(r, tmp_path) for r in (one, two, three)]) == {"two": "three"}


def test_a_report_from_before_the_feed_was_called_cumulative_is_replaced_too(kit: Any, tmp_path: Path) -> None:
    one = kit.sent("one", 1, "2019-10", (kit.line("x", period="2019-10"),))
    two = kit.sent("two", 2, "2019-11", (kit.line("x corrected", period="2019-10"), kit.line("y")), **CUMULATIVE)
    assert superseded([kit.stage(r, tmp_path) for r in (one, two)]) == {"one": "two"}
