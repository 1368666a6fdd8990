"""Seven partners' quarter: 42 files in seven layouts become exactly the figures of the manifest."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.scenarios.conftest import Scenario, sellthrough
from tests.scenarios.files_as_sent import broken_lines, files_as_sent

pytestmark = [pytest.mark.shared, pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(900)]
CENT = Decimal("0.01")
SUMS = {"lines": "count(*)", "qty": "sum(quantity_units)", "usd": "sum(reporting_amount)"}


@pytest.fixture(scope="module")
def inbox(shared_data: Path) -> Path:
    return shared_data / "drop_dev_aw" / "inbox"


@pytest.fixture(scope="module")
def manifest(inbox: Path) -> Any:
    return json.loads((inbox.parent / "manifest.json").read_text(), parse_float=Decimal)


@pytest.fixture(scope="module")
def scenario(run_scenario: Callable[[str, Path], Scenario], inbox: Path) -> Scenario:
    return run_scenario("drop_dev_aw", inbox)


def rounded(figures: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        key: {name: Decimal(value).quantize(CENT) if name == "usd" else int(value) for name, value in row.items()}
        for key, row in figures.items()
    }


def in_cents(figures: dict[str, Any]) -> dict[str, Decimal]:
    return {key: Decimal(value).quantize(CENT) for key, value in figures.items()}


@pytest.mark.feature("M18", "C11", "C23")
def test_the_totals_are_exact(scenario: Scenario, manifest: Any) -> None:
    truth = manifest["truth"]
    row = scenario.query(f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in SUMS.items())} FROM sell_through")[0]
    assert (row["lines"], int(row["qty"]), row["usd"].quantize(CENT)) == (7755, 28577, Decimal("9283490.73"))
    assert (truth["lines"], truth["qty"], truth["usd"]) == (7755, 28577, Decimal("9283490.73"))


GROUPINGS = [
    ("by_partner", "partner_id"),
    ("by_month", "period"),
    ("by_partner_month", "partner_id || '|' || period"),
    ("by_sku", "product_id"),
    ("by_reseller", "reseller_name"),
]


@pytest.mark.parametrize(("figure", "key"), GROUPINGS)
def test_every_figure_of_the_manifest_is_exact(scenario: Scenario, manifest: Any, figure: str, key: str) -> None:
    assert rounded(scenario.by(key, "sell_through", **SUMS)) == rounded(manifest["truth"][figure])


def test_a_reseller_spelled_once_is_one_account(scenario: Scenario, manifest: Any) -> None:
    found = scenario.by("reseller_id", "sell_through", names="count(DISTINCT reseller_name)")
    assert all(row["names"] == 1 for row in found.values())
    assert len(found) == len(manifest["truth"]["by_reseller"])


def test_the_local_amounts_are_exact(scenario: Scenario, manifest: Any) -> None:
    found = scenario.by("partner_id || '|' || period", "sell_through", local="sum(net_amount)")
    expected = in_cents(manifest["truth"]["local_amount_by_partner_month"])
    assert {key: row["local"].quantize(CENT) for key, row in found.items()} == expected


def test_the_closing_stock_is_exact(scenario: Scenario, manifest: Any) -> None:
    found = scenario.by("partner_id", "inventory WHERE period = '2019-12'", units="sum(on_hand_units)")
    expected = manifest["truth"]["inventory_closing_units_2019_12"]
    assert {key: int(row["units"]) for key, row in found.items()} == expected


def test_the_weeks_of_supply_are_exact_over_the_quarter(scenario: Scenario, manifest: Any) -> None:
    rows = scenario.query("SELECT * FROM kpi_weeks_of_supply WHERE period = '2019-12'")
    found = {row["partner_id"]: row["weeks_of_supply"].quantize(Decimal("0.0001")) for row in rows}
    assert found == manifest["truth"]["weeks_of_supply_2019_12"]
    assert {row["window_weeks"] for row in rows} == {13}


@pytest.mark.feature("C36")
def test_the_rejects_stand_at_their_file_and_line_with_a_reason(scenario: Scenario, manifest: Any, inbox: Path) -> None:
    expected = broken_lines(manifest, inbox)
    rows = scenario.query("SELECT source_file, source_line, code, note, record_text FROM rejects")
    assert {(row["source_file"], row["source_line"], row["code"]) for row in rows} == expected
    assert len(rows) == manifest["rejected_lines_total"] == 19
    assert all(row["note"] and row["record_text"] for row in rows)


@pytest.mark.feature("C18")
def test_the_duplicates_are_those_that_were_injected(scenario: Scenario, manifest: Any) -> None:
    expected: dict[str, int] = {}
    for item in manifest["injected"]:
        if item["kind"].startswith(("duplicate lines", "lines of")):
            expected[item["file"]] = expected.get(item["file"], 0) + item["count"]
    # Of two byte-identical files the first that landed stands, and in name order that is the copy.
    original = "replace(source_file, ' (1)', '')"
    found = scenario.by(original, "duplicates", lines="count(*)")
    assert {key: row["lines"] for key, row in found.items()} == expected
    assert scenario.query("SELECT count(*) AS n FROM duplicates WHERE quantity_units < 0") == [{"n": 0}]


@pytest.mark.invariant("I1")
def test_every_record_of_every_file_has_one_home(scenario: Scenario, inbox: Path) -> None:
    received = scenario.result["files"]
    assert {file["file"] for file in received} == {path.name for path in inbox.iterdir()}
    sent = {(file.file, file.feed): len(file.amounts) for file in files_as_sent(inbox)}
    assert {(file["file"], file["feed"]): file["rows_in"] for file in received} == sent
    for file in received:
        homes = file["accepted"] + file["duplicate"] + file["quarantined"] + file["superseded"]
        assert file["rows_in"] == homes, file


@pytest.mark.invariant("I1")
def test_the_published_counts_are_those_of_the_command(scenario: Scenario) -> None:
    names = "accepted_rows + duplicate_rows + quarantined_rows + superseded_rows"
    assert scenario.query(f"SELECT source_file FROM received_files WHERE rows_in <> {names}") == []
    found = scenario.query("SELECT source_file, feed, rows_in, accepted_rows FROM received_files")
    expected = {(file["file"], file["feed"], file["rows_in"], file["accepted"]) for file in scenario.result["files"]}
    assert {tuple(row.values()) for row in found} == expected


@pytest.mark.invariant("I4")
def test_the_money_of_every_file_is_in_its_homes(scenario: Scenario, inbox: Path) -> None:
    homes: dict[str, Decimal] = {}
    for table in ("sell_through_rows", "set_aside_rows"):
        for file, row in scenario.by("source_file", table, amount="sum(net_amount)").items():
            homes[file] = homes.get(file, Decimal(0)) + (row["amount"] or 0)
    copies = {file["file"] for file in scenario.result["files"] if "same bytes" in file["reason"]}
    for sent in files_as_sent(inbox):
        if sent.feed == "sell_through" and sent.file not in copies:
            assert homes.get(sent.file, Decimal(0)) == sum(a for a in sent.amounts if a is not None), sent.file


def test_what_became_of_the_special_files(scenario: Scenario) -> None:
    files = {(file["file"], file["feed"]): file for file in scenario.result["files"]}
    first = files["Birch_SellThrough_December_2019.xlsx", "sell_through"]
    assert (first["state"], first["accepted"], first["superseded"]) == ("superseded", 0, first["rows_in"])
    copies = [files[name, "sell_through"] for name in ("CEDAR-2019-10.csv", "CEDAR-2019-10 (1).csv")]
    assert sorted(file["duplicate"] == file["rows_in"] for file in copies) == [False, True]
    empty = files["gum202001.txt", "sell_through"]
    assert (empty["state"], empty["rows_in"], empty["period"]) == ("published", 0, "2020-01")
    assert scenario.exit_code == 1


def test_the_query_command_reads_what_the_run_left(scenario: Scenario) -> None:
    done = sellthrough(
        "query", "--state", scenario.state, "--json", "SELECT sum(reporting_amount) AS usd FROM sell_through"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout, parse_float=Decimal)[0]["usd"].quantize(CENT) == Decimal("9283490.73")
