"""The whole path on moto, undisturbed (see tests/faults/world.py)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.scenarios import CONFIGURATION
from tests.faults.world import World, emulated

AGREEMENT = """
partner_id = "birch"
contacts = [{ name = "Ann", email = "ann@example.com" }]
[[feeds]]
feed = "pos"
record_type = "sell_through"
files = 'pos_(?P<year>\\d{4})(?P<month>\\d\\d)\\.csv'
currency = "USD"
"""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with emulated(monkeypatch, CONFIGURATION) as world:
        yield world


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with one partner, one feed whose columns nobody has named, and two products with packs."""
    folder = tmp_path / "workspace"
    (folder / "agreements").mkdir(parents=True)
    (folder / "vendor.toml").write_text('[vendor]\nname = "V"\nreporting_currency = "USD"\nbrand = { name = "Vee" }\n')
    (folder / "agreements" / "birch.toml").write_text(AGREEMENT)
    (folder / "partners.csv").write_text("partner_id,partner_name,currency_code\nbirch,Birch,USD\n")
    (folder / "products.csv").write_text("product_id,product_name,packs\nP-1,Router,case=12\nP-2,Switch,case=6\n")
    return folder
