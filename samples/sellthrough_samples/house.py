"""The vendor's own reports: shipments, orders, opportunities and contracts, with their true figures."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from sellthrough_samples.sales import Shipment
from sellthrough_samples.vendor import PARTNERS, RENEWING, YEAR, SampleProduct, buyers_in, quarter_of_month

OWNERS = (
    ("Ines Okafor", "Paula Reyes", "Americas"),
    ("Tom Lindqvist", "Paula Reyes", "Americas"),
    ("Katrin Vogel", "Marc Aubert", "Europe"),
    ("Julien Petit", "Marc Aubert", "Europe"),
    ("Haruka Ito", "Marc Aubert", "Asia"),
)
STAGES = {"Prospecting": 0.1, "Negotiation": 0.5, "Won": 1.0, "Lost": 0.0}


def _csv(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def write_shipments(shipments: list[Shipment], folder: Path) -> None:
    """One file a quarter: what the vendor shipped to each distributor."""
    rows: dict[str, list[str]] = defaultdict(list)
    for index, s in enumerate(
        sorted(shipments, key=lambda x: (x.shipped, x.partner.partner_id, x.product.product_id)), 1
    ):
        quarter = quarter_of_month(f"{s.shipped:%Y-%m}")
        rows[quarter].append(
            f"{s.shipped},{s.partner.partner_id},{s.product.product_id},{s.quantity},{s.amount},SH{index:06d}"
        )
    for quarter, lines in rows.items():
        _csv(folder / f"erp_shipments_{quarter}.csv", "ship_date,partner_id,sku,units,net_usd,shipment_no", lines)


def write_orders(catalogue: tuple[SampleProduct, ...], folder: Path, rng: Random) -> dict[str, str]:
    """One file a quarter: order lines booked, and those cancelled later. Returns the true bookings by month, in USD."""
    rows: dict[str, list[str]] = defaultdict(list)
    bookings: dict[str, Decimal] = defaultdict(Decimal)
    for number in range(1, 481):
        booked = date(YEAR, 1, 1) + timedelta(days=rng.randrange(340))
        partner = rng.choice(PARTNERS)
        product = rng.choice(catalogue)
        quantity = rng.randint(1, 20)
        amount = (product.list_price * Decimal("0.72")).quantize(Decimal("0.01")) * quantity
        cancelled = booked + timedelta(days=rng.randint(1, 20)) if rng.random() < 0.08 else None
        bookings[f"{booked:%Y-%m}"] += amount
        if cancelled:
            bookings[f"{cancelled:%Y-%m}"] -= amount
        status = "cancelled" if cancelled else "booked"
        rows[quarter_of_month(f"{booked:%Y-%m}")].append(
            f"SO{number:05d},1,{booked},{status},{cancelled or ''},{partner.partner_id},"
            f"{product.product_id},{quantity},{amount}"
        )
    for quarter, lines in rows.items():
        header = "order_no,order_line,order_date,status,cancel_date,partner_id,sku,quantity,net_usd"
        _csv(folder / f"erp_orders_{quarter}.csv", header, lines)
    return {month: str(amount) for month, amount in sorted(bookings.items())}


@dataclass
class OpportunityTruth:
    """True figures of the newest opportunity snapshot, in USD."""

    won_amount: Decimal = Decimal(0)
    won: int = 0
    lost: int = 0
    open: int = 0
    pipeline_amount: Decimal = Decimal(0)
    weighted_amount: Decimal = Decimal(0)


def write_opportunities(catalogue: tuple[SampleProduct, ...], folder: Path, rng: Random) -> OpportunityTruth:
    """Two monthly snapshots of the CRM; open deals have no amount and count at list price."""
    deals = []
    for number in range(1, 261):
        created = date(YEAR, 1, 1) + timedelta(days=rng.randrange(330))
        stage = rng.choice(("Prospecting", "Negotiation", "Won", "Won", "Lost"))
        closed = (
            min(created + timedelta(days=rng.randint(5, 60)), date(YEAR, 12, 28)) if stage in ("Won", "Lost") else None
        )
        owner = rng.choice(OWNERS)[0]
        product = rng.choice(catalogue)
        buyer = rng.choice(buyers_in(rng.choice(("US", "DE", "GB", "FR"))))[0].replace(",", "")
        amount = (
            product.list_price * rng.randint(1, 30) if stage == "Won" else (Decimal(0) if stage == "Lost" else None)
        )
        deals.append((f"OPP{number:04d}", owner, product, buyer, stage, created, closed, amount))
    header = "opportunity_id,sales_agent,sku,account,deal_stage,created_date,close_date,amount_usd"
    for month in (11, 12):
        cut = date(YEAR, month, 30)
        rows = []
        for key, owner, product, buyer, stage, created, closed, amount in deals:
            if created > cut:
                continue
            is_open = closed is None or closed > cut
            shown = "Negotiation" if is_open and closed else stage
            value = "" if is_open or amount is None else str(amount)
            rows.append(
                f"{key},{owner},{product.product_id},{buyer},{shown},{created},{'' if is_open else closed},{value}"
            )
        _csv(folder / f"crm_opportunities_{YEAR}-{month:02d}.csv", header, rows)
    truth = OpportunityTruth()
    for _, _, product, _, stage, _, _, amount in deals:
        if stage == "Won":
            truth.won += 1
            truth.won_amount += amount or 0
        elif stage == "Lost":
            truth.lost += 1
        else:
            truth.open += 1
            truth.pipeline_amount += product.list_price
            truth.weighted_amount += product.list_price * Decimal(str(STAGES[stage]))
    return truth


def write_contracts(catalogue: tuple[SampleProduct, ...], folder: Path, rng: Random) -> int:
    """One snapshot of 161 service contracts. Returns how many are not cancelled."""
    plans = [p for p in catalogue if p.category in ("Services", "Software")]
    rows, live = [], 0
    for number in range(1, 161):
        start = date(YEAR - 1, 1, 1) + timedelta(days=rng.randrange(700))
        end = start + timedelta(days=364)
        status = "cancelled" if rng.random() < 0.05 else "live"
        country = rng.choice(("US", "DE", "GB", "FR"))
        buyer = rng.choice(buyers_in(country))[0].replace(",", "")
        plan = rng.choice(plans)
        live += status == "live"
        rows.append(f"CT{number:05d},{status},{start},{end},{plan.product_id},{buyer},{country},1,{plan.list_price}")
    # Whoever looks on 7 February 2026 finds that this one ends in 30 days: the demo's renewal notice.
    rows.append(f"CT00161,live,2025-03-10,2026-03-09,{plans[0].product_id},{RENEWING},US,1,{plans[0].list_price}")
    live += 1
    header = "contract_no,status,start_date,end_date,sku,customer,country,quantity,net_usd"
    _csv(folder / f"erp_contracts_{YEAR}-12.csv", header, rows)
    return live
