"""Every number of a KPI is the sum of the published rows that it leads to."""

import random
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sellthrough.kpis.catalogue import ROW_PLACE, Parameters, models, render_rows
from sellthrough.kpis.lint import lint

MONTHS = [f"2019-{month:02d}" for month in range(7, 13)]
PARAMETERS = Parameters()
Row = dict[str, Any]


def made_up(seed: int) -> dict[str, list[Row]]:
    """A few hundred rows of every table that KPIs read, with gaps: no region, no amount, two snapshots, returns."""
    dice = random.Random(seed)
    tables: dict[str, list[Row]] = defaultdict(list)

    def common(number: int, month: str) -> Row:
        return {
            "submission_id": f"s{number % 7}", "run": 1, "row_key": f"s{number % 7}::{number}", "feed": "f",
            "source_file": "a.csv", "source_sheet": "", "source_line": number, "period": month,
            "partner_id": dice.choice(["P1", "P2", "P3"]), "product_id": dice.choice(["A", "B", None]),
            "reporting_currency": "USD",
        }  # fmt: skip

    for number in range(400):
        month = dice.choice(MONTHS)
        day = date.fromisoformat(f"{month}-{dice.randint(1, 28):02d}")
        amount = Decimal(dice.randint(-500, 5000)) / 100
        row = common(number, month)
        tables["sell_through"].append(
            {**row, "tier_from": "distributor", "tier_to": dice.choice(["reseller", "end_customer"]),
             "country_code": "US", "region_code": dice.choice(["W", "E", None]),
             "quantity_units": Decimal(dice.randint(-3, 9)), "reporting_amount": amount}
        )  # fmt: skip
        tables["inventory"].append(
            {**row, "location_code": dice.choice(["L1", None]), "snapshot_date": day,
             "on_hand_units": Decimal(dice.randint(0, 50)), "on_order_units": Decimal(2), "in_transit_units": Decimal(1)}
        )  # fmt: skip
        cancelled = day if dice.random() < 0.2 else None
        tables["orders"].append(
            {**row, "order_number": f"o{number % 90}", "order_line": "1", "booked_date": day,
             "cancelled_date": cancelled, "order_status": "cancelled" if cancelled else "booked",
             "reporting_amount": amount}
        )  # fmt: skip
        tables["opportunities"].append(
            {**row, "owner_name": dice.choice(["Ann", "Bo"]), "manager_name": "Max", "sales_region": "East",
             "opportunity_status": dice.choice(["open", "won", "lost"]), "snapshot_date": date(2019, 12, 31),
             "close_date": day if dice.random() < 0.8 else None, "probability_ratio": Decimal("0.25"),
             "reporting_amount": amount if dice.random() < 0.8 else None}
        )  # fmt: skip
    tables["products"] = [{"product_id": "A", "list_price_amount": Decimal(7), "list_price_currency": "USD"}]
    tables["published_submissions"] = [
        {"submission_id": f"s{number}", "run": 1, "landing_order": f"{number}"} for number in range(7)
    ]
    return tables


@pytest.fixture(params=[1, 2])
def filled(request: pytest.FixtureRequest, warehouse: Any) -> Any:
    for table, rows in made_up(request.param).items():
        warehouse.add(table, *rows)
    return warehouse


@pytest.mark.feature("C3")
@pytest.mark.parametrize("name", sorted(models()))
def test_a_number_is_the_sum_of_the_rows_it_leads_to(name: str, filled: Any) -> None:
    model = models()[name]
    behind: dict[tuple[Any, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(model.adds_up))
    rows = filled.query(render_rows(model, MONTHS))
    assert len(rows) > 20
    for row in rows:
        key = tuple(row[g] for g in model.grain)
        behind[key] = [total + (row[m] or 0) for total, m in zip(behind[key], model.adds_up, strict=True)]
        assert all(row[place] is not None for place in ROW_PLACE)
    shown = {
        tuple(row[g] for g in model.grain): [Decimal(row[m] or 0) for m in model.adds_up]
        for row in filled.kpi(name, MONTHS)
    }
    assert behind == shown


@pytest.mark.parametrize("name", sorted(models()))
def test_the_rows_of_a_kpi_keep_to_the_subset(name: str) -> None:
    model = models()[name]
    assert lint(render_rows(model, ["2019-10"]), model.row_columns, model.reads) == []
    assert {c.name for c in model.columns} >= set(model.adds_up)


def test_nothing_but_a_period_reaches_the_sql_of_rows() -> None:
    with pytest.raises(ValueError, match="not a period"):
        render_rows(models()["bookings"], ["2019-10'"])
