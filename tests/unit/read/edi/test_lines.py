"""Which quantity, of which product, where, at which price: the loops of each report, and what the codes mean."""

from typing import Any

import pytest
from tests.unit.read.edi.edi_files import edifact, records, walked, x12

Row = dict[str, str]


def items(content: str, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(item.get(column, "") for column in columns) for item in walked(content)[0]]


def test_the_quantity_of_an_867_may_stand_before_or_after_its_product() -> None:
    after = x12("PTD*SS", "LIN**VP*A", "QTY*32*5", "CTP**RES*9.5", "LIN**VP*B", "QTY*32*6")
    before = x12("PTD*SS", "QTY*32*5", "LIN**VP*A", "UIT*EA*9.5", "QTY*32*6", "LIN**VP*B")
    wanted = [("A", "5", "9.5"), ("B", "6", "")]
    assert items(after, "product_id", "quantity", "price") == wanted
    assert items(before, "product_id", "quantity", "price") == wanted


def test_what_a_group_says_holds_for_its_lines_and_no_others() -> None:
    content = x12(
        "N1*ST*ALL*92*0", "PTD*SS", "DTM*003*20250301", "N1*ST*ONE*92*1", "QTY*32*5", "LIN**VP*A", "QTY*32*6",
        "LIN**VP*B", "PTD*SS", "QTY*32*7", "LIN**VP*C",
    )  # fmt: skip
    assert items(content, "product_id", "location", "invoice_date") == [
        ("A", "1", "2025-03-01"),
        ("B", "1", "2025-03-01"),
        ("C", "0", ""),
    ]


def test_a_quantity_split_by_location_is_read_by_location_and_its_total_checked() -> None:
    content = x12("LIN**UP*012345678905", "ZA*QS*9*EA", "SDQ*EA*92*S1*4*S2*5", "ZA*QA", "SDQ*EA*92*S1*7", kind="852")
    rows = items(content, "qualifier", "location", "quantity")
    assert rows == [("QS", "S1", "4"), ("QS", "S2", "5"), ("QA", "S1", "7")]
    assert walked(content)[1].issues == []
    _, wrong = walked(content.replace("S2*5", "S2*6"))
    assert [issue.detail for issue in wrong.issues] == [
        "Segment 5: The quantity is 9; its shares by location add up to 10."
    ]


def test_the_shares_of_one_segment_are_records_of_their_own() -> None:
    content = x12("XQ*H*20250301", "LIN**VN*A", "ZA*QS", "SDQ*EA*92*S1*4*S2*5*S3*6", kind="852")
    report, rows = records(content, "sell_through")
    assert [(row["sheet"], row["line"], row["location"], row["quantity sold"]) for row in rows] == [
        ("", 7, "S1", "4"),
        ("share 2", 7, "S2", "5"),
        ("share 3", 7, "S3", "6"),
    ]
    assert report.rows_in == 3


@pytest.mark.parametrize(
    ("transfer", "movement", "measure"),
    [
        ("SS", "DC", "sold"), ("SD", "", "sold"), ("XX", "", "sold"), ("RU", "", "returned"), ("RB", "", "returned"),
        ("", "CD", "returned"), ("RV", "", "other"), ("IB", "", "other"), ("", "TI", "other"), ("SS", "CD", "returned"),
    ],
)  # fmt: skip
def test_the_transfer_and_movement_types_are_kept_and_say_what_was_sold(
    transfer: str, movement: str, measure: str
) -> None:
    content = x12(f"PTD*{transfer}*****{movement}", "LIN**VP*A", "QTY*32*5")
    assert items(content, "measure", "transfer_type", "movement_type") == [(measure, transfer, movement)]


def test_a_return_takes_away_whichever_way_its_sign_is_written() -> None:
    lines = [("RU", "5", "2.5"), ("RU", "-5", "2.5"), ("SS", "-5", "2.5")]
    body = [s for t, q, p in lines for s in (f"PTD*{t}", "LIN**VP*A", f"QTY*32*{q}", f"UIT*EA*{p}", "AMT*1*12.5")]
    _, rows = records(x12("DTM*091*20250331", *body), "sell_through")
    assert [(row["quantity sold"], row["unit price"], row["net amount"]) for row in rows] == [
        ("-5", "2.5", "-12.5"),
        ("-5", "2.5", "-12.5"),
        ("-5", "2.5", "12.5"),
    ]


def test_of_two_codes_for_stock_on_hand_one_counts() -> None:
    content = x12("LIN**VP*A", "QTY*33*80*EA", "QTY*17*100*EA", "QTY*63*5*EA", "DTM*405*20250331", kind="846")
    report, rows = records(content, "inventory")
    assert [(row["on hand"], row["on order"], row["snapshot date"]) for row in rows] == [("100", "5", "2025-03-31")]
    assert [(entry.line, entry.kind) for entry in report.ignored] == [(5, "other")]


def test_a_claim_keeps_its_contract_and_the_reason_it_was_rejected_for() -> None:
    content = x12(
        "BRC*00*X", "CON*CT*SPA-77*AP", "N1*ST*END*92*9", "PAD*1*SD", "LIN**VP*A", "AAA*N**06", "QTY*32*5", "UIT*EA*3",
        "PAD*2*SD", "LIN**VP*B", "QTY*32*6", "CON*CT*SPA-78*AP", "PAD*3", "LIN**VP*C", "QTY*32*7", kind="849",
    )  # fmt: skip
    assert items(content, "product_id", "quantity", "contract_number", "reject_reason", "location", "measure") == [
        ("A", "5", "SPA-77", "06", "9", "answered"),
        ("B", "6", "SPA-77", "", "9", "answered"),
        ("C", "7", "SPA-78", "", "", "answered"),
    ]


@pytest.mark.parametrize(
    ("lin", "columns"),
    [
        ("LIN**VN*A-1*UP*012345678905", {"product_id": "012345678905", "gtin": "012345678905", "vendor_part": "A-1"}),
        ("LIN**SK*77*MG*A-1", {"product_id": "A-1", "vendor_part": "A-1", "partner_part": "77"}),
        ("LIN**ZZ*A-1", {"product_id": "A-1", "product_qualifier": "ZZ", "vendor_part": "A-1"}),
        ("LIN*4*VP*A-1*SN*S9", {"product_id": "A-1", "serial": "S9", "line_number": "4"}),
    ],
)
def test_every_number_of_a_product_goes_to_its_column_and_the_best_names_it(lin: str, columns: Row) -> None:
    (item,) = walked(x12("PTD*SS", lin, "QTY*32*1"))[0]
    assert item | columns == item


def test_the_price_that_was_paid_is_taken_of_several() -> None:
    content = x12("PTD*SS", "LIN**VP*A", "QTY*32*1", "CTP**WAC*9", "CTP**RES*7", "CTP**CAT*8")
    assert items(content, "price", "price_type") == [("7", "RES")]


def test_a_location_over_edifact_lines_holds_until_the_next_one() -> None:
    over = edifact("LOC+162+S1", "LIN+1++A:EN", "QTY+153:1", "LIN+2++B:EN", "QTY+153:2", "LOC+162+S2", "LIN+3++C:EN",
                   "QTY+153:3")  # fmt: skip
    assert items(over, "product_id", "location") == [("A", "S1"), ("B", "S1"), ("C", "S2")]
    below = edifact("LIN+1++A:EN", "QTY+153:1", "LOC+7+S1", "LIN+2++B:EN", "QTY+153:2", "LOC+7+S2")
    assert items(below, "product_id", "location") == [("A", "S1"), ("B", "S2")]


def test_each_quantity_of_a_line_may_have_its_own_place() -> None:
    content = edifact("LIN+1++A:EN", "QTY+145:1", "LOC+18+W1", "QTY+145:2", "LOC+18+W2", kind="INVRPT")
    assert items(content, "quantity", "location") == [("1", "W1"), ("2", "W2")]


@pytest.mark.parametrize(
    ("segment", "column", "value"),
    [
        ("DTM+356:2025030120250331:718", "period_end", "2025-03-31"),
        ("DTM+356:2025030120250331:718", "period_start", "2025-03-01"),
        ("DTM+137:250401:101", "document_date", "2025-04-01"),
        ("DTM+137:202504010830:203", "document_date", "2025-04-01"),
        ("DTM+137:soon:102", "document_date", "soon"),
        ("PRI+AAA:2,49", "price", "2.49"),
        ("RFF+IV:INV-7", "invoice_number", "INV-7"),
        ("GIN+BN+S1:S2", "serial", "S1 S2"),
        ("PIA+1+A-9:SA", "vendor_part", "A-9"),
    ],
)
def test_edifact_facts_go_to_their_columns(segment: str, column: str, value: str) -> None:
    (item,) = walked(edifact("LIN+1++4012345000016:EN", segment, "QTY+153:1"))[0]
    assert item[column] == value


def test_a_latin_file_says_its_character_set() -> None:
    content = edifact("LIN+1++A:EN", "IMD+F++:::Łódź", "QTY+153:1").replace("UNOC", "UNOD")
    found, file = walked(content.encode("iso8859-2"))
    assert (found[0]["description"], file.encoding) == ("Łódź", "iso8859-2")
    found, file = walked(edifact("LIN+1++A:EN", "IMD+F++:::Köln", "QTY+153:1").encode("cp1252"))
    assert found[0]["description"] == "Köln"


def test_every_code_means_something_that_is_known() -> None:
    from sellthrough.read.edi import codes  # noqa: PLC0415

    measures = {"sold", "returned", "on_hand", "on_order", "in_transit", "received", "claimed", "answered", ""}
    for kind in codes.kinds():
        spec: Any = codes.transaction_of(kind)
        assert {spec.measure, *spec.measures.values()} <= measures | {"total"}
    for record_type in ("sell_through", "sell_in", "inventory"):
        assert set(codes.factors_of(record_type)) <= measures
