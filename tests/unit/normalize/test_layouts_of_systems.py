"""Layouts as merchandise and accounting systems and distributors' reports print them: right at once, nothing wrong."""

from dataclasses import replace
from random import Random

import pytest
from bench.layouts import map_layout

from sellthrough.normalize.recognition.decoration import undecorated
from sellthrough_samples.wild.layouts import WildLayout
from sellthrough_samples.wild.values import CELLS, LOCALES, Lines

# Language, then each heading with what its column holds; a "?" where a person may be asked.
SYSTEMS = {
    "billing list with the technical names": "en | FKDAT=sold_date | VBELN=invoice_number | POSNR=invoice_line | "
    "KUNAG=reseller_code | MATNR=product_code | ARKTX=description | FKIMG=quantity_units | VRKME=unit_of_measure | "
    "NETWR=net_amount | WAERK=net_currency",
    "billing list": "de | Fakturadatum=sold_date | Faktura=invoice_number | Pos.=invoice_line | Auftraggeber=?reseller_code | "
    "Name des Auftraggebers=reseller_name | Material=product_code | Bezeichnung=description | "
    "Fakturierte Menge=quantity_units | VME=unit_of_measure | Nettowert=net_amount | Währg=net_currency",
    "business warehouse": "en | Calendar Day=sold_date | Material=product_code | Material Description=description | "
    "Sold-to Party Name=reseller_name | Invoiced Quantity=quantity_units | Net Sales=net_amount | Currency=net_currency",
    "warehouse stock": "de | Material=product_code | Materialkurztext=description | Werk=kind | LOrt=location_code | "
    "Frei verwendbar=on_hand_units | BME=unit_of_measure | In Qualitätsprüfung=reserved",
    "bookkeeping transfer": "de | Belegdatum=sold_date | Belegfeld 1=invoice_number | Kunde=reseller_name | "
    "Artikel=product_code | Stück=quantity_units | Umsatz (ohne Soll/Haben-Kz)=net_amount | WKZ Umsatz=net_currency",
    "small firm's invoices": "de | Rechnungs-Datum=sold_date | Rechnungs-Nr.=invoice_number | Kunden-Nr.=reseller_code | "
    "Firma=reseller_name | Artikel-Nr.=product_code | Menge=quantity_units | VK netto=unit_price_amount | "
    "Summe netto=net_amount",
    "item ledger": "de | Buchungsdatum=sold_date | Belegnr.=invoice_number | Artikelnr.=product_code | "
    "Beschreibung=description | Fakturierte Menge=quantity_units",
    "distributor, German": "de | Rechnungsdatum=sold_date | ALSO Artikel=partner_product_code | "
    "Hersteller Artikelnummer=product_code | EAN=gtin | Anzahl=quantity_units | Kunde Name=reseller_name | "
    "Kunde PLZ=postcode | Kunde Ort=city_name | Kunde Land=country | Endkunde=customer_name",
    "distributor, point of sale": "en | SHIP DATE=sold_date | ORDER NBR=order_number | CUST NAME=reseller_name | "
    "CUST CITY=city_name | VENDOR PART NBR=product_code | IM SKU=partner_product_code | UPC=gtin | "
    "QTY SHIP=quantity_units | EXT SALES=net_amount | END USER NAME=customer_name",
    "distributor, invoices": "en | INV DT=sold_date | INV#=invoice_number | CUST#=reseller_code | "
    "CUSTOMER NAME=reseller_name | MFG P/N=product_code | SNX SKU=partner_product_code | SHIP QTY=quantity_units | "
    "UNIT PRC=unit_price_amount | EXT PRC=net_amount | SPA#=special_price_number",
    "receivables": "en | TRX_DATE=sold_date | TRX_NUMBER=invoice_number | LINE_NUMBER=invoice_line | "
    "BILL_TO_CUSTOMER_NAME=reseller_name | INVENTORY_ITEM=product_code | QUANTITY_INVOICED=quantity_units | "
    "UNIT_SELLING_PRICE=unit_price_amount | EXTENDED_AMOUNT=net_amount | INVOICE_CURRENCY_CODE=net_currency",
    "saved search": "en | Internal ID=invoice_line_id | Transaction Date=sold_date | Transaction Number=invoice_number | "
    "Item: Name=product_code | Quantity=quantity_units | Amount (Net)=net_amount | Currency=net_currency",
    "French merchandise": "fr | Date pièce=sold_date | N° pièce=invoice_number | Code tiers=reseller_code | "
    "Intitulé tiers=reseller_name | Référence article=product_code | Quantité facturée=quantity_units | "
    "PU HT=unit_price_amount | Montant HT=net_amount",
    "French turnover": "fr | Date vente=sold_date | Code client=reseller_code | Raison sociale=reseller_name | "
    "Réf. fabricant=product_code | Libellé=description | Qté vendue=quantity_units | CA HT=net_amount",
    "French stock": "fr | Référence=product_code | Désignation=description | Dépôt=location_code | "
    "Stock réel=on_hand_units | Stock réservé=reserved | En commande=on_order_units",
    "Spanish billing": "es | Fecha de factura=sold_date | Nombre del solicitante=reseller_name | Material=product_code | "
    "Texto breve=description | Cantidad facturada=quantity_units | Valor neto=net_amount | Moneda=net_currency",
    "Japanese sales": "ja | 伝票日付=sold_date | 伝票番号=invoice_number | 得意先名=reseller_name | 型番=product_code | "
    "品名=description | 売上数量=quantity_units | 税抜売上額=net_amount | 納品先=?customer_name",
    "Japanese dealer price": "ja | 出荷日=sold_date | 販売店名=reseller_name | エンドユーザー名=customer_name | "
    "メーカー型番=product_code | 出荷数=quantity_units | 仕切単価=unit_price_amount | 金額(税抜)=net_amount",
    "Dutch": "de | Factuurdatum=sold_date | Factuurnummer=invoice_number | Klant=reseller_name | Artikelcode=product_code | "
    "Omschrijving=description | Aantal=quantity_units | Bedrag=net_amount",
    "Italian": "de | Data fattura=sold_date | Numero fattura=invoice_number | Cliente=reseller_name | "
    "Codice articolo=product_code | Descrizione=description | Quantità=quantity_units | Importo netto=net_amount",
}
OTHERS = {"kind", "reserved", "invoice_line_id"}


def layout_of(name: str, decoration: str = "{}") -> WildLayout:
    language, *columns = SYSTEMS[name].split(" | ")
    headings, kinds = zip(*(column.rsplit("=", 1) for column in columns), strict=True)
    kinds = tuple(kind.lstrip("?") for kind in kinds)
    rng = Random(name)
    lines = Lines(rng, rng.choice(LOCALES[language]), 40)
    lines.has_signs = False
    cells = [[str(88_000 + at) for at in range(40)] if k == "invoice_line_id" else CELLS[k](lines) for k in kinds]
    is_stock = "on_hand_units" in kinds
    return WildLayout(
        name=name, source=name, language=language, record_type="inventory" if is_stock else "sell_through",
        headings=tuple(decoration.format(heading, at=at) for at, heading in enumerate(headings, 1)),
        fields=tuple(None if kind in OTHERS else kind for kind in kinds), kinds=kinds, mandatory=(),
        rows=tuple(zip(*cells, strict=True)), locale=lines.locale,
    )  # fmt: skip


@pytest.mark.feature("C28", "E10")
@pytest.mark.parametrize("name", SYSTEMS)
def test_the_columns_of_known_systems_are_right_at_once(name: str) -> None:
    layout = layout_of(name)
    mapping = map_layout(layout)
    assert mapping is not None
    may_be_asked = {column.split("=?")[1] for column in SYSTEMS[name].split(" | ") if "=?" in column}
    expected = {field: place for place, field in enumerate(layout.fields, 1) if field}
    given = {field: place for field, place in mapping.positions.items() if layout.fields[place - 1]}
    assert {f: p for f, p in expected.items() if f not in may_be_asked} == {
        f: p for f, p in given.items() if f not in may_be_asked
    }
    assert all(given[field] == expected[field] for field in may_be_asked & given.keys())


@pytest.mark.feature("C28")
@pytest.mark.parametrize("decoration", ["{at}. {0}", "Sales.{0}", "Export[{0}]", "tblq_{0}"])
@pytest.mark.parametrize("name", ["French merchandise", "distributor, point of sale", "Japanese dealer price"])
def test_headings_that_are_numbered_or_carry_their_tables_name_mean_the_same(name: str, decoration: str) -> None:
    layout = layout_of(name, decoration)
    mapping, plain = map_layout(layout), map_layout(layout_of(name))
    assert mapping is not None and plain is not None
    assert mapping.positions == plain.positions
    assert [column.heading for column in mapping.columns] == list(layout.headings)


@pytest.mark.feature("C28", "E12")
@pytest.mark.parametrize("name", ["French merchandise", "distributor, invoices", "Japanese sales"])
def test_bands_over_the_columns_that_say_nothing_change_nothing(name: str) -> None:
    plain = layout_of(name)
    half = len(plain.headings) // 2
    bands = ["Document"] * half + ["Values"] * (len(plain.headings) - half)
    joined = tuple(f"{band} {heading}" for band, heading in zip(bands, plain.headings, strict=True))
    mapping, expected = map_layout(replace(plain, headings=joined)), map_layout(plain)
    assert mapping is not None and expected is not None
    assert mapping.positions == expected.positions


def test_a_band_that_says_whose_columns_these_are_counts() -> None:
    assert undecorated(["Reseller Name", "Reseller City", "Values Qty", "Values Net"]) == (
        "Reseller Name", "Reseller City", "Qty", "Net",
    )  # fmt: skip
    headings = ("Document No", "Document Date", "SKU", "Values Qty")
    assert undecorated(headings) == headings


@pytest.mark.parametrize("word", ["Stock", "Order", "Geplante"])
def test_a_word_that_means_something_stays_before_all_headings(word: str) -> None:
    layout = layout_of("item ledger", word + " {0}")
    mapping = map_layout(layout)
    assert mapping is None or "quantity_units" not in mapping.positions
