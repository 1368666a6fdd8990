"""The made-up vendor: its products, partners, buyers and exchange rates. All names are invented."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

YEAR = 2025
MONTHS = tuple(f"{YEAR}-{month:02d}" for month in range(1, 13))
QUARTERS = tuple(f"{YEAR}-Q{quarter}" for quarter in range(1, 5))


@dataclass(frozen=True)
class SampleProduct:
    """One product; `list_price` in US dollars."""

    product_id: str
    name: str
    family: str
    category: str
    gtin: str
    list_price: Decimal


@dataclass(frozen=True)
class SamplePartner:
    """One partner that reports; `cadence` is monthly or quarterly; `style` names its writer in `layouts.py`."""

    partner_id: str
    name: str
    type: str
    country: str
    currency: str
    cadence: str
    style: str
    lines_a_month: int
    has_inventory: bool


PARTNERS = (
    SamplePartner("HARBOR", "Harbor Distribution Inc.", "distributor", "US", "USD", "monthly", "harbor", 110, True),
    SamplePartner("CASCADE", "Cascade Tech Supply LLC", "reseller", "US", "USD", "quarterly", "cascade", 40, False),
    SamplePartner("RHEINTAL", "Rheintal Handels GmbH", "distributor", "DE", "EUR", "quarterly", "rheintal", 90, True),
    SamplePartner("NORDWIND", "Nordwind Systemhaus AG", "distributor", "DE", "EUR", "quarterly", "nordwind", 45, True),
    SamplePartner("FENLAND", "Fenland Components Ltd", "distributor", "GB", "GBP", "quarterly", "fenland", 60, True),
    SamplePartner("LOIRE", "Distribution Loire SARL", "distributor", "FR", "EUR", "quarterly", "loire", 55, True),
    SamplePartner("ALPES", "Alpes Réseaux SAS", "reseller", "FR", "EUR", "quarterly", "alpes", 30, False),
    SamplePartner("KANDA", "Kanda Shoji KK", "distributor", "JP", "JPY", "quarterly", "kanda", 50, True),
)
HOUSE = "NORTHLIGHT"
RENEWING = "Puget Calibration Services"  # the customer whose contacts we know

_FAMILIES = (
    ("Clamp meters", "Instruments", "CM", 120),
    ("Thermal cameras", "Instruments", "TC", 1450),
    ("Data loggers", "Instruments", "DL", 310),
    ("Probes", "Accessories", "PR", 38),
    ("Cases", "Accessories", "CS", 24),
    ("Calibration plans", "Services", "CP", 190),
    ("Analysis licences", "Software", "AL", 540),
)
_TRIMS = ("Basic", "Plus", "Pro", "Field", "Lab", "Max")


def gtin_13(body: str) -> str:
    """Twelve digits with their GS1 mod-10 check digit (GS1 General Specifications, section 7.9)."""
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(body))
    return body + str(-total % 10)


def products() -> tuple[SampleProduct, ...]:
    """The product master, 42 products in 7 families."""
    rows = []
    for family_index, (family, category, prefix, base) in enumerate(_FAMILIES):
        for trim_index, trim in enumerate(_TRIMS):
            number = 100 + family_index * 10 + trim_index
            price = Decimal(base) * (10 + 3 * trim_index) / 10
            body = f"40{family_index:02d}{trim_index:02d}{number:06d}"
            rows.append(
                SampleProduct(
                    f"NL-{prefix}{number}",
                    f"{family[:-1]} {trim} {number}",
                    family,
                    category,
                    gtin_13(body),
                    price.quantize(Decimal("0.01")),
                )
            )
    return tuple(rows)


_BUYERS = {
    "US": (
        ("Bluebonnet Controls, Inc.", "Austin", "Texas"),
        ("Prairie Electric Supply", "Omaha", "Nebraska"),
        ("Tidewater Industrial LLC", "Norfolk", "Virginia"),
        ("Redwood Test & Measure", "Eureka", "California"),
        ("Great Lakes Automation Co.", "Toledo", "Ohio"),
        ("Puget Calibration Services", "Tacoma", "Washington"),
        ("Magnolia Power Tools", "Jackson", "Mississippi"),
    ),
    "DE": (
        ("Elektro Hübner GmbH & Co. KG", "Köln", "Nordrhein-Westfalen"),
        ("Messtechnik Süd GmbH", "Ulm", "Baden-Württemberg"),
        ("Prüfdienst Weber e.K.", "Kassel", "Hessen"),
        ("Hansa Anlagenbau AG", "Bremen", "Bremen"),
        ("Sächsische Wärmetechnik GmbH", "Dresden", "Sachsen"),
    ),
    "GB": (
        ("Pennine Instruments Ltd", "Halifax", "West Yorkshire"),
        ("Solent Marine Electrical", "Gosport", "Hampshire"),
        ("Thistle Energy Services Ltd", "Dundee", "Angus"),
        ("O'Hara & Sons (Electrical) Ltd", "Derby", "Derbyshire"),
    ),
    "FR": (
        ("Établissements Garnier", "Nantes", "Pays de la Loire"),
        ("Mesures & Contrôles SA", "Lyon", "Auvergne-Rhône-Alpes"),
        ("Thermo Ouest SARL", "Brest", "Bretagne"),
        ("Société L'Énergie Verte", "Lille", "Hauts-de-France"),
    ),
    "JP": (
        ("株式会社青葉計測", "仙台市", "宮城県"),
        ("三河電機株式会社", "豊橋市", "愛知県"),
        ("有限会社みなと商会", "横浜市", "神奈川県"),
        ("Setouchi Engineering KK", "Okayama", "岡山県"),
    ),
}


def buyers_in(country: str) -> tuple[tuple[str, str, str], ...]:
    """Buyers in a country: name, city, state or province."""
    return _BUYERS[country]


@cache
def exchange_rates() -> dict[tuple[str, str], Decimal]:
    """Units of the currency for one US dollar, by (month, currency)."""
    rng = Random(71)
    rates: dict[tuple[str, str], Decimal] = {}
    level = {"EUR": 0.92, "GBP": 0.78, "JPY": 149.0}
    for month in MONTHS:
        rates[month, "USD"] = Decimal(1)
        level = {currency: rate * (1 + rng.uniform(-0.015, 0.015)) for currency, rate in level.items()}
        rates |= {(month, currency): Decimal(str(round(rate, 6))) for currency, rate in level.items()}
    return rates


def quarter_of_month(month: str) -> str:
    """YYYY-Qn of YYYY-MM."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
