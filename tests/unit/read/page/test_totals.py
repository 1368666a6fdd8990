"""Totals are found by name and by their numbers; where only the numbers speak, a person is asked."""

import random

import pytest
from tests.unit.read.page.grids import kinds_of, records_of, report, tables_of
from tests.unit.read.reading import read_text

from sellthrough.errors import Held
from sellthrough.model.workspace import Layout

HEADING = ["Place", "Sold", "Stock"]
PARTS = [["Oslo", "1,418", "12,371"], ["Bergen", "934", "8,402"], ["Narvik", "77", "1,905"]]
WHOLE = ["Norway", "2,429", "22,678"]


@pytest.mark.feature("E12")
@pytest.mark.parametrize("seed", range(40))
def test_every_line_of_a_report_is_known_for_what_it_is(seed: int) -> None:
    rows, kinds = report(random.Random(seed))
    assert kinds_of(rows) == kinds


@pytest.mark.parametrize("rows", [[WHOLE, *PARTS], [*PARTS, WHOLE]])
def test_a_line_that_adds_up_those_beside_it_is_a_total_whatever_its_name(rows: list[list[str]]) -> None:
    found = kinds_of([HEADING, *rows])
    assert found == ["header", *("total" if row is WHOLE else "record" for row in rows)]


def test_totals_of_totals_are_found_from_the_innermost_outwards() -> None:
    rows = [
        HEADING, ["Europe", "4,929", "31,181"], WHOLE, *PARTS, ["Spain", "2,500", "8,503"], ["Madrid", "1,799", "6,202"],
        ["Vigo", "701", "2,301"], ["Asia", "1,381", "9,219"],
    ]  # fmt: skip
    assert [row[0] for row, kind in zip(rows, kinds_of(rows), strict=True) if kind == "total"] == [
        "Europe", "Norway", "Spain",
    ]  # fmt: skip


def test_numbers_rounded_or_blurred_on_purpose_still_add_up() -> None:
    rounded = [
        ["Oslo", "20.3", "71.4"],
        ["Bergen", "19.4", "68.4"],
        ["Narvik", "31.4", "40.4"],
        ["All", "71.0", "180.3"],
    ]
    blurred = [
        ["Oslo", "1,415", "12,370"],
        ["Bergen", "935", "8,405"],
        ["Narvik", "75", "1,905"],
        ["All", "2,430", "22,675"],
    ]
    for rows in (rounded, blurred):
        assert kinds_of([HEADING, *rows]) == ["header", "record", "record", "record", "total"]


@pytest.mark.parametrize(
    "rows",
    [
        [["A-1", "1", "10"], ["A-2", "1", "10"], ["A-3", "2", "20"]],
        [["A-1", "5", "500"], ["A-2", "3", "300"], ["A-3", "8", "800"]],
        [["A-1", "0", "0"], ["A-2", "0", "0"], ["A-3", "0", "0"]],
    ],
)
def test_what_adds_up_by_chance_is_a_record(rows: list[list[str]]) -> None:
    assert kinds_of([HEADING, *rows]) == ["header", "record", "record", "record"]


def test_a_record_with_date_and_customer_is_never_a_total_by_its_numbers() -> None:
    heading = ["Date", "Customer", "SKU", "Units", "Amount"]
    rows = [
        ["2019-10-01", "Oslo Sykkel", "A-1", "12", "1437.61"], ["2019-10-01", "Bergen Hjul", "A-2", "14", "2093.17"],
        ["2019-10-02", "Narvik Sport", "A-3", "26", "3530.78"], ["2019-10-03", "Oslo Sykkel", "A-4", "3", "12.10"],
    ]  # fmt: skip
    assert kinds_of([heading, *rows]) == ["header", *["record"] * 4]


def test_a_nameless_sum_that_leaves_date_and_customer_empty_is_a_total_for_certain() -> None:
    heading = ["Date", "Customer", "SKU", "Units", "Amount"]
    rows = [
        ["2019-10-01", "Oslo Sykkel", "A-1", "12", "1437.61"], ["2019-10-01", "Bergen Hjul", "A-2", "14", "2093.17"],
        ["", "", "", "26", "3530.78"], ["2019-10-03", "Oslo Sykkel", "A-4", "3", "12.10"],
    ]  # fmt: skip
    (table,) = tables_of([heading, *rows])
    assert [kind for _, kind in table.rows()] == [None, None, "total", None]
    assert table.issues == ()


TEXT = "Place,Sold,Stock\nOslo,1418,12371\nBergen,934,8402\nNarvik,77,1905\nNorway,2429,22678\n"


@pytest.mark.feature("C28")
def test_where_only_the_numbers_speak_the_file_is_held_and_the_layout_answers() -> None:
    with pytest.raises(Held) as held:
        read_text(TEXT)
    assert held.value.code == "UNCLEAR_LAYOUT"
    assert "line 5" in held.value.question
    assert len(read_text(TEXT, Layout(sums="record")).rows) == 4
    answered = read_text(TEXT, Layout(sums="total"))
    assert len(answered.rows) == 3
    assert answered.kinds == [(1, "header"), (5, "total")]


def test_a_line_called_total_with_the_unit_of_others_may_be_one_and_is_asked_about() -> None:
    rows = [["Goods", "Unit", "2018", "2019"], ["Bells", "pcs", "34.5", "40.5"], ["Locks", "pcs", "12.0", "9.1"],
            ["Total", "pcs", "99.0", "98.0"]]  # fmt: skip
    (table,) = tables_of(rows)
    assert [kind for _, kind in table.rows()] == [None, None, "total"]
    assert [issue.severity for issue in table.issues] == ["question"]


def test_a_sum_of_many_columns_is_one_though_it_has_a_code_of_its_own() -> None:
    dice = random.Random(11)
    numbers = [[dice.randint(10_000, 999_999) for _ in range(8)] for _ in range(6)]
    rows = [[name, code, *map(str, row)] for name, code, row in zip("UVWXYZ", "uvwxyz", numbers, strict=True)]
    whole = ["All", "a", *(str(sum(column)) for column in zip(*numbers, strict=True))]
    heading = ["Country", "Code", *(str(2010 + at) for at in range(8))]
    assert kinds_of([heading, whole, *rows]) == ["header", "total", *["record"] * 6]


def test_a_net_line_is_what_is_left_of_a_total() -> None:
    rows = [
        HEADING,
        *PARTS,
        ["Total", "2,429", "22,678"],
        ["Returns", "111", "1,204"],
        ["Net sales", "2,318", "21,474"],
    ]
    assert kinds_of(rows)[-3:] == ["total", "record", "total"]


def test_records_are_in_the_order_of_the_page() -> None:
    rows, _ = report(random.Random(7))
    (table,) = tables_of(rows)
    lines = [row.line for row, _ in table.opening.above] + [row.line for row, _ in table.rows()]
    assert lines == [record.line for record in records_of(rows)]
