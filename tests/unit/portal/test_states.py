"""The colour of a contract on the days around each boundary, in the customer's own zone (R25 to R28)."""

from datetime import date, datetime
from typing import Any

import pytest

from sellthrough.model.contracts import Contract
from sellthrough.model.links import Link
from sellthrough.model.workspace import Configuration
from sellthrough.portal.listing import listing_of
from sellthrough.portal.states import SHAPES, WORDS, Colour, colour_of

END = date(2025, 3, 31)
WINDOW = 60  # amber from 30 January on


def contract(**changes: Any) -> Contract:
    values = {
        "contract_id": "c1",
        "partner_id": "birch",
        "contract_number": "K-1",
        "customer_id": "C-1",
        "start_date": date(2024, 4, 1),
        "end_date": END,
        "product_ids": ("P-1",),
    }
    return Contract.model_validate(values | changes)


@pytest.mark.feature("R25", "R26", "R27")
@pytest.mark.parametrize(
    ("today", "colour"),
    [
        ("2024-04-01", "green"),
        ("2025-01-29", "green"),  # 61 days: the last day outside the window
        ("2025-01-30", "amber"),  # 60
        ("2025-03-30", "amber"),
        ("2025-03-31", "amber"),  # the last day is covered
        ("2025-04-01", "red"),
        ("2026-04-01", "red"),
    ],
)
def test_a_live_contract_is_green_then_amber_then_red(today: str, colour: str) -> None:
    assert colour_of(contract(), date.fromisoformat(today), WINDOW) == colour


@pytest.mark.feature("R28")
@pytest.mark.parametrize("today", ["2024-04-01", "2025-01-30", "2025-03-31", "2025-04-01", "2030-01-01"])
def test_a_cancelled_contract_is_black_whatever_its_dates_and_restored_has_their_colour_again(today: str) -> None:
    day = date.fromisoformat(today)
    assert colour_of(contract(contract_status="cancelled"), day, WINDOW) is Colour.BLACK
    assert colour_of(contract(contract_status="live"), day, WINDOW) is not Colour.BLACK


@pytest.mark.feature("R29")
@pytest.mark.parametrize(("today", "colour"), [("2025-03-31", "green"), ("2025-04-01", "red")])
def test_a_warranty_is_never_due(today: str, colour: str) -> None:
    assert colour_of(contract(contract_status="warranty"), date.fromisoformat(today), WINDOW) == colour


@pytest.mark.feature("R26")
@pytest.mark.parametrize(("days", "colour"), [(0, "amber"), (1, "green")])
def test_a_window_of_no_days_is_the_last_day_alone(days: int, colour: str) -> None:
    assert colour_of(contract(), date.fromordinal(END.toordinal() - days), 0) == colour


def configuration(zone: str | None) -> Configuration:
    return Configuration.model_validate(
        {
            "version": "c",
            "vendor": {
                "name": "N",
                "reporting_currency": "EUR",
                "time_zone": "America/New_York",
                "brand": {"name": "N"},
                "renewals": {"due_soon_days": 60, "products": [{"product_category": "Backup", "due_soon_days": 100}]},
            },
            "agreements": [],
            "partners": [],
            "products": [{"product_id": "P-2", "product_name": "Vault", "product_category": "Backup"}],
            "account_contacts": [{"account_id": "C-1", "email": "a@b.example", "time_zone": zone}],
        }
    )


def shown(instant: str, zone: str | None = None, **changes: Any) -> str:
    link = Link(
        link_id="x", purpose="portal", audience="customer", customer_id="C-1", session_sha256="", created_at="", expires_at=""
    )  # fmt: skip
    listing = listing_of([contract(**changes)], configuration(zone), link, datetime.fromisoformat(instant))
    return listing.groups[0].rows[0].colour.value


@pytest.mark.feature("R25", "R26", "R27")
@pytest.mark.parametrize(
    ("instant", "zone", "colour"),
    [
        # Midnight after the last day: at 15:00 UTC in Tokyo, 22:00 in Berlin (summer), 04:00 the next day in New York.
        ("2025-03-31T14:59+00:00", "Asia/Tokyo", "amber"),
        ("2025-03-31T15:00+00:00", "Asia/Tokyo", "red"),
        ("2025-03-31T21:59+00:00", "Europe/Berlin", "amber"),
        ("2025-03-31T22:00+00:00", "Europe/Berlin", "red"),
        ("2025-04-01T03:59+00:00", "America/New_York", "amber"),
        ("2025-04-01T04:00+00:00", "America/New_York", "red"),
        ("2025-04-01T03:59+00:00", None, "amber"),  # without a zone of its own, the vendor's
        ("2025-04-01T04:00+00:00", None, "red"),
        ("2025-01-29T10:59+00:00", "Pacific/Auckland", "green"),
        ("2025-01-29T11:00+00:00", "Pacific/Auckland", "amber"),
    ],
)
def test_the_day_turns_at_the_customers_midnight(instant: str, zone: str | None, colour: str) -> None:
    assert shown(instant, zone) == colour


@pytest.mark.feature("R26")
@pytest.mark.parametrize(("product", "colour"), [("P-1", "green"), ("P-2", "amber")])
def test_the_window_is_that_of_the_product(product: str, colour: str) -> None:
    assert shown("2025-01-10T12:00+00:00", product_ids=(product,)) == colour


def test_every_colour_has_a_word_and_a_shape_of_its_own() -> None:
    assert len(set(WORDS.values())) == len(set(SHAPES.values())) == len(Colour)
