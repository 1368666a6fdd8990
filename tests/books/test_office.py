"""What LibreOffice saves of one table as .xls, .xlsx, .ods and .csv gives the same records and the same canonical rows."""

import random
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.books.canonical import canonical
from tests.books.office import FILTERS, Shown, flat_sheet, made_by_office, protected_by_office

from sellthrough.errors import Refused
from sellthrough.model.workspace import Feed
from sellthrough.read.reader import read_file

HEADINGS = (
    "Invoice No", "Invoice Date", "SKU", "EAN", "Serial No", "Customer", "City", "Country", "Qty", "Unit Price",
    "Net Amount", "Currency", "Discount", "Paid",
)  # fmt: skip
CUSTOMERS = (
    "Müller & Söhne GmbH",
    "株式会社サンプル",
    "Ærø Data A/S",
    'O"Neill, "Best" Ltd',
    "Zażółć Sp. z o.o.",
    "two\nlines",
)
FEED = Feed.model_validate(
    {
        "feed": "pos",
        "record_type": "sell_through",
        "files": ".*",
        "layout": {"columns": {"Discount": "ignore", "Paid": "ignore"}},
    }
)
ROWS = 120

pytestmark = [pytest.mark.proof, pytest.mark.feature("E5")]


def messy_table(seed: int) -> list[list[Shown | None]]:
    """A report as a partner's clerk keeps it: a title, dates, returns, formulas, leading zeros, long numbers, gaps."""
    dice = random.Random(seed)
    rows: list[list[Shown | None]] = [[Shown("Verkäufe / 売上 März 2025")], []]
    rows.append([Shown(heading) for heading in HEADINGS])
    for at in range(ROWS):
        line = len(rows) + 1
        units = dice.choice((1, 2, 12, 250, -1, -3))
        price = Decimal(dice.randrange(1, 500_000)) / 100
        amount = (units * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
        row = [
            Shown(f"{at + 1:07d}"),
            Shown(f"2025-03-{dice.randrange(1, 32):02d}", "day"),
            Shown(dice.choice(("VX-100", "VX-200"))),
            Shown("4006381333931", "count") if dice.random() < 0.5 else None,
            Shown(f"{dice.randrange(10**19, 10**20)}"),
            Shown(dice.choice(CUSTOMERS)),
            Shown(dice.choice(("Köln", "大阪", "Kraków"))) if dice.random() < 0.8 else None,
            Shown(dice.choice(("DE", "JP", "PL"))),
            Shown(str(units), "count"),
            Shown(str(price), "money"),
            Shown(str(amount), "money", f"of:=ROUND([.I{line}]*[.J{line}];2)"),
            Shown("EUR"),
            Shown(str(Decimal(dice.randrange(0, 400)) / 1000), "share") if dice.random() < 0.7 else None,
            Shown(dice.choice(("true", "false")), "truth"),
        ]
        rows.append(list(row))
    return rows


def records_and_candidates(content: bytes, folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The records of a file and its canonical rows; nothing is rejected."""
    found = canonical(content, FEED, folder)
    assert found.report.headings == HEADINGS
    assert [(row["code"], row["note"]) for row in found.rejects] == []
    return found.records, found.rows


def without_place(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Canonical rows without where each stands: a workbook's have a sheet, and lines in a cell are lines of a text."""
    places = ("row_key", "source_sheet", "source_line")
    told = [{key: value for key, value in row.items() if key not in places} for row in rows]
    return sorted(told, key=lambda row: row["invoice_number"])


@pytest.mark.parametrize("seed", [1, 2])
def test_one_table_saved_by_an_office_program_in_four_formats_gives_the_same_rows(seed: int, tmp_path: Path) -> None:
    files = made_by_office(flat_sheet(messy_table(seed)), tmp_path)
    found = {ending: records_and_candidates(files[ending], tmp_path / ending) for ending in FILTERS}
    assert len(found["xlsx"][1]) == ROWS
    assert {row["reseller_name"] for row in found["xlsx"][1]} >= {"株式会社サンプル", "Müller & Söhne GmbH"}
    assert found["xls"] == found["xlsx"]
    assert found["ods"] == found["xlsx"]
    assert without_place(found["csv"][1]) == without_place(found["xlsx"][1])


def test_a_sheet_that_an_office_program_protects_opens_with_its_password(tmp_path: Path) -> None:
    sheet = flat_sheet(messy_table(3))
    (tmp_path / "landed").write_bytes(protected_by_office(sheet, "Größe 7", tmp_path))
    found = read_file(tmp_path / "landed", "f", FEED.layout, tmp_path, password="Größe 7")
    assert (found.rows_in, found.headings, found.issues) == (ROWS, HEADINGS, ())
    with pytest.raises(Refused, match="ENCRYPTED_FILE"):
        read_file(tmp_path / "landed", "f", FEED.layout, tmp_path, password="Größe 8")
