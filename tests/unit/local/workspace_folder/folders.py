"""A good workspace of a few lines, written to a folder with some of its files changed; and what is wrong with it."""

from pathlib import Path

import pytest

from sellthrough.errors import ConfigurationError
from sellthrough_local.workspace_folder import load_folder

GOOD = {
    "vendor.toml": '[vendor]\nname = "V"\nreporting_currency = "USD"\nbrand = { name = "V" }\n',
    "partners.csv": "partner_id,partner_name,currency_code\nP1,One,USD\nP2,Two,EUR\n",
    "products.csv": "product_id,product_name,gtin,list_price_amount\nA-1,Hammer,4006381333931,9.90\nA-2,Saw,,\n",
    "exchange_rates.csv": "period,currency_code,units_per_reporting_unit\n2025-01,EUR,0.97\n",
    "regions.csv": "region_code,region_name,country_code,match\nN,North,US,NY; ME;100\n",
    "agreements/one.toml": """
partner_id = "P1"
contacts = [{ email = "a@one.example" }]
[[feeds]]
feed = "pos"
record_type = "sell_through"
files = 'one_(?P<year>\\d{4})(?P<month>\\d\\d)\\.csv'
[feeds.layout.columns]
"Item" = "product_code"
""",
}
ONE = GOOD["agreements/one.toml"]
FEED = ONE[ONE.index("[[feeds]]") :]


def workspace(folder: Path, **changes: str | None) -> Path:
    """The good workspace with some files replaced, added or (None) left out; a surrogate becomes a raw byte."""
    documents: dict[str, str | None] = {**GOOD, **changes}
    for name, text in documents.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


def problems_of(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_folder(folder)
    return str(caught.value)
