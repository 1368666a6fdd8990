"""Headings find their fields by the agreement or by synonyms; what is not certain holds the file."""

import pytest

from sellthrough.errors import Held, Refused
from sellthrough.model.fields import fields_of, fold_heading
from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Feed, Layout
from sellthrough.normalize.currencies import currency_in_heading
from sellthrough.normalize.mapping import map_columns

RECORD_TYPES = ["sell_through", "inventory", "sell_in", "opportunities", "orders", "contracts"]


def mapped(headings: list[str], record_type: str = "sell_through", **layout: object) -> dict[str, str | None]:
    feed = Feed(feed="pos", record_type=record_type, files=".*", layout=Layout.model_validate(layout))  # type: ignore[arg-type]
    report = ReadReport(kind="delimited", headings=tuple(headings), rows_in=1)
    mapping = map_columns(report, feed, {"EUR", "CAD", "USD"}, buyer_is_customer=record_type != "sell_through")
    return {c.heading: c.field for c in mapping.columns}


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_no_synonym_means_two_fields_of_one_record_type(record_type: str) -> None:
    synonyms = [s for spec in fields_of(record_type).values() for s in set(spec.synonyms)]
    assert sorted(synonyms) == sorted(set(synonyms))
    assert all(synonyms)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("N° pièce", "n piece"),
        ("Vendor Part #", "VENDOR_PART"),
        ("Qté", "QTE"),
        ("数量", " 数量 "),
        ("売上金額（円）", "売上金額円"),
    ],
)
def test_headings_fold_alike_whatever_their_case_accents_and_signs(one: str, other: str) -> None:
    assert fold_heading(one) == fold_heading(other)


@pytest.mark.feature("E10", "M22")
@pytest.mark.parametrize(
    "headings",
    [
        {"Invoice No": "invoice_number", "Invoice Date": "sold_date", "Vendor Part #": "product_code",
         "Qty": "quantity_units", "Ext Price (USD)": "net_amount", "Sold-To Name": "reseller_name", "State": "region_text"},
        {"Rechnung": "invoice_number", "Datum": "sold_date", "Artikelnr.": "product_code", "Bezeichnung": "description",
         "Menge": "quantity_units", "Umsatz EUR": "net_amount", "Händler": "reseller_name", "Ort": "city_name"},
        {"Date de facture": "sold_date", "N° pièce": "invoice_number", "Référence": "product_code",
         "Désignation": "description", "Quantité": "quantity_units", "Montant net €": "net_amount", "Client": "reseller_name"},
        {"Fecha de factura": "sold_date", "Nº de factura": "invoice_number", "Referencia": "product_code",
         "Cantidad": "quantity_units", "Importe neto": "net_amount", "Cliente": "reseller_name", "País": "country"},
        {"売上日": "sold_date", "伝票番号": "invoice_number", "品番": "product_code", "数量": "quantity_units",
         "金額": "net_amount", "販売店": "reseller_name", "エンドユーザー": "customer_name"},
        {"sku": "product_code", "product": "description", "units": "quantity_units", "net_cad": "net_amount",
         "bill_date": "sold_date", "doc_no": "invoice_number", "customer": "reseller_name"},
        {"Ship Date": "sold_date", "Order": "order_number", "Item": "product_code", "End Customer": "customer_name",
         "Units": "quantity_units", "Net Amount": "net_amount", "Ccy": "net_currency"},
    ],
)  # fmt: skip
def test_headings_of_five_languages_are_known(headings: dict[str, str]) -> None:
    assert mapped(list(headings)) == headings


@pytest.mark.parametrize(
    ("record_type", "headings"),
    [
        ("inventory", {"Artikelnr.": "product_code", "Anfangsbestand": "opening_units", "Zugang": "received_units",
                       "Endbestand": "on_hand_units"}),
        ("inventory", {"SKU": "product_code", "Qty": "on_hand_units", "Warehouse": "location_code"}),
        ("opportunities", {"opportunity_id": "opportunity_id", "sales_agent": "owner_name", "product": "product_code",
                           "account": "customer_name", "deal_stage": "stage_name", "engage_date": "created_date",
                           "close_date": "close_date", "close_value": "net_amount"}),
        ("contracts", {"Contract No": "contract_number", "Start Date": "start_date", "End Date": "end_date",
                       "Part No": "product_code", "Customer": "customer_name", "Status": "contract_status"}),
    ],
)  # fmt: skip
def test_the_same_heading_means_what_its_record_type_needs(record_type: str, headings: dict[str, str]) -> None:
    assert mapped(list(headings), record_type) == headings


def test_a_plain_customer_beside_a_reseller_is_the_end_customer() -> None:
    assert mapped(["Reseller", "Customer"]) == {"Reseller": "reseller_name", "Customer": "customer_name"}


def test_the_invoice_date_counts_before_the_ship_date() -> None:
    assert mapped(["Ship Date", "Invoice Date"]) == {"Ship Date": None, "Invoice Date": "sold_date"}


def test_two_synonyms_of_one_field_hold_the_file() -> None:
    with pytest.raises(Held, match=r"UNCLEAR_LAYOUT.*Net Amount.*Net Value.*net_amount"):
        mapped(["Net Amount", "Net Value"])


def test_the_agreement_settles_what_synonyms_cannot() -> None:
    found = mapped(["Net Amount", "Net Value"], columns={"net value": "net_amount", "Net Amount": "ignore"})
    assert found == {"Net Amount": None, "Net Value": "net_amount"}


def test_a_note_that_changes_the_meaning_is_not_dropped() -> None:
    assert mapped(["Amount (gross)", "金額（千円）"]) == {"Amount (gross)": None, "金額（千円）": None}


def test_a_file_without_headings_is_mapped_by_position() -> None:
    layout = {"header": False, "columns": {"1": "invoice_number", "3": "product_code"}}
    report = ReadReport(kind="delimited", headings=("", "", ""), rows_in=1)
    feed = Feed(feed="pos", record_type="sell_through", files=".*", layout=Layout.model_validate(layout))
    assert map_columns(report, feed).positions == {"invoice_number": 1, "product_code": 3}


@pytest.mark.parametrize(
    ("heading", "code"),
    [("Umsatz EUR", "EUR"), ("net_cad", "CAD"), ("Montant net €", "EUR"), ("Ext Price (USD)", "USD"), ("netAmountEUR", "EUR"),
     ("Net all", None), ("Amount", None), ("EUR or USD", None)],
)  # fmt: skip
def test_a_heading_may_name_the_currency(heading: str, code: str | None) -> None:
    assert currency_in_heading(heading, frozenset({"EUR", "CAD", "USD"})) == code


@pytest.mark.feature("E11")
def test_missing_columns_are_named(run) -> None:
    with pytest.raises(Refused, match=r"MISSING_COLUMNS.*sold_date, quantity_units") as refused:
        run(["Invoice No", "SKU"], [["I1", "VX-100"]])
    assert "Invoice No" in refused.value.detail


@pytest.mark.feature("E8")
def test_an_agreement_may_require_more_and_a_constant_satisfies_it(run) -> None:
    headings, rows = ["Invoice Date", "SKU", "Qty"], [["2025-03-01", "VX-100", "1"]]
    assert run(headings, rows).report.accepted_rows == 1
    with pytest.raises(Refused, match="reseller_name"):
        run(headings, rows, required=("reseller_name",))
    result = run(headings, rows, required=("reseller_name",), layout={"constants": {"reseller_name": "Acme Inc"}})
    assert result.candidates[0]["reseller_id"] == "R1"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Verschickt", "3"), ("Kolumna", "VX-100"), ("Tag", "2025-03-01")],
    ids=["number", "product", "date"],
)
def test_an_unknown_heading_that_could_be_a_mandatory_field_holds_the_file(run, heading: str, cell: str) -> None:
    known = {"3": "Qty", "VX-100": "SKU", "2025-03-01": "Invoice Date"}
    headings = [heading if c == cell else h for c, h in known.items()]
    with pytest.raises(Held, match=f"UNCLEAR_LAYOUT.*{heading}"):
        run(headings, [list(known)])


def test_unmapped_headings_are_reported_and_kept_out(run) -> None:
    result = run(["Invoice Date", "SKU", "Qty", "Margin"], [["2025-03-01", "VX-100", "1", "17"]])
    assert [(c.heading, c.how) for c in result.report.columns][-1] == ("Margin", "unmapped")
    assert "17" not in {str(v) for v in result.candidates[0].values()}


def test_a_column_that_the_agreement_expects_and_the_file_lacks_is_an_issue(run) -> None:
    rows = [["2025-03-01", "VX-100", "1"]]
    result = run(["Invoice Date", "SKU", "Qty"], rows, layout={"columns": {"Umsatz": "net_amount"}})
    assert [i.code for i in result.report.issues] == ["MISSING_COLUMNS"]
