"""A workbook that grows each month, through the whole path: every line counts once, a corrected one as corrected."""

import email
from decimal import Decimal
from typing import Any

import boto3
import pytest
from tests.faults.scenarios import CONFIGURATION
from tests.faults.world import World, emulated

from sellthrough.model.keys import configuration_key
from sellthrough.model.submissions import State
from sellthrough.model.workspace import Configuration
from sellthrough_aws.objects import Objects

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


def answer_about(world: World, name: str) -> str:
    """The text of the first mail that answered that file, its lines joined."""
    about = next(s.submission_id for s in world.ledger.submissions() if s.file_name == name)
    mail = next(m for m in world.ledger.mails() if m.about == about)
    message = email.message_from_bytes(Objects().get_bytes("archive", mail.archive_key or ""))
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    return " ".join(text.get_payload(decode=True).decode().split())  # type: ignore[union-attr]


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
        assert world.ledger.work_items() == []
        said = answer_about(world, "pos_201911.csv")
        assert "They count once, so only what is new was added." in said
        assert "pos_201910.csv: all of its 3 lines" in said
        assert "Earlier reports" not in answer_about(world, "pos_201910.csv")


@pytest.mark.feature("C18", "C31")
@pytest.mark.parametrize("first", ["october", "november"], ids=["october first", "november first"])
def test_a_growing_file_that_changes_old_lines_is_asked_about_and_told_in_any_order(
    monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """What one of the two files says that the other does not may be a correction or a line left out: a person knows."""
    with emulated(monkeypatch, growing("replace")) as world:
        october = world.land("landing/birch/pos/pos_201910.csv", file(*OCTOBER))
        november = world.land("landing/birch/pos/pos_201911.csv", file(OCTOBER[0], CORRECTED, OCTOBER[2], *NOVEMBER))
        for landed in (october, november) if first == "october" else (november, october):
            world.deliver(landed)
            world.run()
        by_file = {s.file_name: s for s in world.ledger.submissions()}
        (item,) = world.ledger.work_items()
        assert (item.work_item_type, item.row_count) == ("growing_file", 1)
        assert item.submission_id == by_file["pos_201911.csv"].submission_id
        assert 'resubmission = "cumulative"' in item.note
        assert [(s.lines, s.of_lines) for s in by_file["pos_201911.csv"].said_again] == [(2, 3)]
        assert len(facts(world)) == 6, "what was reported in October counts until a person says otherwise"
        if first == "october":
            assert "pos_201910.csv: 2 of its 3 lines. 1 line is not in your file" in answer_about(
                world, "pos_201911.csv"
            )


@pytest.mark.feature("C18")
def test_the_question_is_settled_when_a_cumulative_file_replaces_both(monkeypatch: pytest.MonkeyPatch) -> None:
    with emulated(monkeypatch, growing("replace")) as world:
        world.deliver(world.land("landing/birch/pos/pos_201910.csv", file(*OCTOBER)))
        world.deliver(
            world.land("landing/birch/pos/pos_201911.csv", file(OCTOBER[0], CORRECTED, OCTOBER[2], *NOVEMBER))
        )
        world.run()
        assert [i.work_item_state for i in world.ledger.work_items()] == ["open"]
        agreed = growing("cumulative").model_copy(update={"version": "c2"})
        boto3.client("s3").put_object(
            Bucket="archive", Key=configuration_key("c2"), Body=agreed.model_dump_json().encode()
        )
        world.ledger.set_current_configuration("c2")
        december = "C1,2019-12-03,P-1,1,10.00,Acme"
        world.deliver(
            world.land("landing/birch/pos/pos_201912.csv", file(OCTOBER[0], CORRECTED, OCTOBER[2], *NOVEMBER, december))
        )
        world.run()
        assert [i.work_item_state for i in world.ledger.work_items()] == ["resolved"]
        assert [invoice for invoice, *_ in facts(world)] == ["A1", "A2", "A3", "B1", "B2", "C1"]
