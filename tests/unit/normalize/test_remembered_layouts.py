"""Answers are remembered for a layout and replayed; a layout that changes is noticed and explained."""

import pytest

from sellthrough.errors import Held, Refused
from sellthrough.model.layouts import change_between, fingerprint_of, nearest_layout
from sellthrough.model.workspace import RememberedLayout

HEADINGS = ["Tag", "SKU", "Verschickt", "Extra"]
ROWS = [["2025-03-01", "VX-100", "1", "x"], ["2025-03-02", "VX-200", "2", "y"]]
REMEMBERED = {
    "remembered": [
        {"headings": HEADINGS, "columns": {"Tag": "sold_date", "SKU": "product_code", "Verschickt": "quantity_units",
                                           "Extra": "ignore"}}
    ]
}  # fmt: skip


@pytest.mark.feature("E10", "C28")
def test_what_was_answered_for_a_layout_is_replayed(run) -> None:
    with pytest.raises(Held, match="UNCLEAR_LAYOUT"):
        run(HEADINGS, ROWS)
    first, second = (run(HEADINGS, ROWS, layout=REMEMBERED) for _ in range(2))
    assert [c.how for c in first.report.columns] == ["remembered", "remembered", "remembered", "ignored"]
    assert first.report.issues == ()
    assert first.candidates == second.candidates


def test_a_column_that_moved_and_one_that_is_new_are_told(run) -> None:
    headings = ["SKU", "Tag", "Verschickt", "Extra", "Farbe"]
    rows = [[row[1], row[0], *row[2:], "red"] for row in ROWS]
    result = run(headings, rows, layout=REMEMBERED)
    assert result.report.accepted_rows == 2
    (issue,) = result.report.issues
    assert issue.code == "LAYOUT_CHANGED"
    assert "'SKU' moved from column 2 to 1" in issue.detail
    assert "'Farbe' is new" in issue.detail


def test_a_mandatory_column_that_was_renamed_holds_the_file_and_says_what_changed(run) -> None:
    with pytest.raises(Held, match=r"'Abgang' is new, 'Verschickt' is gone.*Which column is quantity_units: 'Abgang'"):
        run(["Tag", "SKU", "Abgang", "Extra"], ROWS, layout=REMEMBERED)


def test_a_mandatory_column_that_is_gone_is_refused_and_explained(run) -> None:
    with pytest.raises(Refused, match="'Verschickt' is gone"):
        run(["Tag", "SKU", "Extra"], [[r[0], r[1], r[3]] for r in ROWS], layout=REMEMBERED)


def test_a_column_that_was_renamed_to_a_known_heading_loads_and_is_told(run) -> None:
    result = run(["Tag", "SKU", "Qty", "Extra"], ROWS, layout=REMEMBERED)
    assert result.report.accepted_rows == 2
    assert "'Qty' is new, 'Verschickt' is gone" in result.report.issues[0].detail


def test_of_several_layouts_the_same_one_counts_then_the_nearest() -> None:
    one = RememberedLayout(headings=("A", "B", "C"))
    other = RememberedLayout(headings=("A", "B", "D", "E"))
    assert nearest_layout(["a", "b", "c"], (one, other)) is one
    assert nearest_layout(["A", "D", "E"], (one, other)) is other
    assert nearest_layout(["X"], (one, other)) is None


def test_a_fingerprint_tells_order_and_headings_but_not_spelling() -> None:
    assert fingerprint_of(["Inv. Date", "SKU"]) == fingerprint_of(["INV_DATE", "sku"])
    assert fingerprint_of(["SKU", "Inv. Date"]) != fingerprint_of(["Inv. Date", "SKU"])
    assert change_between(["A", "B"], ["a", "b"]) is None


@pytest.mark.feature("E8", "E11")
def test_the_same_file_passes_for_one_partner_and_misses_a_column_for_another(run) -> None:
    headings, rows = ["Invoice Date", "SKU", "Qty"], [["2025-03-01", "VX-100", "1"]]
    assert run(headings, rows, partner_id="birch").report.accepted_rows == 1
    with pytest.raises(Refused, match=r"MISSING_COLUMNS: Missing: customer_name, postcode"):
        run(headings, rows, partner_id="eiche", required=("customer_name", "postcode"))
    with_empty = [[*rows[0], "Acme", ""]]
    result = run(
        [*headings, "End Customer", "ZIP"], with_empty, partner_id="eiche", required=("customer_name", "postcode")
    )
    assert result.codes == ["MISSING_MANDATORY"]


def test_a_likely_column_that_is_not_certain_is_left_out_and_asked_about(run) -> None:
    headings = ["Invoice Date", "SKU", "Qty", "Tarifa kolumna"]
    rows = [[f"2025-03-0{n}", "VX-100", str(n), f"{n}.50"] for n in range(1, 8)]
    result = run(headings, rows)
    assert result.report.accepted_rows == 7
    assert all(row["unit_price_amount"] is None for row in result.candidates)
