"""The made-up vendor's workspace: settings and agreements as they lie here, masters written from `vendor.py`."""

import csv
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from sellthrough_samples.house import OWNERS
from sellthrough_samples.vendor import HOUSE, PARTNERS, RENEWING, exchange_rates, products

_HERE = Path(__file__).parent
_REGIONS = (
    ("US-WEST", "US West", "US", "California;Washington"),
    ("US-CENTRAL", "US Central", "US", "Texas;Nebraska;Ohio"),
    ("US-EAST", "US East", "US", "Virginia;Mississippi"),
    ("US", "United States, state not given", "US", "US"),
    ("DACH", "Germany, Austria, Switzerland", "DE", "DE"),
    ("UKI", "United Kingdom and Ireland", "GB", "GB"),
    ("FRANCE", "France", "FR", "FR"),
    ("JAPAN", "Japan", "JP", "JP"),
)


def _table(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_workspace(folder: Path) -> None:
    """Write vendor.toml, users.toml, agreements/ and the masters into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("vendor.toml", "users.toml"):
        shutil.copyfile(_HERE / name, folder / name)
    shutil.copytree(_HERE / "agreements", folder / "agreements", dirs_exist_ok=True)
    partners: list[Sequence[object]] = [(p.partner_id, p.name, p.type, p.country, p.currency) for p in PARTNERS]
    partners.append((HOUSE, "Northlight Instruments", "vendor", "US", "USD"))
    _table(folder / "partners.csv", "partner_id,partner_name,partner_type,country_code,currency_code", partners)
    _table(
        folder / "products.csv",
        "product_id,product_name,product_family,product_category,gtin,list_price_amount",
        [(p.product_id, p.name, p.family, p.category, p.gtin, p.list_price) for p in products()],
    )
    accounts = [("R-1001", RENEWING, "US"), ("R-2001", "Hansa Anlagenbau AG", "DE")]
    _table(folder / "customers.csv", "account_id,account_name,country_code", accounts)
    contacts = [
        ("R-1001", "renewals@puget.example", "Pat Lindqvist", "renewals", "America/Los_Angeles"),
        ("R-1001", "sales@northlight.example", "Kim Osei", "sales", ""),
    ]
    _table(folder / "contacts.csv", "account_id,email,name,role,time_zone", contacts)
    _table(folder / "regions.csv", "region_code,region_name,country_code,match", _REGIONS)
    rates = [(month, currency, rate) for (month, currency), rate in exchange_rates().items() if currency != "USD"]
    _table(folder / "exchange_rates.csv", "period,currency_code,units_per_reporting_unit", rates)
    _table(folder / "sales_people.csv", "owner_name,manager_name,sales_region", OWNERS)
