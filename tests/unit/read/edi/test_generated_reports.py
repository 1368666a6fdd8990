"""Reports of every kind, as senders of many habits write them: what they truly say comes out, by record type."""

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.read.edi.edi_files import records, walked

from sellthrough_samples import edi

SEEDS = range(6)


@pytest.mark.feature("E9")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_lines_of_an_867_become_sales(seed: int) -> None:
    lines = edi.sample_lines(seed, 9)
    report, rows = records(edi.write_867(lines, seed), "sell_through")
    assert report.issues == ()
    assert report.rows_in == len(lines)
    for line, row in zip(lines, rows, strict=True):
        assert row["vendor part number"] == line.product_code
        assert row["gtin"] == line.gtin
        assert int(row["quantity sold"]) == line.units
        assert Decimal(row["unit price"]) == line.price
        assert row["sold date"] == line.sold.isoformat()
        assert row["invoice number"] == line.invoice
        assert (row["reseller id"], row["reseller name"], row["city"], row["state"], row["postcode"]) == line.buyer
        assert row["currency"] == "USD"
        assert row["serial number"] == line.serial
        assert row["transfer type"] == ("RU" if line.units < 0 else "SS")
        assert row["movement type"] == ("CD" if line.units < 0 else "DC")


@pytest.mark.parametrize("seed", SEEDS)
def test_an_852_holds_sales_and_stock_each_for_its_own_feed(seed: int) -> None:
    lines = edi.sample_lines(seed, 5)
    content = edi.write_852(lines, seed)
    report, sold = records(content, "sell_through")
    assert [int(row["quantity sold"]) for row in sold] == [line.units for line in lines]
    assert [(entry.kind, entry.text.split()[1]) for entry in report.ignored] == [("other", "QA")] * len(lines)
    report, stock = records(content, "inventory")
    assert [int(row["on hand"]) for row in stock] == [line.on_hand_units for line in lines]
    assert {row["snapshot date"] for row in stock} == {"2025-03-31"}
    assert len(report.ignored) == len(lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lines_of_a_slsrpt_become_sales_of_their_location(seed: int) -> None:
    lines = edi.sample_lines(seed, 6)
    report, rows = records(edi.write_slsrpt(lines, seed), "sell_through")
    assert report.issues == ()
    for line, row in zip(lines, rows, strict=True):
        assert (row["vendor part number"], row["gtin"]) == (line.product_code, line.gtin)
        assert (int(row["quantity sold"]), Decimal(row["unit price"])) == (line.units, line.price)
        assert row["location"] == line.location
        assert row["description"] == f"UNIT {line.product_code} (50+)"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_quantities_of_an_invrpt_line_are_one_record_of_stock(seed: int) -> None:
    lines = edi.sample_lines(seed, 6, date(2025, 3, 1))
    report, rows = records(edi.write_invrpt(lines, seed), "inventory")
    assert report.issues == ()
    assert [(int(r["on hand"]), int(r["on order"])) for r in rows] == [(x.on_hand_units, abs(x.units)) for x in lines]
    assert {row["snapshot date"] for row in rows} == {"2025-03-31"}


def test_several_interchanges_of_several_senders_in_one_file_are_all_read() -> None:
    lines = [edi.sample_lines(seed, 3) for seed in range(4)]
    texts = [edi.write_867(lines[0], 0), edi.write_slsrpt(lines[1], 1), edi.write_852(lines[2], 2), "\n\n"]
    items, file = walked("".join([*texts, edi.write_867(lines[3], 3)]))
    assert [len(file.interchanges), file.issue_count] == [4, 0]
    assert len(items) == 3 + 3 + 6 + 3
    assert file.segments == sum(_segments(interchange) for interchange in file.interchanges)


def _segments(receipt: "object") -> int:
    children = receipt.children  # type: ignore[attr-defined]
    return receipt.segments if receipt.level == 2 else 2 + sum(map(_segments, children))  # type: ignore[attr-defined]
