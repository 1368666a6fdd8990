"""What truly happened: sales and returns by partner, what the vendor shipped, and the stock that follows. Seeded."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from sellthrough_samples.vendor import MONTHS, SamplePartner, SampleProduct, buyers_in, exchange_rates


@dataclass(frozen=True)
class Sale:
    """One invoice line; quantity and amount are negative for a return. Amount in the partner's currency."""

    partner: SamplePartner
    sold: date
    invoice: str
    line: int
    product: SampleProduct
    quantity: int
    amount: Decimal
    buyer: str
    city: str
    state: str

    @property
    def month(self) -> str:
        """YYYY-MM."""
        return f"{self.sold:%Y-%m}"

    @property
    def usd(self) -> Decimal:
        """Amount in US dollars at the rate of the month, not rounded."""
        return self.amount / exchange_rates()[self.month, self.partner.currency]


def _amount(rng: Random, product: SampleProduct, quantity: int, currency: str, month: str) -> Decimal:
    price = product.list_price * exchange_rates()[month, currency] * Decimal(rng.randint(80, 97)) / 100
    step = Decimal(1) if currency == "JPY" else Decimal("0.01")
    return (price.quantize(step, ROUND_HALF_UP) * quantity).quantize(step)


def sales_of(partner: SamplePartner, catalogue: tuple[SampleProduct, ...], rng: Random) -> list[Sale]:
    """A year of invoice lines of one partner in order of date; about 2 % are returns with their own credit note."""
    sales: list[Sale] = []
    document = rng.randint(20000, 60000)
    for month in MONTHS:
        year, number = int(month[:4]), int(month[5:])
        season = 1 + 0.25 * (number in (3, 6, 11, 12))
        lines = 0
        while lines < partner.lines_a_month * season:
            document += rng.randint(1, 3)
            sold = date(year, number, rng.randint(1, calendar.monthrange(year, number)[1]))
            buyer, city, state = rng.choice(buyers_in(partner.country))
            chosen = rng.sample(catalogue, rng.randint(1, 5))
            for line, product in enumerate(chosen, 1):
                quantity = rng.choice((1, 1, 1, 2, 2, 3, 4, 5, 10, 12, 25))
                sign, invoice = (
                    (-1, f"CN{document}") if rng.random() < 0.02 else (1, f"{partner.partner_id[:2]}{document}")
                )
                amount = _amount(rng, product, quantity * sign, partner.currency, month)
                sales.append(Sale(partner, sold, invoice, line, product, quantity * sign, amount, buyer, city, state))
                lines += 1
    return sorted(sales, key=lambda s: (s.sold, s.invoice, s.line))


@dataclass(frozen=True)
class Stock:
    """Stock of one product at the close of a quarter."""

    product: SampleProduct
    opening: int
    received: int
    closing: int


@dataclass(frozen=True)
class Shipment:
    """One line that the vendor shipped to a distributor."""

    shipped: date
    partner: SamplePartner
    product: SampleProduct
    quantity: int
    amount: Decimal


def stock_of(sales: list[Sale], rng: Random) -> tuple[dict[str, list[Stock]], list[Shipment]]:
    """Stock at each quarter's end, and the shipments that explain it: closing = opening + received - sold."""
    sold: dict[tuple[str, str], int] = defaultdict(int)
    for sale in sales:
        sold[sale.product.product_id, f"{sale.sold.year}-Q{(sale.sold.month + 2) // 3}"] += sale.quantity
    partner = sales[0].partner
    by_id = {s.product.product_id: s.product for s in sales}
    quarters: dict[str, list[Stock]] = {}
    shipments: list[Shipment] = []
    on_hand = {product_id: rng.randint(4, 14) for product_id in by_id}
    for number in range(1, 5):
        quarter = f"{sales[0].sold.year}-Q{number}"
        rows = []
        for product_id in sorted(by_id):
            product = by_id[product_id]
            gone = sold[product_id, quarter]
            received = max(0, gone + rng.randint(0, 6) - on_hand[product_id] // 3)
            closing = on_hand[product_id] + received - gone
            rows.append(Stock(product, on_hand[product_id], received, closing))
            if received:
                shipped = date(sales[0].sold.year, number * 3 - 2, rng.randint(1, 28))
                amount = (product.list_price * Decimal("0.72")).quantize(Decimal("0.01")) * received
                shipments.append(Shipment(shipped, partner, product, received, amount))
            on_hand[product_id] = closing
        quarters[quarter] = rows
    return quarters, shipments
