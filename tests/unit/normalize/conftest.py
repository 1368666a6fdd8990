"""A small vendor and a way to normalise a few records of it: what the tests of this folder share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.submissions import submission

from sellthrough.model.reports import NormalizeReport, ReadReport
from sellthrough.model.workspace import Configuration, Feed
from sellthrough.normalize.normalizer import normalize

CONFIGURATION: dict[str, Any] = {
    "version": "v1",
    "vendor": {"name": "Vexa", "reporting_currency": "USD", "brand": {"name": "Vexa"}},
    "agreements": [{"partner_id": "birch", "feeds": [{"feed": "pos", "record_type": "sell_through", "files": ".*"}]}],
    "partners": [
        {"partner_id": "birch", "partner_name": "Birch Supply Inc.", "country_code": "US", "currency_code": "USD"},
        {"partner_id": "eiche", "partner_name": "Eiche Vertrieb GmbH", "country_code": "DE", "currency_code": "EUR"},
        {"partner_id": "vexa", "partner_name": "Vexa", "partner_type": "vendor"},
    ],
    "products": [
        {"product_id": "VX-100", "product_name": "Router", "gtin": "4006381333931"},
        {"product_id": "VX-200", "product_name": "Switch"},
        {"product_id": "AB-1", "product_name": "Cable"},
        {"product_id": "A-B1", "product_name": "Another cable"},
    ],
    "accounts": [
        {"account_id": "R1", "account_name": "Acme, Inc.", "country_code": "US", "tax_number": "DE 123.456.789"},
        {"account_id": "R2", "account_name": "Twin Ltd", "country_code": "GB"},
        {"account_id": "R3", "account_name": "Twin Limited", "country_code": "IE"},
    ],
    "exchange_rates": [
        {"period": "2025-03", "currency_code": "EUR", "units_per_reporting_unit": "0.92"},
        {"period": "2025-03", "currency_code": "JPY", "units_per_reporting_unit": "149.3"},
    ],
    "aliases": [
        {"kind": "product", "alias": "B-ROUTER", "id": "VX-100", "partner_id": "birch"},
        {"kind": "product", "alias": "B-ROUTER", "id": "VX-200"},
        {"kind": "account", "alias": "Acme of Boston", "id": "R1"},
        {"kind": "partner", "alias": "Birch West", "id": "birch"},
    ],
}


@dataclass(frozen=True)
class Normalized:
    """What came out: the report, and the rows of both files as dictionaries."""

    report: NormalizeReport
    candidates: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    schema: Any

    @property
    def codes(self) -> list[str]:
        return [row["code"] for row in self.rejects]


Run = Callable[..., Normalized]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Normalise records: run(headings, rows, record_type=..., layout=..., feed fields, configuration=..., ...)."""

    def _run(
        headings: Sequence[str],
        rows: Sequence[Sequence[str | None]],
        *,
        record_type: str = "sell_through",
        partner_id: str = "birch",
        period: str = "2025-03",
        layout: dict[str, Any] | None = None,
        configuration: dict[str, Any] | None = None,
        read: dict[str, Any] | None = None,
        **feed: Any,
    ) -> Normalized:
        count = len(headings)
        table = pa.table(
            {"sheet": pa.array([""] * len(rows), pa.string()), "line": pa.array(range(2, len(rows) + 2), pa.int64())}
            | {f"c{i + 1}": pa.array([r[i] if i < len(r) else None for r in rows], pa.string()) for i in range(count)}
        )
        pq.write_table(table, tmp_path / "records.parquet")
        report = ReadReport.model_validate(
            {"kind": "delimited", "headings": tuple(headings), "rows_in": len(rows)} | (read or {})
        )
        received = submission(
            partner_id=partner_id, record_type=record_type, reporting_period=period, config_version="v1"
        )
        result = normalize(
            tmp_path / "records.parquet",
            report,
            Feed.model_validate(
                {"feed": "pos", "record_type": record_type, "files": ".*", "layout": layout or {}} | feed
            ),
            Configuration.model_validate(CONFIGURATION | (configuration or {})),
            received,
            tmp_path,
        )
        candidates, rejects = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("candidates", "rejects"))
        by_line = sorted(
            (row for row in candidates.to_pylist() if row["error"] is None), key=lambda row: row["source_line"]
        )
        return Normalized(result, by_line, rejects.to_pylist(), (candidates.schema, rejects.schema))

    return _run
