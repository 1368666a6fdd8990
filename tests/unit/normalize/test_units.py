"""Units of measure and packs: spellings, what they hold, quantities and prices in units, and what is asked."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from sellthrough.errors import Held
from sellthrough.model.workspace import Product
from sellthrough.normalize.units import Unit, Writer, pack_in_name, packs_of, unit_codes, unit_of

HEADINGS = ["Invoice Date", "SKU", "Qty", "UOM"]
PRODUCTS = {
    "products": [
        {"product_id": "VX-100", "product_name": "Router", "packs": ["case=12", "pallet=480"]},
        {"product_id": "VX-200", "product_name": "Cable, 5-pack", "packs": ["case=20"]},
        {"product_id": "AB-1", "product_name": "Switch"},
    ]
}


def lines(*cells: tuple[str, ...]) -> list[list[str]]:
    return [[f"2025-03-{n:02d}", *row] for n, row in enumerate(cells, 1)]


def quantities(result: Any) -> list[tuple[int, int | None, str | None]]:
    return [
        (int(row["quantity_units"]), row["reported_quantity"] and int(row["reported_quantity"]),
         row["reported_unit_code"])
        for row in result.candidates
    ]  # fmt: skip


@pytest.mark.feature("E13")
@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("EA", Unit("each", 1)), ("ea.", Unit("each", 1)), ("Each", Unit("each", 1)), ("PCE", Unit("each", 1)),
        ("Stück", Unit("each", 1)), ("pièces", Unit("each", 1)), ("Uds.", Unit("each", 1)), ("個", Unit("each", 1)),
        ("DZ", Unit("dozen", 12)), ("Dutzend", Unit("dozen", 12)), ("paire", Unit("pair", 2)),
        ("GRO", Unit("gross", 144)), ("CEN", Unit("hundred", 100)), ("TH", Unit("thousand", 1000)),
        ("CS", Unit("case")), ("CA", Unit("case")), ("Kiste", Unit("case")), ("box", Unit("box")), ("BX", Unit("box")),
        ("CTN", Unit("carton")), ("Karton", Unit("carton")), ("PK", Unit("pack")), ("VE", Unit("pack")),
        ("pack of 12", Unit("pack", 12)), ("12-pack", Unit("pack", 12)), ("12pk", Unit("pack", 12)),
        ("CS/24", Unit("case", 24)), ("CS24", Unit("case", 24)), ("case (6)", Unit("case", 6)),
        ("Karton à 10", Unit("carton", 10)), ("caja de 8", Unit("box", 8)), ("paquet de 4", Unit("pack", 4)),
        ("10 EA", Unit("pack", 10)), ("box x 10", Unit("box", 10)), ("6/CS", Unit("case", 6)),
        ("12 case", None), ("1 CS", None), ("pack of 0", None), ("GR", None), ("kg", None), ("", None), ("12", None),
        ("DZ 6", None), ("case of 4x6", None), ("CS 9999999", None), ("C", None), ("M", None), ("ST", None),
    ],
)  # fmt: skip
def test_a_spelling_is_one_unit_and_says_what_it_holds_or_not(text: str, unit: Unit | None) -> None:
    assert unit_of(text) == unit


def test_a_spelling_that_two_units_share_depends_on_who_writes() -> None:
    assert unit_of("ST", Writer(country_code="DE")) == Unit("each", 1)
    assert unit_of("ST", Writer(kind="x12", country_code="DE")) == Unit("set")
    assert unit_of("ST", Writer(kind="delimited", country_code="US")) is None


def test_the_product_master_may_name_every_unit_that_is_no_number_by_itself() -> None:
    containers = sorted(code for code in unit_codes() if (unit := unit_of(code)) and unit.holds is None)
    assert packs_of(Product(product_id="X", product_name="X", packs=tuple(f"{c}=2" for c in containers)).packs) == (
        dict.fromkeys(containers, 2)
    )
    assert len(containers) == 9
    for wrong in ("dozen=12", "case=0", "case", "wux=2"):
        with pytest.raises(ValidationError):
            Product(product_id="X", product_name="X", packs=(wrong,))


@pytest.mark.parametrize(
    ("name", "count"),
    [("Cable, 5-pack", 5), ("Box of 10 fuses", 10), ("Lot 12 pack", 12), ("Boîte de 4", 4), ("Router 5 GHz", None),
     ("Backpack 20", None), ("Case", None)],
)  # fmt: skip
def test_a_product_name_says_whether_it_is_a_pack_itself(name: str, count: int | None) -> None:
    assert pack_in_name(name) == count


@pytest.mark.feature("E13")
def test_cases_become_units_by_the_product_master_and_stay_beside_as_reported(run) -> None:
    result = run(HEADINGS, lines(("VX-100", "2", "CS"), ("VX-100", "3", "EA"), ("VX-100", "-1", "Case"),
                                 ("AB-1", "2", "DZ")), configuration=PRODUCTS)  # fmt: skip
    assert quantities(result) == [(24, 2, "case"), (3, 3, "each"), (-12, -1, "case"), (24, 2, "dozen")]
    (column,) = [c for c in result.report.columns if c.field == "unit_of_measure"]
    assert column.reading == "CS is case of 12 (1 line); Case is case of 12 (1 line); DZ is dozen of 12 (1 line)"


@pytest.mark.feature("E43", "E13")
def test_what_a_unit_holds_is_asked_when_nobody_says_it(run) -> None:
    result = run(HEADINGS, lines(("VX-100", "2", "BX"), ("AB-1", "2", "CS"), ("AB-1", "2", "WUX"), ("VX-100", "1", "EA")),
                 configuration=PRODUCTS)  # fmt: skip
    assert result.codes == ["UNKNOWN_UOM"] * 3
    assert [q.cell_value for q in result.report.questions if q.work_item_type == "unknown_uom"] == ["BX", "CS", "WUX"]
    assert quantities(result) == [(1, 1, "each")]
    assert all("UOM" in row["note"] and "line" in row["note"] for row in result.rejects)


@pytest.mark.feature("E13")
def test_the_agreement_says_what_a_unit_holds_and_comes_first(run) -> None:
    result = run(HEADINGS, lines(("VX-100", "2", "CS"), ("AB-1", "2", "WUX")), layout={"units": {"CS": 6, "wux": 3}},
                 configuration=PRODUCTS)  # fmt: skip
    assert quantities(result) == [(12, 2, "case"), (6, 2, "wux")]


def test_the_line_s_own_pack_size_says_it(run) -> None:
    result = run([*HEADINGS, "Units per case"], lines(("AB-1", "2", "CS", "24"), ("AB-1", "5", "EA", "24")))
    assert quantities(result) == [(48, 2, "case"), (5, 5, "each")]


def test_a_product_that_is_a_pack_itself_is_never_multiplied_by_a_spelling(run) -> None:
    """Ten "5-packs" may be ten or fifty units of the product named "Cable, 5-pack"."""
    rows = lines(("VX-200", "10", "pack of 5"), ("VX-200", "1", "CS"))
    result = run(HEADINGS, rows, configuration=PRODUCTS)
    assert result.codes == ["UNKNOWN_UOM"]
    assert quantities(result) == [(20, 1, "case")]


def test_an_empty_unit_is_the_one_that_all_other_lines_have_or_unknown(run) -> None:
    alike = run(HEADINGS, lines(("VX-100", "2", "CS"), ("VX-100", "1", "")), configuration=PRODUCTS)
    assert quantities(alike) == [(24, 2, "case"), (12, 1, "case")]
    mixed = run(HEADINGS, lines(("VX-100", "2", "CS"), ("VX-100", "1", ""), ("VX-100", "1", "EA")),
                configuration=PRODUCTS)  # fmt: skip
    assert mixed.codes == ["UNKNOWN_UOM"]


def test_a_file_without_units_counts_units_and_reports_none(run) -> None:
    assert quantities(run(HEADINGS[:3], lines(("VX-100", "7")))) == [(7, None, None)]


def test_an_edi_report_in_cases_becomes_units(run) -> None:
    headings = ["sold date", "vendor part number", "quantity sold", "unit of measure"]
    result = run(headings, lines(("VX-100", "2", "CA"), ("VX-100", "1", "PF")), configuration=PRODUCTS,
                 read={"kind": "x12"})  # fmt: skip
    assert quantities(result) == [(24, 2, "case"), (480, 1, "pallet")]


PRICED = [*HEADINGS, "Unit Price", "Amount"]


@pytest.mark.parametrize(
    ("price", "amount"), [("120.00", "240.00"), ("10.00", "240.00")], ids=["of the case", "of the unit"]
)
def test_the_amounts_tell_whether_a_price_is_of_the_case_or_of_the_unit(run, price: str, amount: str) -> None:
    result = run(PRICED, lines(("VX-100", "2", "CS", price, amount)), configuration=PRODUCTS)
    (row,) = result.candidates
    assert (row["quantity_units"], row["unit_price_amount"], row["net_amount"]) == (24, 10, 240)


def test_an_amount_that_neither_reading_gives_is_a_mismatch(run) -> None:
    rows = lines(("VX-100", "2", "CS", "120", "240"), ("VX-100", "2", "CS", "120", "999"))
    result = run(PRICED, rows, configuration=PRODUCTS)
    assert result.codes == ["EXTENDED_MISMATCH"]


def test_a_price_without_amounts_is_asked_about_when_there_are_packs(run) -> None:
    rows = lines(("VX-100", "3", "CS", "120.00"))
    with pytest.raises(Held, match=r"UNCLEAR_UNITS.*price of one unit or of what was reported"):
        run(PRICED[:5], rows, configuration=PRODUCTS)
    for per, amount in (("unit", 4320), ("reported", 360)):
        (row,) = run(PRICED[:5], rows, configuration=PRODUCTS, layout={"price_per": per}).candidates
        assert (row["quantity_units"], row["net_amount"]) == (36, Decimal(amount))


PACKED = ["Invoice Date", "SKU", "Qty", "Pack Size"]


def test_a_pack_size_without_a_unit_is_read_as_units_when_every_quantity_is_whole_packs(run) -> None:
    rows = lines(*(("VX-100", str(12 * n), "12") for n in (1, 3, 5, 2)), ("AB-1", "7", "1"))
    result = run(PACKED, rows)
    assert [q for q, *_ in quantities(result)] == [12, 36, 60, 24, 7]
    assert "all 4 quantities are whole packs of 'Pack Size'" in {c.field: c.reading for c in result.report.columns}[
        "quantity_units"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cells", [[("VX-100", "5", "12"), ("VX-100", "1", "12")], [("VX-100", "12", "12")]], ids=["no", "too few"]
)
def test_a_pack_size_without_a_unit_is_asked_about(run, cells: list[tuple[str, ...]]) -> None:
    with pytest.raises(Held, match=r"UNCLEAR_UNITS: Column 'Pack Size'.*whether 'Qty' counts units or packs"):
        run(PACKED, lines(*cells))
    counted = {
        unit: [q for q, *_ in quantities(run(PACKED, lines(*cells), layout={"constants": {"unit_of_measure": unit}}))]
        for unit in ("each", "pack")
    }
    assert counted["pack"] == [12 * q for q in counted["each"]]


def test_a_column_that_may_be_the_unit_holds_the_file(run) -> None:
    headings = ["Invoice Date", "SKU", "Qty", "Sales meas. unit"]
    rows = lines(("VX-100", "2", "CS"), ("VX-100", "2", "EA"), ("VX-100", "2", "EA"))
    with pytest.raises(Held, match=r"UNCLEAR_LAYOUT: Is column 'Sales meas. unit' unit_of_measure"):
        run(headings, rows, configuration=PRODUCTS)


def test_stock_in_cases_becomes_units_in_every_column(run) -> None:
    headings = ["SKU", "On Hand", "On Order", "UOM"]
    result = run(headings, [["VX-100", "4", "2", "CS"]], record_type="inventory", configuration=PRODUCTS)
    (row,) = result.candidates
    assert (row["on_hand_units"], row["on_order_units"]) == (48, 24)
    assert (row["reported_quantity"], row["reported_unit_code"]) == (4, "case")
