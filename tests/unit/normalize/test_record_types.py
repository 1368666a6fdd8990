"""Record types other than sell-through: what each one's lines become."""

from datetime import date
from decimal import Decimal

import pytest

from sellthrough.errors import Held


def test_stock_without_a_date_is_that_of_the_periods_last_day(run) -> None:
    headings, rows = ["SKU", "On Hand", "Location"], [["VX-100", "5", "A"], ["VX-100", "0", "B"], ["VX-100", "-1", "A"]]
    result = run(headings, rows, record_type="inventory", period="2025-02")
    assert {row["snapshot_date"] for row in result.candidates} == {date(2025, 2, 28)}
    assert len({row["line_key"] for row in result.candidates}) == 2
    assert [row["on_hand_units"] for row in result.candidates] == [5, 0, -1]
    with pytest.raises(Held, match="UNCLEAR_PERIOD"):
        run(headings, rows, record_type="inventory", period="history")


def test_opportunities_know_their_stage_chance_and_owner(run) -> None:
    headings = ["Opportunity ID", "Owner", "Product", "Account", "Stage", "Close Date", "Amount"]
    rows = [["O1", "ann lee", "VX-100", None, "Engaging", None, None], ["O2", "Ann Lee", None, "Acme Inc", "Won", "2025-03-09", "550"],
            ["O3", "Bob", "VX-100", "Acme Inc", "Lost", "2027-03-09", "10"], ["O4", "Bob", "VX-100", None, "Sulking", None, None],
            ["O5", "Bob", "ZZ", None, "Won", None, None]]  # fmt: skip
    vendor = {
        "name": "V",
        "reporting_currency": "USD",
        "brand": {"name": "V"},
        "stage_probabilities": {"Engaging": 0.4},
    }
    people = [{"owner_name": "Ann Lee", "manager_name": "Mia", "sales_region": "East"}]
    result = run(headings, rows, record_type="opportunities", layout={"stages": {"Engaging": "open"}},
                 configuration={"vendor": vendor, "sales_people": people})  # fmt: skip
    found = [
        (r["opportunity_status"], r["probability_ratio"], r["sales_region"], r["manager_name"], r["net_amount"])
        for r in result.candidates
    ]
    assert found == [
        ("open", Decimal("0.4"), "East", "Mia", None),
        ("won", 1, "East", "Mia", 550),
        ("lost", 0, None, None, 10),
    ]
    assert {r["snapshot_date"] for r in result.candidates} == {date(2025, 3, 31)}
    assert result.codes == ["UNKNOWN_STATUS", "UNKNOWN_PRODUCT"]


def test_orders_are_booked_or_cancelled(run) -> None:
    headings = ["Order No", "Order Line", "Order Date", "SKU", "Qty", "Amount", "Cancelled Date", "Status"]
    rows = [["S1", "1", "2025-03-01", "VX-100", "1", "10", None, None], ["S1", "2", "2025-03-01", "VX-100", "1", "10", "2025-03-09", None],
            ["S1", "3", "2025-03-01", "VX-100", "1", "10", None, "storniert"], ["S1", "4", "2025-03-01", "VX-100", "1", "10", None, "lost?"]]  # fmt: skip
    result = run(headings, rows, record_type="orders", layout={"stages": {"Storniert": "cancelled"}})
    assert [row["order_status"] for row in result.candidates] == ["booked", "cancelled", "cancelled"]
    assert result.codes == ["UNKNOWN_STATUS"]


def test_contracts_count_in_the_month_of_a_monthly_report(run) -> None:
    headings = ["Contract No", "Start Date", "End Date", "SKU", "Customer", "Qty", "Value"]
    rows = [["C1", "2023-05-01", "2029-04-30", "VX-100", "Acme Inc", "3", "900"]]
    row = run(headings, rows, record_type="contracts").candidates[0]
    assert (row["period"], row["contract_status"], row["end_date"], row["is_own_period"]) == (
        "2025-03",
        "live",
        date(2029, 4, 30),
        True,
    )
    assert run(headings, rows, record_type="contracts", period="2025-Q1").candidates[0]["period"] == "2023-05"
