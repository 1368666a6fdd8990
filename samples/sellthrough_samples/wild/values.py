"""A field or another kind of column and a locale in, the cells of that column out; all made up, seeded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sellthrough_samples.vendor import SampleProduct, buyers_in, products


@dataclass(frozen=True)
class Locale:
    """How one country writes: date pattern of strftime, decimal and thousands mark, currency code and sign."""

    country: str
    dates: tuple[str, ...]
    decimal: str
    thousands: str
    currency: str
    sign: str


LOCALES: dict[str, tuple[Locale, ...]] = {
    "en": (
        Locale("US", ("%m/%d/%Y", "%Y-%m-%d", "%d-%b-%y", "%m/%d/%y"), ".", ",", "USD", "$"),
        Locale("GB", ("%d/%m/%Y", "%Y-%m-%d", "%d %b %Y"), ".", ",", "GBP", "£"),
    ),
    "de": (Locale("DE", ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"), ",", ".", "EUR", "€"),),
    "fr": (Locale("FR", ("%d/%m/%Y", "%Y-%m-%d"), ",", "\u202f", "EUR", "€"),),
    "es": (Locale("FR", ("%d/%m/%Y", "%d-%m-%Y"), ",", ".", "EUR", "€"),),
    "ja": (Locale("JP", ("%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"), ".", ",", "JPY", "¥"),),
}


@dataclass
class Lines:
    """The true lines under one layout, before they are spelt."""

    rng: Random
    locale: Locale
    count: int
    products: list[SampleProduct] = field(init=False)
    quantities: list[int] = field(init=False)
    prices: list[Decimal] = field(init=False)
    dates: list[date] = field(init=False)
    pattern: str = field(init=False)
    has_signs: bool = field(init=False)
    has_thousands: bool = field(init=False)

    def __post_init__(self) -> None:
        rng = self.rng
        self.products = [rng.choice(products()) for _ in range(self.count)]
        self.quantities = [rng.choice((1, 1, 2, 3, 5, 8, 10, 12, 24, 40, 120)) for _ in range(self.count)]
        for index in rng.sample(range(self.count), self.count // 15):
            self.quantities[index] *= -1
        scale = 150 if self.locale.currency == "JPY" else 1
        self.prices = [
            (p.list_price * scale * Decimal(rng.randint(70, 95)) / 100).quantize(Decimal(1 if scale > 1 else "0.01"))
            for p in self.products
        ]
        start = date(2025, rng.randint(1, 11), 1)
        self.dates = [start + timedelta(days=rng.randint(0, 27)) for _ in range(self.count)]
        self.pattern = rng.choice(self.locale.dates)
        self.has_signs, self.has_thousands = rng.random() < 0.2, rng.random() < 0.6

    def money(self, value: Decimal) -> str:
        """The amount as the locale writes it."""
        text = f"{value:,}" if self.locale.currency == "JPY" else f"{value:,.2f}"
        marks = {",": self.locale.thousands if self.has_thousands else "", ".": self.locale.decimal}
        text = "".join(marks.get(c, c) for c in text)
        return f"{self.locale.sign}{text}" if self.has_signs else text

    def day(self, value: date) -> str:
        """The date as this file writes it."""
        return value.strftime(self.pattern)


def _sparse(rng: Random, cells: list[str], share: float) -> list[str]:
    return [cell if rng.random() < share else "" for cell in cells]


def _buyers(lines: Lines, place: int) -> list[str]:
    known = buyers_in(lines.locale.country)
    shift = lines.rng.randrange(len(known))
    return [known[(i * 7 + shift + len(p.product_id)) % len(known)][place] for i, p in enumerate(lines.products)]


def _numbered(prefix: str, start: int, step: int) -> Callable[[Lines], list[str]]:
    def cells(lines: Lines) -> list[str]:
        first = start + lines.rng.randrange(5000)
        return [f"{prefix}{first + i // 3 * step}" for i in range(lines.count)]

    return cells


def _small(low: int, high: int) -> Callable[[Lines], list[str]]:
    return lambda lines: [str(lines.rng.randint(low, high)) for _ in range(lines.count)]


def _share(low: float, high: float) -> Callable[[Lines], list[str]]:
    def cells(lines: Lines) -> list[str]:
        factor = Decimal(str(round(lines.rng.uniform(low, high), 2)))
        return [lines.money((p * factor).quantize(Decimal("0.01"))) for p in lines.prices]

    return cells


def _of(*words: str) -> Callable[[Lines], list[str]]:
    return lambda lines: [lines.rng.choice(words) for _ in range(lines.count)]


def _always(*words: str) -> Callable[[Lines], list[str]]:
    return lambda lines: [lines.rng.choice(words)] * lines.count


def _shifted(low: int, high: int) -> Callable[[Lines], list[str]]:
    return lambda lines: [lines.day(d + timedelta(days=lines.rng.randint(low, high))) for d in lines.dates]


def _own_codes(lines: Lines) -> list[str]:
    return [f"{lines.locale.country}{sum(map(ord, p.product_id)) * 37 % 900000 + 100000}" for p in lines.products]


def _gross(lines: Lines) -> list[str]:
    rate = Decimal("1.19")
    return [
        lines.money((p * q * rate).quantize(Decimal("0.01")))
        for p, q in zip(lines.prices, lines.quantities, strict=True)
    ]


CELLS: dict[str, Callable[[Lines], list[str]]] = {
    "sold_date": lambda x: [x.day(d) for d in x.dates],
    "snapshot_date": lambda x: [x.day(x.dates[0])] * x.count,
    "product_code": lambda x: [p.product_id for p in x.products],
    "partner_product_code": _own_codes,
    "gtin": lambda x: [p.gtin for p in x.products],
    "description": lambda x: [p.name for p in x.products],
    "quantity_units": lambda x: [str(q) for q in x.quantities],
    "unit_price_amount": lambda x: [x.money(p) for p in x.prices],
    "net_amount": lambda x: [x.money(p * q) for p, q in zip(x.prices, x.quantities, strict=True)],
    "net_currency": lambda x: [x.locale.currency] * x.count,
    "invoice_number": _numbered("R", 70000, 1),
    "invoice_line": lambda x: [str(i % 3 + 1) for i in range(x.count)],
    "order_number": _numbered("45000", 10000, 3),
    "partner_name": _always("Harbor Distribution Inc."),
    "reseller_name": lambda x: _buyers(x, 0),
    "reseller_code": lambda x: [str(100000 + sum(map(ord, b)) % 900) for b in _buyers(x, 0)],
    "customer_name": lambda x: _buyers(x, 0),
    "partner_code": _always("D-4711"),
    "tax_number": lambda x: [
        f"{x.locale.country}{100000000 + sum(map(ord, b)) * 7919 % 899999999}" for b in _buyers(x, 0)
    ],
    "special_price_number": lambda x: _sparse(x.rng, _numbered("SPA-", 900, 1)(x), 0.4),
    "serial_number": lambda x: [f"{x.rng.randrange(16**10):010X}" for _ in range(x.count)],
    "city_name": lambda x: _buyers(x, 1),
    "region_text": lambda x: _buyers(x, 2),
    "postcode": lambda x: [str(x.rng.randint(10000, 98999)) for _ in range(x.count)],
    "country": lambda x: [x.locale.country] * x.count,
    "location_code": _of("01", "02", "N7", "MAIN"),
    "on_hand_units": _small(0, 900),
    "opening_units": _small(0, 900),
    "received_units": _small(0, 120),
    "on_order_units": _small(0, 80),
    "in_transit_units": _small(0, 40),
    "list_price": lambda x: [x.money(p.list_price) for p in x.products],
    "cost": _share(0.55, 0.8),
    "cost_currency": lambda x: [x.locale.currency] * x.count,
    "order_date": _shifted(-9, -1),
    "due_date": _shifted(14, 45),
    "ordered": lambda x: [str(abs(q) + x.rng.choice((0, 0, 0, 2, 5))) for q in x.quantities],
    "stock": _small(0, 900),
    "reserved": _small(0, 30),
    "pack": _of("1", "1", "10", "12"),
    "pack_units": _of("1", "1", "10", "12"),
    "sold_too": _small(0, 60),
    "margin": _share(0.1, 0.3),
    "discount": _of("0", "5", "7.5", "10"),
    "tax": _share(0.19, 0.21),
    "gross": _gross,
    "kind": _of("SS", "SD", "DS"),
    "status": _of("Shipped", "Closed"),
    "category": _of("Instruments", "Accessories", "Services"),
    "salesrep": _of("M. Keller", "J. Ortiz", "P. Martin"),
    "email": _of("desk@pines.example", "orders@pines.example"),
    "street": _of("12 Mill Lane", "Hafenstr. 4", "8 rue du Port"),
    "remark": lambda x: _sparse(x.rng, _of("urgent", "rest follows")(x), 0.2),
    "unit_of_measure": _of("EA", "PCS", "BX"),
    "supplier": _always("Northlight Instruments"),
    "rate": _always("1.0842", "0.9211"),
    "weight": _of("0.4", "1.25", "3.1"),
    "delivery_date": _shifted(1, 6),
}
