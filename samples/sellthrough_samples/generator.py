"""Write the made-up vendor's workspace, a year of its partners' files and the truth. Same seed, same content."""

import json
from pathlib import Path
from random import Random
from typing import Any

from sellthrough_samples import house, layouts
from sellthrough_samples.habits import NIL_REPORT, Report, reports_of
from sellthrough_samples.sales import Sale, Shipment, Stock, sales_of, stock_of
from sellthrough_samples.truth import reject_truth, sell_through_truth, weeks_of_supply_truth
from sellthrough_samples.vendor import PARTNERS, SamplePartner, products, quarter_of_month
from sellthrough_samples.workbook import nordwind
from sellthrough_samples.workspace import write_workspace

_FIRST_RECORD = {"nordwind": 5}


def _year_of(partner: SamplePartner, rng: Random) -> list[Sale]:
    sales = sales_of(partner, products(), rng)
    return [s for s in sales if (partner.partner_id, quarter_of_month(s.month)) != NIL_REPORT]


def _write_report(report: Report, inbox: Path, stock: dict[str, list[Stock]]) -> Path:
    if report.partner.style == "nordwind":
        return nordwind(report, inbox, stock[report.period])
    return layouts.WRITERS[report.partner.style](report, inbox)


def _write_partner(
    partner: SamplePartner, inbox: Path, seed: int, truth: dict[str, Any]
) -> tuple[list[Sale], list[Shipment]]:
    rng = Random(f"{seed}/{partner.partner_id}")
    sales = _year_of(partner, rng)
    stock, shipments = stock_of(sales, rng)
    for report in reports_of(partner, sales, rng):
        path = _write_report(report, inbox, stock)
        truth["rejects"] += (
            reject_truth(report, path.name, _FIRST_RECORD.get(partner.style, 2)) if report.stands else []
        )
        truth["duplicates"] += sum(line.is_repeat for line in report.lines) if report.stands else 0
    if not partner.has_inventory:
        return sales, []
    if partner.style != "nordwind":
        for quarter in sorted(stock)[1::2]:  # stock is counted at the half-year
            layouts.write_stock(partner.partner_id, quarter, stock[quarter], inbox)
    last = stock[max(stock)]
    truth["on_hand_units"][partner.partner_id] = sum(row.closing for row in last)
    truth["weeks_of_supply"][partner.partner_id] = weeks_of_supply_truth(sales, last)
    return sales, shipments


def generate(folder: Path, seed: int = 20250101) -> Path:
    """Write a workspace with inbox/ and truth.json into `folder`.

    Args:
        folder: Made if it is absent; files of the same names are replaced.
        seed: Same seed, same files (XLSX apart, whose container carries the time of writing).

    Returns:
        The path of truth.json.
    """
    write_workspace(folder)
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    truth: dict[str, Any] = {"rejects": [], "duplicates": 0, "on_hand_units": {}, "weeks_of_supply": {}}
    sales: list[Sale] = []
    shipments: list[Shipment] = []
    for partner in PARTNERS:
        sold, shipped = _write_partner(partner, inbox, seed, truth)
        sales += sold
        shipments += shipped
    twice = inbox / "harbor_pos_202508.csv"
    (inbox / "harbor_pos_202508 (1).csv").write_bytes(twice.read_bytes())
    (inbox / "Forecast 2026 Kanda.csv").write_text("month,units\n2026-01,120\n", encoding="utf-8")
    house.write_shipments(shipments, inbox)
    truth["sell_through"] = sell_through_truth(sales)
    truth["sell_in_units"] = sum(s.quantity for s in shipments)
    truth["bookings"] = house.write_orders(products(), inbox, Random(f"{seed}/orders"))
    deals = house.write_opportunities(products(), inbox, Random(f"{seed}/opportunities"))
    truth["opportunities"] = {
        key: value if isinstance(value, int) else str(value) for key, value in vars(deals).items()
    }
    truth["live_contracts"] = house.write_contracts(products(), inbox, Random(f"{seed}/contracts"))
    path = folder / "truth.json"
    path.write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
