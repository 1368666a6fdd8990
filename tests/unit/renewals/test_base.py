"""The contracts that stand: a pure function of what is published, whatever order it came in."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from sellthrough.renewals.base import contracts_of

Spec = dict[str, Any]


def line(number: int = 1, **changes: Any) -> Spec:
    values = {
        "row_key": f"s{number}:x:{number}",
        "partner_id": "birch",
        "reporting_period": "2025-01",
        "landing_order": f"2025-02-01T00:00:{number:02d}Z#1",
        "contract_number": "K-1",
        "contract_status": "live",
        "start_date": date(2024, 1, 1),
        "end_date": date(2024, 12, 31),
        "product_id": "P-1",
        "customer_id": "C-1",
        "customer_name": "Acme",
        "net_amount": Decimal("10.50"),
        "net_currency": "EUR",
        "serial_number": None,
        "description": None,
        "source_sheet": None,
        "source_line": number,
    }
    return values | changes


RENEWAL = {"start_date": date(2025, 1, 1), "end_date": date(2025, 12, 31)}
CASES: dict[str, tuple[list[Spec], list[tuple[str, str, str, int]]]] = {
    "one line": ([line()], [("K-1", "2024-12-31", "live", 1)]),
    "two assets that end together are one contract": (
        [line(1), line(2, serial_number="S2")],
        [("K-1", "2024-12-31", "live", 2)],
    ),
    "assets that end on two days are two": (
        [line(1), line(2, serial_number="S2", end_date=date(2025, 3, 31))],
        [("K-1", "2024-12-31", "live", 1), ("K-1", "2025-03-31", "live", 1)],
    ),
    "the last report of a term counts": (
        [line(1), line(2, reporting_period="2025-02", contract_status="cancelled")],
        [("K-1", "2024-12-31", "cancelled", 1)],
    ),
    "a report of an earlier period that lands late does not": (
        [line(1, reporting_period="2025-02", contract_status="cancelled"), line(2, reporting_period="2025-01")],
        [("K-1", "2024-12-31", "cancelled", 1)],
    ),
    "a restored contract is live again": (
        [line(1, contract_status="cancelled"), line(2, reporting_period="2025-02")],
        [("K-1", "2024-12-31", "live", 1)],
    ),
    "a renewal makes the earlier term history": (
        [line(1), line(2, **RENEWAL)],
        [("K-1", "2025-12-31", "live", 1)],
    ),
    "a renewal of one asset leaves the other": (
        [line(1), line(2, serial_number="S2"), line(3, **RENEWAL)],
        [("K-1", "2024-12-31", "live", 1), ("K-1", "2025-12-31", "live", 1)],
    ),
    "a cancelled renewal leaves the earlier term, and is shown": (
        [line(1), line(2, contract_status="cancelled", **RENEWAL)],
        [("K-1", "2024-12-31", "live", 1), ("K-1", "2025-12-31", "cancelled", 1)],
    ),
    "a contract follows a warranty": (
        [line(1, contract_status="warranty"), line(2, **RENEWAL)],
        [("K-1", "2025-12-31", "live", 1)],
    ),
    "what is cancelled of a contract that goes on is no part of it": (
        [line(1), line(2, serial_number="S2", contract_status="cancelled")],
        [("K-1", "2024-12-31", "live", 1)],
    ),
    "equal numbers of two customers are two contracts": (
        [line(1), line(2, customer_id="C-2")],
        [("K-1", "2024-12-31", "live", 1), ("K-1", "2024-12-31", "live", 1)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_contracts_stand_as_the_last_word_of_each_asset_says(name: str) -> None:
    lines, expected = CASES[name]
    found = contracts_of(lines)
    shown = sorted((c.contract_number, c.end_date.isoformat(), c.contract_status, c.line_count) for c in found)
    assert shown == sorted(expected)


@pytest.mark.invariant("I3")
@pytest.mark.parametrize("name", CASES)
def test_any_order_of_the_lines_gives_the_same_contracts(name: str) -> None:
    lines, _ = CASES[name]
    assert all(contracts_of(order) == contracts_of(lines) for order in permutations(lines))


def test_amounts_add_up_by_currency() -> None:
    lines = [line(1), line(2, serial_number="S2"), line(3, serial_number="S3", net_currency="USD", net_amount=None)]
    (contract,) = contracts_of([*lines, line(4, serial_number="S4", net_currency="USD", net_amount=Decimal(100))])
    assert contract.amounts == {"EUR": "21", "USD": "100"}


def test_a_renewal_keeps_the_id_of_its_contract() -> None:
    (before,), (after,) = contracts_of([line(1)]), contracts_of([line(1), line(2, **RENEWAL)])
    assert before.contract_id == after.contract_id
    assert before.cycle != after.cycle
