"""The KPI models against truths that nobody here worked out: public data sets with their published totals."""

import csv
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.shared
Totals = dict[str, Decimal]
QUARTERS = {f"2017-{m:02d}": f"2017-Q{(m + 2) // 3}" for m in range(1, 13)}


@pytest.fixture
def crm(warehouse: Any, shared: Path) -> tuple[Any, dict[str, Any]]:
    """The CRM export as one snapshot at the end of 2017, and its truth."""
    folder = shared / "data" / "maven_crm"

    def read(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    teams = {row["sales_agent"]: row for row in read("sales_teams.csv")}
    for product in read("products.csv"):
        price = {"list_price_amount": Decimal(product["sales_price"]), "list_price_currency": "USD"}
        warehouse.add("products", {"product_id": product["product"], **price})
    for row in read("sales_pipeline.csv"):
        team = teams[row["sales_agent"]]
        warehouse.add(
            "opportunities",
            {
                "submission_id": "s", "partner_id": "V", "feed": "crm", "period": "2017-12",
                "snapshot_date": date(2017, 12, 31), "opportunity_id": row["opportunity_id"],
                "owner_name": row["sales_agent"], "manager_name": team["manager"],
                "sales_region": team["regional_office"], "product_id": row["product"].replace("GTXPro", "GTX Pro"),
                "opportunity_status": {"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open"),
                "close_date": date.fromisoformat(row["close_date"]) if row["close_date"] else None,
                "reporting_amount": Decimal(row["close_value"]) if row["close_value"] else None,
            },
        )  # fmt: skip
    return warehouse, json.loads((folder / "truth.json").read_text())


def totals(rows: list[dict[str, Any]], amount: str, *names: str) -> Totals:
    found: Totals = defaultdict(Decimal)
    for row in rows:
        found["|".join(QUARTERS[row["period"]] if n == "quarter" else row[n] for n in names)] += row[amount]
    return {key: value for key, value in found.items() if value}


def as_decimals(truth: dict[str, float]) -> Totals:
    return {key: Decimal(str(value)) for key, value in truth.items() if value}


@pytest.mark.feature("C21", "C22")
def test_won_value_win_rate_and_pipeline_of_a_public_crm_export(crm: tuple[Any, dict[str, Any]]) -> None:
    warehouse, truth = crm
    won = warehouse.kpi("won_value", QUARTERS)
    assert sum(row["won_amount"] for row in won) == Decimal(str(truth["won_value_total"]))
    for truth_name, names in {
        "won_value_by_product": ("product_id",),
        "won_value_by_agent": ("owner_name",),
        "won_value_by_manager": ("manager_name",),
        "won_value_by_region": ("sales_region",),
        "won_value_by_quarter": ("quarter",),
        "won_value_by_region_quarter": ("sales_region", "quarter"),
    }.items():
        assert totals(won, "won_amount", *names) == as_decimals(truth[truth_name]), truth_name
    rate = warehouse.kpi("win_rate", QUARTERS)
    counts = (sum(r["won_count"] for r in rate), sum(r["lost_count"] for r in rate))
    assert round(counts[0] / sum(counts), 6) == truth["win_rate_total"] == 0.627521
    for quarter, expected in truth["win_rate_by_quarter"].items():
        rows = [r for r in rate if QUARTERS[r["period"]] == quarter]
        wins = sum(r["won_count"] for r in rows)
        assert (wins, wins + sum(r["lost_count"] for r in rows)) == (expected["won"], expected["closed"])
    pipeline = warehouse.kpi("pipeline", ["2017-12"])
    stages = truth["stage_counts"]
    assert sum(row["open_count"] for row in pipeline) == stages["Engaging"] + stages["Prospecting"] == 1341
    assert sum(row["unpriced_count"] for row in pipeline) == 0


def test_weeks_of_supply_of_the_drop_scenario(warehouse: Any, shared: Path) -> None:
    """Unit totals of the manifest in, its weeks of supply out: the formula and its 13-week quarter."""
    truth = json.loads((shared / "data" / "drop_dev_aw" / "manifest.json").read_text())["truth"]
    for key, of_month in truth["by_partner_month"].items():
        partner_id, period = key.split("|")
        units = Decimal(of_month["qty"])
        warehouse.add(
            "sell_through", {"partner_id": partner_id, "period": period, "product_id": "A", "quantity_units": units}
        )
    for partner_id, closing in truth["inventory_closing_units_2019_12"].items():
        known = {"partner_id": partner_id, "period": "2019-12", "product_id": "A", "snapshot_date": date(2019, 12, 31)}
        warehouse.add("inventory", {**known, "on_hand_units": Decimal(closing)})
    rows = warehouse.kpi("weeks_of_supply", ["2019-12"])
    found = {row["partner_id"]: float(round(row["weeks_of_supply"], 4)) for row in rows}
    assert found == truth["weeks_of_supply_2019_12"]
