"""A file name finds its partner and feed by the patterns of the agreements."""

import os
from pathlib import Path

import pytest

from sellthrough.model.keys import UNASSIGNED
from sellthrough.model.workspace import Agreement, Brand, Configuration, Feed, Vendor
from sellthrough_local.cli.landing import assign, files_in, name_of


def feed(name: str, pattern: str, record_type: str = "sell_through") -> Feed:
    return Feed.model_validate({"feed": name, "record_type": record_type, "files": pattern, "period": "2025-01"})


CONFIGURATION = Configuration(
    version="v",
    vendor=Vendor(name="V", reporting_currency="USD", brand=Brand(name="V")),
    agreements=(
        Agreement(partner_id="A", feeds=(feed("pos", r"a_pos.*\.csv"), feed("stock", r"a_stock.*\.csv", "inventory"))),
        Agreement(partner_id="B", feeds=(feed("pos", r"b.*\.xlsx"), feed("stock", r"b.*\.xlsx", "inventory"))),
    ),
    partners=(),
    products=(),
)

CASES = [
    ("a_pos_1.csv", "", ("A", "pos")),
    ("A_POS_1.CSV", "", ("A", "pos")),
    ("a_stock.csv", "", ("A", "stock")),
    ("b.xlsx", "", ("B", "")),
    ("unknown.csv", "", (UNASSIGNED, "")),
    ("xa_pos.csv", "", (UNASSIGNED, "")),
    ("unknown.csv", "A", ("A", "")),
    ("a_pos_1.csv", "A", ("A", "pos")),
    ("a_pos_1.csv", "B", ("B", "")),
]


@pytest.mark.parametrize(("file_name", "partner_id", "expected"), CASES)
def test_a_file_name_finds_its_partner_and_feed(file_name: str, partner_id: str, expected: tuple[str, str]) -> None:
    assert assign(CONFIGURATION, file_name, partner_id) == expected


def test_bytes_that_are_no_utf_8_land_as_a_name_that_a_key_can_hold() -> None:
    assert name_of(Path(os.fsdecode(b"pos_2025-01_\xff\xe9.csv"))) == "pos_2025-01_\ufffd\ufffd.csv"
    assert name_of(Path("日本 é.csv")) == "日本 é.csv"


def test_an_inbox_is_landed_in_name_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".DS_Store"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    assert [path.name for path in files_in(tmp_path)] == ["a.csv", "b.csv"]
