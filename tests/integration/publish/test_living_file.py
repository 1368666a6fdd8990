"""A workbook that grows each month, through the whole path: every line counts once, a corrected one as corrected."""

from decimal import Decimal
from typing import Any

import pytest
from tests.faults.scenarios import CONFIGURATION
from tests.faults.world import World, emulated

from sellthrough.model.submissions import State
from sellthrough.model.workspace import Configuration

HEADINGS = "invoice,date,sku,qty,net,customer"
OCTOBER = ["A1,2019-10-01,P-1,2,20.00,Acme", "A2,2019-10-02,P-2,1,15.50,Acme", "A3,2019-10-03,P-3,4,8.00,Bolt"]
CORRECTED = "A2,2019-10-02,P-2,3,46.50,Acme"
NOVEMBER = ["B1,2019-11-04,P-1,1,10.00,Acme", "B2,2019-11-05,P-4,1,7.25,Bolt"]


def file(*lines: str) -> str:
    return "\n".join([HEADINGS, *lines]) + "\n"


def growing(resubmission: str) -> Configuration:
    document: dict[str, Any] = CONFIGURATION.model_dump(mode="json")
    document["agreements"][0]["feeds"][0]["resubmission"] = resubmission
    return Configuration.model_validate(document)


def facts(world: World) -> list[tuple[str, int, Decimal]]:
    published = {p["submission_id"]: p for p in world.lake.read("published_submissions").to_pylist()}
    shown = [
        row
        for row in world.lake.read("sell_through_rows").to_pylist()
        if published[row["submission_id"]]["submission_state"] == "published"
        and published[row["submission_id"]]["run"] == row["run"]
    ]
    return sorted((row["invoice_number"], int(row["quantity_units"]), row["net_amount"]) for row in shown)


@pytest.mark.feature("C18")
def test_a_growing_workbook_loads_its_change_and_what_was_corrected_counts_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with emulated(monkeypatch, growing("cumulative")) as world:
        world.deliver(world.land("landing/birch/pos/pos_201910.csv", file(*OCTOBER)))
        world.run()
        world.deliver(
            world.land("landing/birch/pos/pos_201911.csv", file(OCTOBER[0], CORRECTED, OCTOBER[2], *NOVEMBER))
        )
        world.run()
        assert facts(world) == [
            ("A1", 2, Decimal("20.0000")), ("A2", 3, Decimal("46.5000")), ("A3", 4, Decimal("8.0000")),
            ("B1", 1, Decimal("10.0000")), ("B2", 1, Decimal("7.2500")),
        ]  # fmt: skip
        by_file = {s.file_name: s for s in world.ledger.submissions()}
        october, november = by_file["pos_201910.csv"], by_file["pos_201911.csv"]
        assert (october.state, october.superseded_by) == (State.SUPERSEDED, november.submission_id)
        assert november.counts.accepted_rows == 5
        kept = world.lake.read("sell_through_rows").to_pylist()
        assert {r["quantity_units"] for r in kept if r["invoice_number"] == "A2"} == {1, 3}, (
            "what it said before is kept"
        )


def test_without_it_unchanged_lines_are_late_repeats_and_only_the_change_is_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with emulated(monkeypatch, growing("replace")) as world:
        world.deliver(world.land("landing/birch/pos/pos_201910.csv", file(*OCTOBER)))
        world.deliver(world.land("landing/birch/pos/pos_201911.csv", file(*OCTOBER, *NOVEMBER)))
        world.run()
        assert [invoice for invoice, *_ in facts(world)] == ["A1", "A2", "A3", "B1", "B2"]
        counts = {s.file_name: s.counts for s in world.ledger.submissions()}
        assert counts["pos_201911.csv"].accepted_rows == 2
        assert counts["pos_201911.csv"].duplicate_rows == 3
