"""A CRM export becomes won value, win rate and pipeline, by product, region, quarter and agent."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.scenarios.conftest import Scenario

pytestmark = [pytest.mark.shared, pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(900)]
QUARTER = "substr(period, 1, 4) || '-Q' || cast((cast(substr(period, 6, 2) AS integer) + 2) / 3 AS varchar)"
KEYS = [
    ("product", "product_id"),
    ("region", "sales_region"),
    ("quarter", QUARTER),
    ("agent", "owner_name"),
    ("region_quarter", f"sales_region || '|' || {QUARTER}"),
]


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> Any:
    return json.loads((shared_data / "maven_crm" / "truth.json").read_text(), parse_float=Decimal)


@pytest.fixture(scope="module")
def scenario(
    run_scenario: Callable[[str, Path], Scenario], shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Scenario:
    inbox = tmp_path_factory.mktemp("inbox")
    (inbox / "sales_pipeline.csv").symlink_to(shared_data / "maven_crm" / "sales_pipeline.csv")
    return run_scenario("maven_crm", inbox)


def ratio(won: Any, closed: Any) -> Decimal:
    return (Decimal(won) / Decimal(closed)).quantize(Decimal("0.000001"))


def test_every_opportunity_is_a_fact(scenario: Scenario, truth: Any) -> None:
    assert scenario.exit_code == 0
    assert scenario.result["totals"]["accepted"] == truth["rows"]
    found = scenario.by("stage_name", "opportunities", n="count(*)")
    assert {stage: row["n"] for stage, row in found.items()} == truth["stage_counts"]


def test_the_totals_are_exact(scenario: Scenario, truth: Any) -> None:
    won = scenario.query("SELECT sum(won_amount) AS amount FROM kpi_won_value")[0]["amount"]
    assert won == Decimal("6436887") == truth["won_value_total"]
    rate = scenario.query("SELECT sum(won_count) AS won, sum(won_count + lost_count) AS closed FROM kpi_win_rate")[0]
    assert ratio(rate["won"], rate["closed"]) == Decimal("0.627521") == truth["win_rate_total"]


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_the_won_value_is_exact_by(scenario: Scenario, truth: Any, name: str, key: str) -> None:
    found = scenario.by(key, "kpi_won_value", amount="sum(won_amount)")
    assert {k: row["amount"] for k, row in found.items()} == truth[f"won_value_by_{name}"]


@pytest.mark.feature("C22")
@pytest.mark.parametrize(("name", "key"), KEYS)
def test_the_win_rate_is_exact_by(scenario: Scenario, truth: Any, name: str, key: str) -> None:
    found = scenario.by(key, "kpi_win_rate", won="sum(won_count)", closed="sum(won_count + lost_count)")
    expected = truth[f"win_rate_by_{name}"]
    assert {k: (row["won"], row["closed"]) for k, row in found.items()} == {
        k: (row["won"], row["closed"]) for k, row in expected.items()
    }
    for k, row in found.items():
        assert ratio(row["won"], row["closed"]) == Decimal(expected[k]["win_rate"]).quantize(Decimal("0.000001"))


def test_the_managers_are_those_of_the_sales_teams(scenario: Scenario, truth: Any) -> None:
    found = scenario.by("manager_name", "kpi_won_value", amount="sum(won_amount)")
    assert {k: row["amount"] for k, row in found.items()} == truth["won_value_by_manager"]


@pytest.mark.feature("C21")
def test_the_open_pipeline_is_exact(scenario: Scenario, truth: Any) -> None:
    row = scenario.query("SELECT sum(open_count) AS n, sum(pipeline_amount) AS amount FROM kpi_pipeline")[0]
    assert (row["n"], row["amount"]) == (1341, truth["open_pipeline_list_value"])
    assert row["n"] == truth["open_pipeline_count"]
    sql = "SELECT sum(list_price_amount * probability_ratio) AS w FROM opportunities JOIN products USING (product_id)"
    weighted = scenario.query(f"{sql} WHERE opportunity_status = 'open'")[0]["w"]
    assert scenario.query("SELECT sum(weighted_pipeline_amount) AS w FROM kpi_pipeline")[0]["w"] == weighted


def test_the_product_that_the_crm_spells_otherwise_is_found(scenario: Scenario, truth: Any) -> None:
    rows = scenario.by("product_id", "opportunities WHERE product_code = 'GTXPro'", n="count(*)")
    assert {key: row["n"] for key, row in rows.items()} == {"GTX Pro": truth["rows_with_product_spelling_GTXPro"]}


def test_the_accounts_are_those_of_the_master(scenario: Scenario, truth: Any) -> None:
    condition = "opportunities WHERE opportunity_status = 'won'"
    found = scenario.by(
        "customer_name", condition, amount="sum(net_amount)", provisional="count_if(is_customer_provisional)"
    )
    assert {k: row["amount"] for k, row in found.items()} == truth["won_value_by_account"]
    assert all(row["provisional"] == 0 for row in found.values())
