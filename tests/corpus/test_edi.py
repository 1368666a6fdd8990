"""EDI files of others: every line item, with its qualifier, price and place, as their manifest says."""

from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from tests.corpus.goals import assert_reached
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
    counts: Counter[str] = Counter()
    for entry, found in inspected(shared / "corpus" / "edi"):
        assert found is not None, entry["file"]
        rows = [dict(zip(t["header"], row, strict=True)) for t in found["tables"] for row in t["rows"]]
        wanted = entry["expect"]["items"]
        keys = [Counter((i["product_id"], plain(i["quantity"])) for i in items) for items in (rows, wanted)]
        counts.update(items=keys[0].total() + keys[1].total(), right_items=2 * (keys[0] & keys[1]).total())
        for item in wanted:
            fields = {name: plain(value) for name, value in item.items()}
            best = max(sum(plain(row.get(name, "")) == value for name, value in fields.items()) for row in rows)
            counts.update(fields=len(fields) - 2, right_fields=best - 2)
    shares = {
        "core_f1": counts["right_items"] / counts["items"],
        "extra_fields": counts["right_fields"] / counts["fields"],
    }
    assert_reached("edi", shares)
