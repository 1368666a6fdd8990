"""Builders: an agreement with one feed, submissions to it, and times in it."""

from datetime import UTC, datetime
from typing import Any

from tests.submissions import submission

from sellthrough.cycle.occurrences import Occurrence, occurrence_of
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Configuration

CONTACTS = [
    {"name": "Ann", "email": "ann@birch.example"},
    {"name": "Max", "email": "max@birch.example", "role": "manager"},
    {"name": "Dora", "email": "dora@birch.example", "role": "director"},
]
WATCHED = {("birch", "pos"): datetime(2023, 12, 31, tzinfo=UTC)}


def configuration_of(
    feed: dict[str, Any] | None = None, agreement: dict[str, Any] | None = None, **vendor: Any
) -> Configuration:
    """A vendor with one partner that owes one feed; monthly, due on the 10th at 18:00 in Berlin unless said."""
    pos = {"feed": "pos", "record_type": "sell_through", "files": r"pos_(?P<year>\d{4})(?P<month>\d\d).*\.csv"}
    birch = {"partner_id": "birch", "time_zone": "Europe/Berlin", "contacts": CONTACTS, "feeds": [pos | (feed or {})]}
    brand = {"name": "Northgate", "support_email": "desk@northgate.example"}
    return Configuration.model_validate(
        {
            "version": "c1",
            "vendor": {"name": "Northgate", "reporting_currency": "USD", "brand": brand} | vendor,
            "agreements": [birch | (agreement or {})],
            "partners": [{"partner_id": "birch", "partner_name": "Birch Ltd"}],
            "products": [],
        }
    )


def occurrence(configuration: Configuration, period: str) -> Occurrence:
    """That period of the one feed, watched from the beginning."""
    agreement = configuration.agreements[0]
    return occurrence_of(configuration, agreement, agreement.feeds[0], period, WATCHED)


def january_report(landed_at: str, **changes: Any) -> Submission:
    """A published report on January 2024."""
    values = {
        "submission_id": f"s{landed_at}",
        "reporting_period": "2024-01",
        "sha256": landed_at,
        "file_name": "pos_202401.csv",
        "landed_at": landed_at,
        "state": "published",
    }
    return submission(**values | changes)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
