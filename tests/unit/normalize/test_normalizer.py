"""A whole file: every record becomes a candidate or a reject with its reason, and nothing is lost on the way."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from sellthrough.model.arrow import arrow_schema
from sellthrough.model.engine import SMALL_ROWS
from sellthrough.model.tables import table_of
from sellthrough.normalize.parties import provisional_id

HEADINGS = [
    "Invoice No",
    "Invoice Date",
    "Vendor Part #",
    "Qty",
    "Unit Price",
    "Net Amount",
    "Currency",
    "Reseller",
    "End Customer",
]
GOOD = ["I1", "2025-03-05", "vx 100", "2", "10.00", "20.00", "USD", "Acme Incorporated", "Nova Clinic"]


def line(**changes: str | None) -> list[str | None]:
    return [
        changes.get(h.replace(" ", "_").replace("#", "").rstrip("_"), v) for h, v in zip(HEADINGS, GOOD, strict=True)
    ]


def test_a_good_line_becomes_a_candidate_with_the_columns_of_its_table(run) -> None:
    result = run(HEADINGS, [line()])
    row = result.candidates[0]
    expected = {
        "submission_id": "s1", "row_key": "s1::2", "partner_id": "birch", "feed": "pos", "period": "2025-03",
        "reporting_period": "2025-03", "sold_date": date(2025, 3, 5), "product_id": "VX-100", "product_code": "vx 100",
        "reseller_id": "R1", "reseller_name": "Acme Incorporated", "is_reseller_provisional": False,
        "customer_id": provisional_id("NOVA CLINIC", "US"), "is_customer_provisional": True, "country_code": "US",
        "is_region_inferred": True, "tier_from": "distributor", "tier_to": "reseller", "invoice_number": "I1",
        "transaction_type": "sale", "quantity_units": Decimal(2), "net_amount": Decimal(20), "net_currency": "USD",
        "exchange_rate": Decimal(1), "exchange_rate_period": "2025-03", "reporting_amount": Decimal(20),
        "reporting_currency": "USD", "source_file": "march.csv", "source_sheet": "", "source_line": 2, "error": None,
        "is_return": False, "has_document": True, "is_own_period": True,
    }  # fmt: skip
    assert {k: row[k] for k in expected} == expected
    assert result.report.periods == ("2025-03",)


@pytest.mark.parametrize(
    "record_type", ["sell_through", "inventory", "sell_in", "opportunities", "orders", "contracts"]
)
def test_both_files_have_the_types_of_their_tables(run, record_type: str) -> None:
    candidates, rejects = run([], [], record_type=record_type).schema
    columns = [c for c in table_of(record_type).columns if c.name != "run"]
    extra = [("is_return", pa.bool_()), ("has_document", pa.bool_()), ("is_own_period", pa.bool_()),
             ("line_key", pa.uuid()), ("filled_mandatory", pa.int32()), ("error", pa.int32())]  # fmt: skip
    assert [(f.name, f.type) for f in candidates] == [(f.name, f.type) for f in arrow_schema(columns)] + extra
    set_aside = [c for c in table_of("set_aside").columns if c.name != "run"]
    assert [(f.name, f.type) for f in rejects] == [(f.name, f.type) for f in arrow_schema(set_aside)]


BROKEN: list[tuple[str, dict[str, str | None], str | None, str | None]] = [
    ("MISSING_MANDATORY", {"Vendor_Part": None}, "Vendor Part #", None),
    ("MISSING_MANDATORY", {"Invoice_Date": "  "}, "Invoice Date", "  "),
    ("MISSING_MANDATORY", {"Qty": ""}, "Qty", ""),
    ("INVALID_DATE", {"Invoice_Date": "2025-02-30"}, "Invoice Date", "2025-02-30"),
    ("INVALID_NUMBER", {"Qty": "two"}, "Qty", "two"),
    ("INVALID_NUMBER", {"Net_Amount": "n/a"}, "Net Amount", "n/a"),
    ("INVALID_NUMBER", {"Qty": "20%"}, "Qty", "20%"),
    ("ZERO_QUANTITY", {"Qty": "0"}, "Qty", "0"),
    ("WRONG_SIGN", {"Qty": "-2"}, "Net Amount", "20.00"),
    ("EXTENDED_MISMATCH", {"Net_Amount": "21.00"}, "Net Amount", "21.00"),
    ("DATE_OUTSIDE_WINDOW", {"Invoice_Date": "2025-05-07"}, "Invoice Date", "2025-05-07"),
    ("DATE_OUTSIDE_WINDOW", {"Invoice_Date": "1989-12-31"}, "Invoice Date", "1989-12-31"),
    ("UNKNOWN_PRODUCT", {"Vendor_Part": "ZZ-9"}, "Vendor Part #", "ZZ-9"),
    ("UNKNOWN_CURRENCY", {"Currency": "DOGE"}, "Currency", "DOGE"),
    ("UNKNOWN_CURRENCY", {"Currency": "GBP"}, "Currency", "GBP"),
    ("UNKNOWN_CURRENCY", {"Currency": "EUR", "Invoice_Date": "2025-02-05"}, "Currency", "EUR"),
]  # fmt: skip


@pytest.mark.feature("E14", "C31", "C36")
@pytest.mark.parametrize(("code", "changes", "column", "cell"), BROKEN)
def test_a_broken_line_is_a_reject_with_its_reason_and_place(
    run, code: str, changes: dict[str, str | None], column: str, cell: str | None
) -> None:
    result = run(HEADINGS, [line(), line(**changes), line(Invoice_No="I3")])
    assert (result.report.accepted_rows, result.codes) == (2, [code])
    reject = result.rejects[0]
    assert (reject["column_name"], reject["cell_value"], reject["source_line"]) == (column, cell, 3)
    assert "march.csv, line 3" in reject["note"]
    assert json.loads(reject["record_text"]) == dict(zip(HEADINGS, line(**changes), strict=True))


def test_money_of_a_reject_is_kept_where_it_can_be_read(run) -> None:
    reject = run(HEADINGS, [line(Vendor_Part="ZZ-9")]).rejects[0]
    assert (reject["quantity_units"], reject["net_amount"], reject["net_currency"]) == (Decimal(2), Decimal(20), "USD")


def test_only_the_first_error_of_a_line_counts(run) -> None:
    result = run(HEADINGS, [line(Invoice_Date="x", Qty="y", Vendor_Part="ZZ-9")])
    assert result.codes == ["INVALID_DATE"]


def test_a_record_with_surplus_cells_or_an_endless_cell_is_a_reject(run) -> None:
    rows = [line(), line(Invoice_No="I2"), line(End_Customer="x" * 40_000)]
    assert run(HEADINGS, rows, read={"overlong": {3: 11}}).codes == ["RAGGED_RECORD", "CELL_TOO_LONG"]


@pytest.mark.feature("C32")
def test_each_unknown_value_is_one_question_with_the_rows_that_wait(run) -> None:
    rows = [
        line(Vendor_Part="ZZ-9"),
        line(Vendor_Part=" ZZ-9 "),
        line(Vendor_Part="ZZ-8"),
        line(Currency="DOGE"),
        line(Qty="?"),
    ]
    questions = [(q.work_item_type, q.cell_value, q.row_count) for q in run(HEADINGS, rows).report.questions]
    assert questions == [
        ("invalid_field", "Qty", 1), ("unknown_currency", "DOGE", 1), ("unknown_product", "ZZ-8", 1),
        ("unknown_product", "ZZ-9", 2),
    ]  # fmt: skip


def test_endless_unknown_values_do_not_make_endless_questions(run) -> None:
    rows = [line(Vendor_Part=f"ZZ-{i}") for i in range(250)] + [line(Vendor_Part="ZZ-249")]
    questions = run(HEADINGS, rows).report.questions
    assert len(questions) == 201
    assert (questions[-1].cell_value, sum(q.row_count for q in questions)) == ("50 other values", 251)
    assert ("ZZ-249", 2) in [(q.cell_value, q.row_count) for q in questions]


def test_a_return_is_negative_and_marked(run) -> None:
    row = run(HEADINGS, [line(Qty="(2)", Net_Amount="20.00-")]).candidates[0]
    assert (row["transaction_type"], row["is_return"], row["net_amount"]) == ("return", True, Decimal(-20))


def test_repeats_are_numbered_by_line_whatever_their_spelling(run) -> None:
    rows = [
        line(),
        line(Invoice_No="I2"),
        line(Vendor_Part="VX-100", Net_Amount="$20.00"),
        line(Qty="1", Net_Amount="10"),
    ]
    result = run(HEADINGS, rows)
    keys = [row["line_key"] for row in result.candidates]
    assert keys[0] == keys[2]
    assert len(set(keys)) == 3


def test_an_amount_follows_from_quantity_and_price_where_none_is_given(run) -> None:
    row = run(HEADINGS, [line(Qty="3", Unit_Price="1.3333", Net_Amount=None)]).candidates[0]
    assert (row["net_amount"], row["unit_price_amount"]) == (Decimal("3.9999"), Decimal("1.3333"))


@pytest.mark.parametrize(
    ("changes", "headings", "feed", "currency"),
    [
        ({"Currency": "eur"}, {}, {}, "EUR"),
        ({"Currency": None}, {}, {}, "USD"),
        ({"Currency": None}, {}, {"currency": "EUR"}, "EUR"),
        ({"Currency": None}, {"Net Amount": "Net Amount (EUR)"}, {"currency": "JPY"}, "EUR"),
        ({"Currency": None, "Net_Amount": "20.00 €"}, {}, {}, "EUR"),
        ({"Currency": "JPY", "Net_Amount": "20.00 €"}, {}, {}, "JPY"),
    ],
)
def test_the_currency_is_the_nearest_one_named(
    run, changes: dict[str, Any], headings: dict[str, str], feed: dict[str, Any], currency: str
) -> None:
    result = run([headings.get(h, h) for h in HEADINGS], [line(**changes)], **feed)
    assert result.candidates[0]["net_currency"] == currency


def test_a_sign_that_several_currencies_share_is_not_guessed(run) -> None:
    assert run(HEADINGS, [line(Currency=None, Net_Amount="$20.00")], partner_id="eiche").codes == ["UNKNOWN_CURRENCY"]


@pytest.mark.parametrize(
    ("amount", "exact"), [("1.00", "1.08695652"), ("-0.01", "-0.01086957"), ("12345678901234.5678", None)]
)
def test_the_reporting_amount_is_exact_to_eight_digits(run, amount: str, exact: str | None) -> None:
    sign = "-1" if amount.startswith("-") else "1"
    row = run(HEADINGS, [line(Currency="EUR", Qty=sign, Unit_Price=None, Net_Amount=amount)]).candidates[0]
    wanted = Decimal(exact) if exact else (Decimal(amount) / Decimal("0.92")).quantize(Decimal("1e-8"))
    assert (row["reporting_amount"], row["exchange_rate"]) == (wanted, Decimal("0.92"))


def test_names_in_the_master_resolve_and_others_are_provisional(run) -> None:
    names = ["ACME INC", "acme of boston", "Twin Ltd", "Twín, Limited", "Neu GmbH", "neu gmbh.", None]
    rows = [line(Invoice_No=f"I{i}", Reseller=n) for i, n in enumerate(names)]
    result = [(r["reseller_id"], r["is_reseller_provisional"]) for r in run(HEADINGS, rows).candidates]
    new, twin = (provisional_id("NEU GMBH", "US"), True), (provisional_id("TWIN LTD", "US"), True)
    assert result == [("R1", False), ("R1", False), twin, twin, new, new, (None, False)]


def test_a_name_that_two_accounts_share_is_settled_by_the_country(run) -> None:
    headings = ["Invoice Date", "SKU", "Qty", "Reseller", "Country", "VAT ID"]
    rows = [["2025-03-01", "VX-100", "1", "Twin Limited", country, vat] for country, vat in
            (("United Kingdom", None), ("IE", None), ("France", None), ("FR", "de123456789"))]  # fmt: skip
    ids = [row["reseller_id"] for row in run(headings, rows).candidates]
    assert ids == ["R2", "R3", provisional_id("TWIN LTD", "FR"), "R1"]


def test_the_partner_of_a_line_is_the_one_it_names(run) -> None:
    headings = ["Ship Date", "SKU", "Units", "Partner ID", "Partner Name"]
    rows = [
        ["2025-03-01", "VX-100", "1", *p]
        for p in (("eiche", None), (None, "birch west"), (None, None), ("nobody", None))
    ]
    result = run(headings, rows, record_type="sell_in", partner_id="vexa")
    assert [row["partner_id"] for row in result.candidates] == ["eiche", "birch", "vexa"]
    assert result.codes == ["UNKNOWN_PARTNER"]


REGIONS = {
    "regions": [
        {"region_code": "WEST", "region_name": "West", "country_code": "US", "match": ["California", "97*"]},
        {"region_code": "DACH", "region_name": "Central", "country_code": "DE", "match": ["DE", "AT"]},
    ]
}


@pytest.mark.feature("C14", "C33")
def test_a_place_in_no_region_is_a_reject_and_no_place_is_the_partners(run) -> None:
    headings = ["Invoice Date", "SKU", "Qty", "State", "Zip", "Country"]
    places = [("california", None, None), (None, "97201", "US"), ("Bayern", None, "Deutschland"), (None, None, None),
              ("Gondor", None, "US"), (None, None, "Atlantis")]  # fmt: skip
    rows = [["2025-03-01", "VX-100", "1", *p] for p in places]
    result = run(headings, rows, configuration=REGIONS)
    regions = [(r["country_code"], r["region_code"], r["is_region_inferred"]) for r in result.candidates]
    assert regions == [("US", "WEST", False), ("US", "WEST", False), ("DE", "DACH", False), ("US", None, True)]
    assert [(r["code"], r["cell_value"]) for r in result.rejects] == [
        ("UNKNOWN_REGION", "Gondor"),
        ("UNKNOWN_REGION", "Atlantis"),
    ]
    assert [q.cell_value for q in result.report.questions] == ["Atlantis", "Gondor"]


@pytest.mark.parametrize(
    ("period", "own"),
    [("2025-03", True), ("2025-Q1", True), ("2025-03-05", True), ("2025-02", False), ("2025-W11", False)],
)
def test_a_line_knows_whether_the_report_is_for_its_day(run, period: str, own: bool) -> None:
    assert run(HEADINGS, [line()], period=period).candidates[0]["is_own_period"] is own


@pytest.mark.feature("E22")
def test_totals_of_the_file_are_compared_with_its_lines(run) -> None:
    rows = [line(), line(Invoice_No="I2")]
    right = run(HEADINGS, rows, read={"totals": {4: "4", 6: "40.00"}, "trailer_rows": 2}).report
    assert (right.issues, right.questions) == ((), ())
    wrong = run(HEADINGS, rows, read={"totals": {4: "5", 6: "1,040.00"}, "trailer_rows": 3}).report
    assert [i.code for i in wrong.issues] == ["CONTROL_TOTAL_MISMATCH"] * 3
    assert [q.cell_value for q in wrong.questions] == ["5", "1,040.00", "3"]
    assert wrong.accepted_rows == 2


def test_a_report_without_records_is_a_nil_report(run) -> None:
    report = run(HEADINGS, []).report
    assert (report.is_nil_report, report.rows_in, report.accepted_rows, report.periods) == (True, 0, 0, ())


def test_completeness_counts_the_mandatory_cells(run) -> None:
    report = run(HEADINGS, [line(), line(Qty=None), line(Reseller=None)], required=("reseller_name",)).report
    assert (report.mandatory_cells, report.filled_mandatory_cells) == (12, 10)


def test_a_trade_item_number_alone_says_the_product(run) -> None:
    rows = [["2025-03-01", "4006381333931", "1"], ["2025-03-01", None, "1"], ["2025-03-01", "4006381333932", "1"]]
    result = run(["Invoice Date", "EAN", "Qty"], rows)
    assert [row["product_id"] for row in result.candidates] == ["VX-100"]
    assert result.codes == ["MISSING_MANDATORY", "UNKNOWN_PRODUCT"]
    assert (result.report.mandatory_cells, result.report.filled_mandatory_cells) == (9, 8)


@pytest.mark.feature("E12")
def test_cells_are_cleaned(run) -> None:
    row = run(
        HEADINGS, [line(Invoice_No='="00123"', Reseller="\u00a0Acme,\x00  Inc. ", End_Customer='"Nova"\n')]
    ).candidates[0]
    assert (row["invoice_number"], row["reseller_name"], row["customer_name"]) == ("00123", "Acme, Inc.", "Nova")


@pytest.mark.invariant("I1", "I4")
def test_rows_and_money_in_are_rows_and_money_out(run) -> None:
    broken = [line(**changes) for _, changes, _, _ in BROKEN]
    result = run(HEADINGS, [line(), *broken, line(Invoice_No="I9")])
    assert result.report.rows_in == len(broken) + 2 == len(result.candidates) + len(result.rejects)
    assert sorted(r["source_line"] for r in result.candidates + result.rejects) == list(range(2, len(broken) + 4))
    amounts = [r["net_amount"] for r in result.candidates + result.rejects]
    assert sum(a for a in amounts if a is not None) == Decimal(20) * len(broken) - 20 + 1 + 40


def test_running_it_again_writes_the_same_rows(run) -> None:
    rows = [line(Invoice_No=f"I{i % 7}", End_Customer=f"Name {i}") for i in range(200)]
    first, second = run(HEADINGS, rows), run(HEADINGS, rows)
    assert (first.candidates, first.report) == (second.candidates, second.report)


def test_many_rows_and_few_are_read_alike(run) -> None:
    """Small files are normalised with another engine; the same lines mean the same in either."""
    lines = [
        line(),
        line(Invoice_No="I2", Qty="(1)", Unit_Price="$ 1,234.50", Net_Amount="-1234.50 "),
        line(Invoice_No=' "I3" ', Invoice_Date="2025-03-06 10:15", Reseller="  Twin   Ltd ", End_Customer='="Nova"'),
        line(Invoice_No="I4", Vendor_Part="no such", Currency="eur"),
        line(Invoice_No=None, Invoice_Date="n/a", Net_Amount="２０.00", End_Customer="日本 商事\u200b"),
        line(Invoice_No="I6", Qty="five", Currency="DOGE", Net_Amount="1,234.5678"),
        line(Invoice_No="I7", Unit_Price="0.125", Net_Amount="0.25"),
        line(Invoice_No="I8", Qty="-2", Unit_Price="EUR 1 234.50", Net_Amount="-2,469.00", Reseller="'Acme'\x1f"),
        line(Invoice_No="I9", Unit_Price=None, Net_Amount="0,250"),
    ]
    few = run(HEADINGS, lines)
    many = run(HEADINGS, lines * (SMALL_ROWS // len(lines) + 1))
    types = [[[(f.name, f.type) for f in schema] for schema in result.schema] for result in (few, many)]
    assert types[0] == types[1]
    assert [r["code"] for r in few.rejects] == ["UNKNOWN_PRODUCT", "INVALID_DATE", "INVALID_NUMBER"]
    for rows_of_few, rows_of_many in ((few.candidates, many.candidates), (few.rejects, many.rejects)):
        assert rows_of_many[: len(rows_of_few)] == rows_of_few
        assert len(rows_of_many) == len(rows_of_few) * (SMALL_ROWS // len(lines) + 1)
    for one, other in zip(few.report.cleaned, many.report.cleaned, strict=True):
        assert (one.heading, one.what, one.first_line) == (other.heading, other.what, other.first_line)
        assert one.row_count * (SMALL_ROWS // len(lines) + 1) == other.row_count
