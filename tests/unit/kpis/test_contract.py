"""The tables that BI reads: names and types against the stored contract, pages against the definitions."""

import json
from pathlib import Path

import pytest

from sellthrough.kpis.catalogue import kpi_tables
from sellthrough.model.tables import tables
from sellthrough_local.reference_docs import PAGES, stale_pages

CONTRACT = Path(__file__).parents[2] / "golden" / "published_tables.json"


def published() -> dict[str, dict[str, str]]:
    everything = {**tables(), **kpi_tables()}
    return {name: {c.name: c.type for c in table.columns} for name, table in everything.items()}


@pytest.mark.feature("C24")
def test_the_published_tables_keep_their_names_and_types() -> None:
    """After a deliberate addition: write `published()` to the golden file in the same change."""
    stored = json.loads(CONTRACT.read_text())
    assert published() == stored
    assert {n: list(c) for n, c in published().items()} == {n: list(c) for n, c in stored.items()}, "order of columns"


@pytest.mark.feature("C24")
@pytest.mark.parametrize(
    "column",
    [
        "partner_id", "product_id", "reseller_id", "customer_id", "period", "sold_date", "quantity_units", "net_amount",
        "net_currency", "reporting_amount", "submission_id", "source_file", "source_sheet", "source_line",
    ],
)  # fmt: skip
def test_sell_through_carries_what_was_promised(column: str) -> None:
    assert column in published()["sell_through"]


def test_the_reference_pages_say_what_the_definitions_say() -> None:
    assert stale_pages() == []


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    for name, page in PAGES.items():
        (tmp_path / name).write_text(page())
    assert stale_pages(tmp_path) == []
    (tmp_path / "kpis.md").write_text("old")
    (tmp_path / "tables.md").unlink()
    assert stale_pages(tmp_path) == ["tables.md", "kpis.md"]


def test_every_amount_has_its_currency_and_every_column_its_meaning() -> None:
    for name, table in {**tables(), **kpi_tables()}.items():
        for column in table.columns:
            assert column.about, f"{name}.{column.name}"
            assert column.unit or not column.name.endswith(("_amount", "_units", "_ratio")), f"{name}.{column.name}"
