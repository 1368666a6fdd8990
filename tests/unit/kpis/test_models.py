"""Each KPI against numbers worked out by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sellthrough.kpis.catalogue import Parameters

D = Decimal
Row = dict[str, Any]
MONTHS = ["2019-10", "2019-11", "2019-12"]


def sale(period: str, units: int, amount: str = "10", **other: Any) -> Row:
    return {
        "submission_id": "s", "partner_id": "P1", "period": period, "product_id": "A", "country_code": "US",
        "region_code": "W", "tier_from": "distributor", "tier_to": "reseller", "quantity_units": D(units),
        "reporting_amount": D(amount), "reporting_currency": "USD", **other,
    }  # fmt: skip


def stock(period: str, units: int, **other: Any) -> Row:
    day = date.fromisoformat(f"{period}-28")
    return {
        "submission_id": "i", "partner_id": "P1", "feed": "inv", "period": period, "product_id": "A",
        "snapshot_date": day, "on_hand_units": D(units), **other,
    }  # fmt: skip


def order(number: str, booked: date, amount: str, cancelled: date | None = None, **other: Any) -> Row:
    return {
        "submission_id": "o1", "run": 1, "partner_id": "P1", "order_number": number, "order_line": "1",
        "product_id": "A", "booked_date": booked, "cancelled_date": cancelled, "reporting_amount": D(amount),
        "order_status": "cancelled" if cancelled else "booked", "reporting_currency": "USD", **other,
    }  # fmt: skip


def deal(status: str, close: date | None, amount: str | None, **other: Any) -> Row:
    return {
        "submission_id": "c1", "partner_id": "V", "feed": "crm", "period": "2019-12", "owner_name": "Ann",
        "manager_name": "Max", "sales_region": "East", "product_id": "A", "opportunity_status": status,
        "snapshot_date": date(2019, 12, 31), "close_date": close, "probability_ratio": D("0.25"),
        "reporting_amount": D(amount) if amount is not None else None, **other,
    }  # fmt: skip


def of(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[name] for name in names) for row in rows)


def test_a_return_reduces_sell_through(warehouse: Any) -> None:
    warehouse.add("sell_through", sale("2019-10", 5, "50.5"), sale("2019-10", -2, "-20.25"), sale("2019-11", 9))
    rows = warehouse.kpi("sell_through", ["2019-10"])
    assert of(rows, "period", "quantity_units", "reporting_amount") == [("2019-10", D("3.0000"), D("30.25000000"))]


def test_sell_through_of_two_tiers_is_never_added_up(warehouse: Any) -> None:
    second = sale("2019-10", 4, tier_from="reseller", tier_to="end_customer")
    warehouse.add("sell_through", sale("2019-10", 5), second)
    assert of(warehouse.kpi("sell_through", MONTHS), "tier_to", "quantity_units") == [
        ("end_customer", D("4.0000")),
        ("reseller", D("5.0000")),
    ]


@pytest.mark.feature("C20")
def test_bookings_are_booked_less_cancelled_each_in_its_own_month(warehouse: Any) -> None:
    warehouse.add("published_submissions", {"submission_id": "o1", "run": 1, "landing_order": "1"})
    warehouse.add(
        "orders",
        order("1", date(2019, 10, 3), "100"),
        order("2", date(2019, 10, 9), "40", cancelled=date(2019, 11, 5)),
        order("3", date(2019, 11, 2), "7.5", order_status="cancelled"),
    )
    rows = warehouse.kpi("bookings", MONTHS)
    assert of(rows, "period", "booked_amount", "cancelled_amount", "bookings_amount") == [
        ("2019-10", D(140), D(0), D(140)),
        ("2019-11", D("7.5"), D("47.5"), D(-40)),
    ]


def test_an_order_line_reported_again_counts_once_as_last_reported(warehouse: Any) -> None:
    warehouse.add(
        "published_submissions",
        {"submission_id": "o1", "run": 1, "landing_order": "1"},
        {"submission_id": "o2", "run": 1, "landing_order": "2"},
    )
    warehouse.add(
        "orders",
        order("1", date(2019, 10, 3), "100"),
        order("1", date(2019, 10, 3), "90", submission_id="o2"),
    )
    assert of(warehouse.kpi("bookings", MONTHS), "bookings_amount") == [(D(90),)]


def test_a_cancellation_touches_the_month_it_happened_in(warehouse: Any) -> None:
    warehouse.add("orders", order("2", date(2019, 10, 9), "40", cancelled=date(2019, 12, 5)))
    assert warehouse.touched("bookings", ["o1"]) == {"2019-10", "2019-12"}
    assert warehouse.touched("bookings", ["other"]) == set()
    assert warehouse.touched("bookings", None) == {"2019-10", "2019-12"}


def test_only_the_latest_snapshot_of_each_sender_tells_what_was_won(warehouse: Any) -> None:
    old = {"snapshot_date": date(2019, 11, 30), "period": "2019-11"}
    warehouse.add(
        "opportunities",
        deal("won", date(2019, 10, 5), "70", **old),
        deal("won", date(2019, 10, 5), "60"),
        deal("won", date(2019, 10, 6), "5", partner_id="W", **old),
        deal("won", None, "1"),
        deal("open", None, None),
    )
    rows = warehouse.kpi("won_value", MONTHS)
    assert of(rows, "period", "partner_id", "won_amount", "won_count") == [
        ("2019-10", "V", D(60), 1),
        ("2019-10", "W", D(5), 1),
        ("2019-12", "V", D(1), 1),
    ]


def test_a_new_snapshot_touches_every_month_the_sender_ever_closed_in(warehouse: Any) -> None:
    warehouse.add(
        "opportunities",
        deal("won", date(2019, 3, 5), "70", submission_id="c0"),
        deal("won", date(2019, 10, 5), "60"),
        deal("won", date(2018, 1, 1), "5", partner_id="W", submission_id="w"),
    )
    assert warehouse.touched("won_value", ["c1"]) == {"2019-03", "2019-10"}


@pytest.mark.feature("C22")
def test_win_rate_leaves_open_ones_out_and_shows_count_and_value(warehouse: Any) -> None:
    warehouse.add(
        "opportunities",
        deal("won", date(2019, 10, 5), "100"),
        deal("won", date(2019, 10, 7), "50"),
        deal("lost", date(2019, 10, 8), "50"),
        deal("open", date(2019, 10, 9), "999"),
    )
    rows = warehouse.kpi("win_rate", MONTHS)
    assert of(rows, "won_count", "lost_count", "win_rate_count_ratio", "win_rate_value_ratio") == [
        (2, 1, D("0.666667"), D("0.750000"))
    ]


def test_a_win_rate_by_value_of_nothing_is_empty(warehouse: Any) -> None:
    warehouse.add("opportunities", deal("lost", date(2019, 10, 5), "0"))
    assert of(warehouse.kpi("win_rate", MONTHS), "win_rate_count_ratio", "win_rate_value_ratio") == [(D(0), None)]


@pytest.mark.feature("C21")
def test_pipeline_takes_the_list_price_where_no_amount_is_given(warehouse: Any) -> None:
    warehouse.add(
        "products",
        {"product_id": "A", "list_price_amount": D(200), "list_price_currency": "USD"},
        {"product_id": "B", "list_price_amount": D(90), "list_price_currency": "EUR"},
        {"product_id": "C"},
    )
    warehouse.add(
        "exchange_rates",
        {"period": "2019-12", "currency_code": "EUR", "units_per_reporting_unit": D("0.9")},
    )
    warehouse.add(
        "opportunities",
        deal("open", None, "80"),
        deal("open", None, None),
        deal("open", None, None, product_id="B"),
        deal("open", None, None, product_id="C"),
        deal("won", date(2019, 12, 1), "5"),
    )
    rows = warehouse.kpi("pipeline", MONTHS)
    names = ("product_id", "open_count", "unpriced_count", "pipeline_amount", "weighted_pipeline_amount")
    assert of(rows, *names) == [
        ("A", 2, 0, D(280), D(70)),
        ("B", 1, 0, D(100), D(25)),
        ("C", 1, 1, D(0), D(0)),
    ]


@pytest.mark.feature("C21")
def test_the_pipeline_of_an_earlier_month_stays_as_it_was(warehouse: Any) -> None:
    warehouse.add(
        "opportunities",
        deal("open", None, "80", snapshot_date=date(2019, 11, 30), period="2019-11"),
        deal("open", None, "70", snapshot_date=date(2019, 11, 15), period="2019-11"),
        deal("won", date(2019, 12, 1), "80"),
    )
    assert of(warehouse.kpi("pipeline", MONTHS), "period", "pipeline_amount") == [("2019-11", D(80))]


def test_inventory_is_the_last_snapshot_of_each_location(warehouse: Any) -> None:
    warehouse.add(
        "inventory",
        stock("2019-10", 9, snapshot_date=date(2019, 10, 7)),
        stock("2019-10", 5),
        stock("2019-10", 3, location_code="B", snapshot_date=date(2019, 10, 14)),
    )
    assert of(warehouse.kpi("inventory_on_hand", MONTHS), "on_hand_units") == [(D(8),)]


def test_weeks_of_supply_is_stock_over_the_mean_week_of_the_window(warehouse: Any) -> None:
    warehouse.add("inventory", stock("2019-12", 30), stock("2019-12", 10, product_id="B"))
    for period, units in (("2019-09", 500), ("2019-10", 60), ("2019-11", 80), ("2019-12", -10)):
        warehouse.add("sell_through", sale(period, units))
    names = ("window_weeks", "window_units", "on_hand_units", "weeks_of_supply")
    assert of(warehouse.kpi("weeks_of_supply", ["2019-12"]), *names) == [(13, D(130), D(40), D(4))]
    two = Parameters(window_months=2, window_weeks=8)
    assert of(warehouse.kpi("weeks_of_supply", ["2019-12"], two), *names) == [(8, D(70), D(40), D("4.571429"))]
    rows = warehouse.kpi("weeks_of_supply_by_product", ["2019-12"])
    assert [(r["product_id"], r["weeks_of_supply"]) for r in rows] == [("A", D(3)), ("B", None)]


@pytest.mark.parametrize("units", [0, -5])
def test_weeks_of_supply_is_empty_when_nothing_was_sold(warehouse: Any, units: int) -> None:
    warehouse.add("inventory", stock("2019-12", 30))
    warehouse.add("sell_through", sale("2019-12", units))
    assert of(warehouse.kpi("weeks_of_supply", ["2019-12"]), "window_units", "weeks_of_supply") == [(D(units), None)]


def test_provisional_names_are_the_first_spelling(warehouse: Any) -> None:
    warehouse.add("accounts", {"account_id": "R1", "account_name": "Known"})
    new = {"reseller_id": "new-1", "is_reseller_provisional": True}
    warehouse.add(
        "sell_through",
        sale("2019-10", 1, reseller_name="Zed Ltd", **new),
        sale("2019-10", 1, reseller_name="ZED", **new),
        sale("2019-10", 1, reseller_id="R1", reseller_name="known", is_reseller_provisional=False),
    )
    rows = warehouse.view("resellers")
    assert of(rows, "account_id", "account_name", "is_provisional") == [
        ("R1", "Known", False),
        ("new-1", "ZED", True),
    ]
    assert of(warehouse.view("customers"), "account_id") == [("R1",)]


def test_rejects_and_duplicates_part_what_was_set_aside(warehouse: Any) -> None:
    warehouse.add(
        "set_aside",
        {"home": "reject", "code": "INVALID_DATE", "source_line": 3},
        {"home": "duplicate", "code": "DUPLICATE_LINE", "source_line": 4, "duplicate_of": "s::1"},
    )
    assert of(warehouse.view("rejects"), "code", "source_line") == [("INVALID_DATE", 3)]
    assert of(warehouse.view("duplicates"), "code", "duplicate_of") == [("DUPLICATE_LINE", "s::1")]


@pytest.mark.feature("C31")
def test_stock_that_does_not_open_where_it_closed_is_named_with_its_line(warehouse: Any) -> None:
    warehouse.add(
        "inventory",
        stock("2019-10", 9, opening_units=D(4)),  # nothing before it
        stock("2019-11", 7, opening_units=D(9)),
        stock("2019-12", 5, opening_units=D(6), source_file="dec.csv", source_line=4),
        stock("2019-10", 3, location_code="B"),
        stock("2019-11", 3, location_code="B", opening_units=None),
        stock("2019-12", 2, location_code="B", opening_units=D(3)),
        stock("2019-12", 8, product_id="B", opening_units=D(1)),
    )
    names = ("product_id", "location_code", "period", "previous_units", "opening_units", "difference_units")
    rows = warehouse.view("stock_breaks")
    assert of(rows, *names) == [("A", None, "2019-12", D(7), D(6), D(-1))]
    assert of(rows, "previous_date", "source_file", "source_line") == [(date(2019, 11, 28), "dec.csv", 4)]


def test_freshness_names_the_newest_period_and_landing(warehouse: Any) -> None:
    known = {"partner_id": "P1", "record_type": "sell_through", "submission_state": "published"}
    warehouse.add("sell_through", sale("2019-10", 1), sale("2019-11", 1))
    warehouse.add(
        "submissions",
        {**known, "landed_at": datetime(2019, 11, 5, 8)},
        {**known, "landed_at": datetime(2019, 12, 5, 8, 30)},
        {**known, "submission_state": "held", "landed_at": datetime(2020, 1, 1)},
        {"partner_id": "P2", "record_type": "inventory", "submission_state": "published"},
    )
    rows = warehouse.view("data_freshness")
    names = ("partner_id", "last_period", "last_landed_at", "submission_count")
    assert [tuple(r[n] for n in names) for r in sorted(rows, key=lambda r: r["partner_id"])] == [
        ("P1", "2019-11", datetime(2019, 12, 5, 8, 30), 2),
        ("P2", None, None, 1),
    ]
