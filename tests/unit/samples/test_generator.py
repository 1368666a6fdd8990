"""The samples: same seed, same files; the truth agrees with the files."""

import csv
import json
from decimal import Decimal
from pathlib import Path

from sellthrough_samples import generate
from sellthrough_samples.vendor import PARTNERS, gtin_13, products


def _texts(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((folder / "inbox").iterdir()) if p.suffix != ".xlsx"}


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    first, second = generate(tmp_path / "a", 7), generate(tmp_path / "b", 7)
    assert first.read_bytes() == second.read_bytes()
    assert _texts(tmp_path / "a") == _texts(tmp_path / "b")


def test_another_seed_writes_other_sales(tmp_path: Path) -> None:
    first, second = generate(tmp_path / "a", 7), generate(tmp_path / "b", 8)
    assert json.loads(first.read_text())["sell_through"] != json.loads(second.read_text())["sell_through"]


def test_the_truth_of_a_plain_partner_is_what_its_files_say(tmp_path: Path) -> None:
    truth = json.loads(generate(tmp_path).read_text())["sell_through"]["by_partner"]["CASCADE"]
    units, amount, lines = 0, Decimal(0), 0
    for path in (tmp_path / "inbox").glob("cascade-*.txt"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                units, amount, lines = units + int(row["qty"]), amount + Decimal(row["net_usd"]), lines + 1
    assert (lines, units, str(amount)) == (truth["lines"], truth["units"], truth["reporting_amount"])


def test_every_rejected_line_of_the_truth_lies_in_its_file(tmp_path: Path) -> None:
    truth = json.loads(generate(tmp_path).read_text())
    assert {r["code"] for r in truth["rejects"]} >= {
        "INVALID_NUMBER",
        "MISSING_MANDATORY",
        "UNKNOWN_PRODUCT",
        "INVALID_DATE",
    }
    for reject in truth["rejects"]:
        assert (tmp_path / "inbox" / reject["file"]).exists()
        assert reject["line"] >= 2


def test_eight_partners_in_five_countries_report() -> None:
    assert len(PARTNERS) == 8
    assert {p.country for p in PARTNERS} == {"US", "DE", "GB", "FR", "JP"}


def test_gtins_carry_a_valid_check_digit() -> None:
    assert gtin_13("400638133393") == "4006381333931"  # the check digit of a known number
    assert all(len(p.gtin) == 13 and gtin_13(p.gtin[:12]) == p.gtin for p in products())
