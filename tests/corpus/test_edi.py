"""EDI files of others: every line item, with its qualifier, price and place, as their manifest says."""

from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from tests.corpus.reading import inspected

pytestmark = [pytest.mark.shared, pytest.mark.proof]


def plain(text: str) -> str:
    """Numbers alike however they are written."""
    try:
        return f"{Decimal(text):f}".rstrip("0").rstrip(".") if "." in text else str(Decimal(text))
    except InvalidOperation:
        return text


@pytest.mark.feature("E9")
def test_every_line_item_is_found_with_its_fields(shared: Path) -> None:
    right, expected = 0, 0
    for entry, found in inspected(shared / "corpus" / "edi"):
        assert found is not None, entry["file"]
        rows = [dict(zip(t["header"], row, strict=True)) for t in found["tables"] for row in t["rows"]]
        wanted = entry["expect"]["items"]
        keys = [Counter((i["product_id"], plain(i["quantity"])) for i in items) for items in (rows, wanted)]
        assert keys[0] == keys[1], entry["file"]
        for item in wanted:
            fields = {name: plain(value) for name, value in item.items()}
            best = max(sum(plain(row.get(name, "")) == value for name, value in fields.items()) for row in rows)
            right, expected = right + best - 2, expected + len(fields) - 2
    print(f"EDI: extra fields {right} of {expected}")
    assert right >= 0.95 * expected
