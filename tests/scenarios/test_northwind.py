"""Two files joined into one point-of-sale file, two years in one load: net sales by month, product and customer."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.scenarios.conftest import Scenario
from tests.scenarios.northwind_pos import write_pos_file

pytestmark = [pytest.mark.shared, pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(900)]
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> Any:
    return json.loads((shared_data / "northwind" / "truth.json").read_text(), parse_float=Decimal)


@pytest.fixture(scope="module")
def scenario(
    run_scenario: Callable[[str, Path], Scenario], shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Scenario:
    inbox = tmp_path_factory.mktemp("inbox")
    write_pos_file(shared_data / "northwind", inbox)
    return run_scenario("northwind", inbox)


def assert_in_cents(found: dict[str, Decimal], expected: dict[str, Decimal]) -> None:
    """Equal to the cent; half a cent may have been rounded either way."""
    assert found.keys() == expected.keys()
    assert {k: v for k, v in found.items() if abs(v - Decimal(expected[k])) > CENT / 2} == {}


def test_the_totals_are_exact(scenario: Scenario, truth: Any) -> None:
    assert scenario.exit_code == 0
    row = scenario.query("SELECT count(*) AS n, sum(net_amount) AS net, sum(quantity_units) AS qty FROM sell_through")[
        0
    ]
    assert (row["n"], row["net"].quantize(CENT)) == (2155, Decimal("1265793.04"))
    assert (row["net"].quantize(CENT), row["qty"]) == (truth["net_sales"], truth["qty"])


SALES = "sell_through JOIN products USING (product_id)"
GROUPINGS = [
    ("net_by_month", "period", "sell_through"),
    ("net_by_year", "substr(period, 1, 4)", "sell_through"),
    ("net_by_product", "product_name", SALES),
    ("net_by_customer", "customer_id", "sell_through"),
]


@pytest.mark.parametrize(("figure", "key", "table"), GROUPINGS)
def test_every_figure_is_exact(scenario: Scenario, truth: Any, figure: str, key: str, table: str) -> None:
    found = scenario.by(key, table, net="sum(net_amount)")
    assert_in_cents({k: row["net"] for k, row in found.items()}, truth[figure])


def test_the_kpi_table_says_the_same_as_the_facts(scenario: Scenario, truth: Any) -> None:
    found = scenario.by("period", "kpi_sell_through", amount="sum(reporting_amount)")
    assert_in_cents({k: row["amount"] for k, row in found.items()}, truth["net_by_month"])
