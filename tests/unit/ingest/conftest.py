"""A configuration builder for ingest: one partner with the feeds that a test names."""

from collections.abc import Callable
from typing import Any

import pytest

from sellthrough.model.workspace import Configuration

Build = Callable[..., Configuration]


def build(*feeds: dict[str, Any], time_zone: str | None = None, fiscal_year_starts: int = 1) -> Configuration:
    defaults = {"record_type": "sell_through", "files": r"pos_(?P<year>\d{4})(?P<month>\d\d)\.csv"}
    return Configuration.model_validate(
        {
            "version": "c1",
            "vendor": {
                "name": "V",
                "reporting_currency": "USD",
                "time_zone": "America/New_York",
                "fiscal_year_starts": fiscal_year_starts,
                "brand": {"name": "V"},
            },
            "agreements": [
                {"partner_id": "birch", "time_zone": time_zone, "feeds": [{**defaults, **feed} for feed in feeds]}
            ],
            "partners": [{"partner_id": "birch", "partner_name": "Birch"}],
            "products": [],
        }
    )


@pytest.fixture
def configuration() -> Build:
    return build
