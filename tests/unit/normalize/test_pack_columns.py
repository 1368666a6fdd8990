"""Columns of cases, boxes and units side by side: added up, taken for the same quantity twice, or asked about."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from sellthrough.errors import Held
from sellthrough.normalize.pack_headings import unit_of_heading

CASES = {
    "products": [
        {"product_id": "VX-100", "product_name": "Router", "packs": ["case=12", "box=4"]},
        {"product_id": "VX-200", "product_name": "Switch", "packs": ["case=6", "box=2"]},
        {"product_id": "AB-1", "product_name": "Cable"},
    ]
}


def lines(*cells: tuple[str | None, ...]) -> list[list[str | None]]:
    return [[f"2025-03-{n:02d}", *row] for n, row in enumerate(cells, 1)]


def quantities(result: Any) -> list[tuple[Decimal, Decimal | None, str | None]]:
    return [(r["quantity_units"], r["reported_quantity"], r["reported_unit_code"]) for r in result.candidates]


def reading(result: Any, field: str = "quantity_units") -> str:
    return {c.field: c.reading for c in result.report.columns}[field]


ADDED = [("VX-100", "2", None), ("VX-200", "0", "5"), ("VX-100", "1", "0"), ("VX-200", "3", None), ("VX-100", "1", "3")]
TWICE = [("VX-100", "2", "24"), ("VX-200", "1", "6"), ("VX-200", "0.5", "3"), ("VX-100", "0.58", "7")]


@pytest.mark.feature("E13")
@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Cases", "case"), ("CASES_SHIPPED", "case"), ("Qty CS", "case"), ("Qty (cases)", "case"), ("No of cases", "case"),
        ("Kartons", "carton"), ("Cartons vendus", "carton"), ("Ventas cajas", "box"), ("Kisten", "case"), ("ケース数", "case"),
        ("箱", "box"), ("Nb colis", "pack"), ("Qty Pallet", "pallet"), ("Full Cases", "case"), ("Qty EA", "each"),
        ("UNITS_SHIPPED", "each"), ("Loose units", "each"), ("Unités vendues", "each"),
        ("Case", None), ("Case #", None), ("Box No", None), ("Set", None), ("CA", None), ("VE", None), ("Kit number", None),
        ("Units per case", None), ("Price per case", None), ("Cases ordered", None), ("Pack size", None), ("Qty", None),
    ],
)  # fmt: skip
def test_a_heading_says_which_unit_it_counts_or_none(heading: str, unit: str | None) -> None:
    assert unit_of_heading(heading, "sell_through") == unit


@pytest.mark.feature("E13")
@pytest.mark.parametrize(
    "headings",
    [("Cases", "Units"), ("CASES_SHIPPED", "UNITS_SHIPPED"), ("Qty CS", "Qty EA"), ("Cases", "Qty"), ("Full Cases", "Loose Units"),
     ("ケース数", "数量")],
    ids="-".join,
)  # fmt: skip
def test_packs_that_stand_without_units_add_up(run, headings: tuple[str, str]) -> None:
    result = run(["Invoice Date", "SKU", *headings], lines(*ADDED), configuration=CASES)
    assert quantities(result) == [(24, 2, "case"), (5, 5, "each"), (12, 1, "case"), (18, 3, "case"), (15, None, None)]
    assert reading(result).endswith(
        f"{headings[0]!r}: added up (packs without units on 3 lines, with fewer than a pack on 1)"
    )


@pytest.mark.feature("E13")
def test_three_columns_add_up_with_the_packs_of_each_product(run) -> None:
    rows = lines(("VX-100", "2", "1", "0"), ("VX-200", "0", "2", "0"), ("VX-100", "0", "0", "3"), ("VX-200", "1", "0", "0"),
                 ("VX-100", "-1", "0", "0"))  # fmt: skip
    result = run(["Invoice Date", "SKU", "Cases", "Boxes", "Units"], rows, configuration=CASES)
    assert quantities(result) == [(28, None, None), (4, 2, "box"), (3, 3, "each"), (6, 1, "case"), (-12, -1, "case")]
    assert [(c.heading, c.field, c.how) for c in result.report.columns[2:4]] == [
        ("Cases", "case_quantity", "recognised"),
        ("Boxes", "box_quantity", "recognised"),
    ]


@pytest.mark.feature("E13")
@pytest.mark.parametrize("headings", [("Cases", "Units"), ("Qty CS", "Qty EA")], ids="-".join)
def test_the_same_quantity_in_cases_and_in_units_counts_once(run, headings: tuple[str, str]) -> None:
    result = run(["Invoice Date", "SKU", *headings], lines(*TWICE), configuration=CASES)
    assert [q for q, *_ in quantities(result)] == [24, 6, 3, 7]
    assert "the packs are the same quantity, left out (the same as the packs hold on all 4 lines)" in reading(result)


def priced(per: Sequence[int]) -> list[list[str | None]]:
    cells = (("VX-100", "2", "7"), ("VX-200", "1", "9"), ("VX-100", "3", "40"))
    return lines(*((*row, "10", str(10 * units)) for row, units in zip(cells, per, strict=True)))


@pytest.mark.parametrize(
    ("units", "told"),
    [((31, 15, 76), "units and packs together x price are the amount on 3 lines"),
     ((7, 9, 40), "the units alone x price are the amount on 3 lines")],
    ids=["together", "units alone"],
)  # fmt: skip
def test_the_amounts_tell_what_counts(run, units: tuple[int, ...], told: str) -> None:
    headings = ["Invoice Date", "SKU", "Cases", "Units", "Unit Price", "Amount"]
    result = run(headings, priced(units), configuration=CASES)
    assert tuple(q for q, *_ in quantities(result)) == units
    assert told in reading(result)


UNCLEAR = {
    "parcels": [("VX-100", "1", "7"), ("VX-200", "1", "5"), ("VX-100", "2", "20"), ("VX-200", "1", "2")],
    "too few": ADDED[:2],
    "a line of neither kind": [*ADDED, ("VX-100", "1", "40")],
    "no pack size known": [("AB-1", "2", None), ("AB-1", "1", None), ("AB-1", "4", None), ("AB-1", None, "3")],
    "the same twice on most lines": [*TWICE, ("VX-100", "1", "13")],
}


@pytest.mark.feature("E13", "E43")
@pytest.mark.parametrize("cells", UNCLEAR.values(), ids=UNCLEAR)
def test_what_the_lines_do_not_show_is_asked_with_three_answers(run, cells: list[tuple[str | None, ...]]) -> None:
    headings = ["Invoice Date", "SKU", "Cases", "Units"]
    asked = r"UNCLEAR_UNITS: Quantities stand in packs in 'Cases' and in units in 'Units'.*\(quantities: add, units or packs\)"
    with pytest.raises(Held, match=asked):
        run(headings, lines(*cells), configuration=CASES)


@pytest.mark.feature("E13")
@pytest.mark.parametrize(("answer", "units"), [("add", [19, 11, 44]), ("units", [7, 5, 20]), ("packs", [12, 6, 24])])
def test_each_answer_is_obeyed(run, answer: str, units: list[int]) -> None:
    headings, rows = ["Invoice Date", "SKU", "Cases", "Units"], lines(*UNCLEAR["parcels"][:3])
    result = run(headings, rows, configuration=CASES, layout={"quantities": answer})
    assert [q for q, *_ in quantities(result)] == units
    assert reading(result).endswith("(as agreed)")


@pytest.mark.feature("E43")
def test_a_pack_that_nobody_knows_the_content_of_is_a_reject_and_a_question(run) -> None:
    rows = lines(*ADDED, ("AB-1", "2", "1"), ("AB-1", "0", "1"))
    result = run(["Invoice Date", "SKU", "Cases", "Units"], rows, configuration=CASES, layout={"quantities": "add"})
    assert result.codes == ["UNKNOWN_UOM"]
    (question,) = [q for q in result.report.questions if q.work_item_type == "unknown_uom"]
    assert question.cell_value == "Cases"
    known = run(["Invoice Date", "SKU", "Cases", "Units"], rows, configuration=CASES,
                layout={"quantities": "add", "units": {"Cases": 10}})  # fmt: skip
    assert [q for q, *_ in quantities(known)][-2:] == [21, 1]


def test_a_pack_size_on_the_line_says_what_a_case_holds(run) -> None:
    rows = [[*row, "8"] for row in lines(*(("AB-1", *row[1:]) for row in ADDED))]
    result = run(["Invoice Date", "SKU", "Cases", "Units", "Units per case"], rows)
    assert [q for q, *_ in quantities(result)] == [16, 5, 8, 24, 11]


def test_sales_written_as_negative_numbers_turn_around_in_packs_too(run) -> None:
    rows = [[*row[:2], *(f"-{c}" if c not in {None, "0"} else c for c in row[2:])] for row in lines(*ADDED)]
    result = run(["Invoice Date", "SKU", "Cases", "Units"], rows, configuration=CASES, layout={"sign": "reversed"})
    assert [q for q, *_ in quantities(result)] == [24, 5, 12, 18, 15]


def test_a_column_that_the_agreement_ignores_is_not_asked_about(run) -> None:
    rows = lines(*UNCLEAR["parcels"])
    result = run(
        ["Invoice Date", "SKU", "Cases", "Units"], rows, configuration=CASES, layout={"columns": {"Cases": "ignore"}}
    )
    assert [q for q, *_ in quantities(result)] == [7, 5, 20, 2]


def test_packs_that_are_zero_on_every_line_change_nothing(run) -> None:
    result = run(
        ["Invoice Date", "SKU", "Cases", "Units"], lines(("VX-100", "0", "3"), ("AB-1", None, "2")), configuration=CASES
    )
    assert [q for q, *_ in quantities(result)] == [3, 2]


def test_a_line_without_any_quantity_is_a_reject(run) -> None:
    rows = lines(*ADDED, ("VX-100", None, None))
    assert run(["Invoice Date", "SKU", "Cases", "Units"], rows, configuration=CASES).codes == ["MISSING_MANDATORY"]


def test_stock_in_cases_and_units_adds_up(run) -> None:
    rows = [["VX-100", "2", "0"], ["VX-200", "1", "0"], ["VX-100", "3", None], ["VX-200", None, "4"]]
    result = run(["SKU", "CASES", "UNITS"], rows, record_type="inventory", configuration=CASES)
    assert [row["on_hand_units"] for row in result.candidates] == [24, 6, 36, 4]


@pytest.mark.feature("E13", "E43")
@pytest.mark.parametrize("heading", ["Boxes", "Qty Box", "Ventas cajas"])
def test_a_lone_quantity_that_is_called_after_a_pack_is_asked_about(run, heading: str) -> None:
    layout = {"columns": {heading: "quantity_units"}}
    headings, rows = ["Invoice Date", "SKU", heading], lines(("VX-100", "2"), ("VX-200", "3"))
    with pytest.raises(Held, match=r"UNCLEAR_UNITS: By its heading.*\(unit_of_measure: box or each\)"):
        run(headings, rows, configuration=CASES, layout=layout)
    answered = {
        unit: [q for q, *_ in quantities(run(headings, rows, configuration=CASES,
                                             layout=layout | {"constants": {"unit_of_measure": unit}}))]
        for unit in ("box", "each")
    }  # fmt: skip
    assert answered == {"box": [8, 6], "each": [2, 3]}
