"""Every file landed twice, in an order that carries no meaning: the tables are those of the plain run (I3)."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.scenarios.conftest import HERE, Scenario

from sellthrough_local.cli.athena_rows import rows_of
from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import deployed
from sellthrough_local.cli.landing import land
from sellthrough_local.workspace_folder import load_folder

pytestmark = [pytest.mark.shared, pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(1800)]
FIRST, CORRECTED = "Birch_SellThrough_December_2019.xlsx", "Birch_SellThrough_December_2019_CORRECTED.xlsx"
ORIGINAL, COPY = "CEDAR-2019-10.csv", "CEDAR-2019-10 (1).csv"
# What tells when and in which run a row was written, not what it says.
TECHNICAL = {"run", "landing_order", "landed_at", "published_at"}
TABLES = (
    "sell_through",
    "inventory",
    "rejects",
    "duplicates",
    "resellers",
    "published_submissions",
    "kpi_sell_through",
    "kpi_inventory_on_hand",
    "kpi_weeks_of_supply",
    "kpi_weeks_of_supply_by_product",
)


def shuffled(paths: list[Path], rng: Random) -> list[Path]:
    """Any order but one: the corrected December comes after the first, for that order is what a correction means."""
    mixed = rng.sample(paths, len(paths))
    first, corrected = (next(i for i, path in enumerate(mixed) if path.name == name) for name in (FIRST, CORRECTED))
    if first > corrected:
        mixed[first], mixed[corrected] = mixed[corrected], mixed[first]
    return mixed


def contents(query: Callable[[str], list[dict[str, Any]]], table: str) -> list[str]:
    """The rows of a table as comparable text.

    Two of the files hold the same bytes: the one that landed first gives its name to the rows of both.
    """
    rows = query(f"SELECT * FROM {table}")
    for row in rows:
        if row.get("source_file") == COPY:
            row["source_file"] = ORIGINAL
    return sorted(str(sorted((k, str(v)) for k, v in row.items() if k not in TECHNICAL)) for row in rows)


@pytest.mark.invariant("I3")
def test_the_same_tables_come_out(
    run_scenario: Callable[[str, Path], Scenario], shared_data: Path, tmp_path: Path
) -> None:
    inbox = shared_data / "drop_dev_aw" / "inbox"
    plain = run_scenario("drop_dev_aw", inbox)
    rng = Random(20191231)
    configuration = load_folder(HERE / "drop_dev_aw", inbox)
    with deployed(tmp_path / "state", configuration.vendor.mail_from) as deployment:
        publish_configuration(deployment, configuration)
        paths = sorted(inbox.iterdir())
        for path in shuffled(paths, rng) + shuffled(paths, rng):
            land(deployment, configuration, path)
        assert deployment.cloud is not None
        assert deployment.cloud.wait_until_settled(900)
        again = {table: contents(lambda sql: rows_of(deployment, sql)[1], table) for table in TABLES}
        received = rows_of(deployment, "SELECT count(*) AS n FROM received_files")[1]
    assert received == [{"n": 2 * len(plain.result["files"])}]
    for table in TABLES:
        assert again[table] == contents(plain.query, table), table
        assert again[table]
