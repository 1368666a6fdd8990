"""Cases beside units, and a month that only the file's name says, through the whole path: facts, question and mail."""

import datetime as dt
import email
from pathlib import Path

import pytest
from tests.faults.world import World, emulated

from sellthrough.model.submissions import State, Submission
from sellthrough_aws.objects import Objects
from sellthrough_local.workspace_folder import load_folder

pytestmark = [pytest.mark.proof]
ADDED = "Invoice Date,SKU,Cases,Units\n2019-10-01,P-1,2,\n2019-10-02,P-2,,3\n2019-10-03,P-1,1,0\n2019-10-04,P-2,4,0\n"
PARCELS = "Invoice Date,SKU,Cases,Units\n2019-10-01,P-1,1,7\n2019-10-02,P-2,1,3\n2019-10-03,P-1,1,2\n"
UNDATED = "SKU,Qty,Amount\nP-1,2,20.00\nP-2,1,15.50\n"


def landed(world: World, content: str) -> tuple[Submission, str]:
    """The report as it ended, and the text of its answer mail, its lines joined."""
    world.deliver(world.land("landing/birch/pos/pos_201910.csv", content))
    world.run()
    (submission,), (mail,) = world.ledger.submissions(), world.ledger.mails()
    message = email.message_from_bytes(Objects().get_bytes("archive", mail.archive_key or ""))
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    return submission, " ".join(text.get_payload(decode=True).decode().split())  # type: ignore[union-attr]


@pytest.mark.feature("E13")
def test_cases_and_units_become_one_quantity_in_units(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    with emulated(monkeypatch, load_folder(workspace)) as world:
        submission, _ = landed(world, ADDED)
        assert submission.state is State.PUBLISHED
        rows = world.lake.read("sell_through_rows").to_pylist()
        assert sorted((r["sold_date"].day, r["quantity_units"], r["reported_unit_code"]) for r in rows) == [
            (1, 24, "case"), (2, 3, "each"), (3, 12, "case"), (4, 24, "case"),
        ]  # fmt: skip


@pytest.mark.feature("E13", "E43")
def test_what_cases_beside_units_mean_is_asked_where_the_lines_do_not_show_it(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    with emulated(monkeypatch, load_folder(workspace)) as world:
        submission, said = landed(world, PARCELS)
        assert (submission.state, submission.reason_code) == (State.HELD, "UNCLEAR_UNITS")
        assert "Do they add up, are the units all there is, or the packs" in said
        assert world.lake.read("sell_through_rows").num_rows == 0


@pytest.mark.feature("M22")
def test_sales_without_a_date_are_dated_by_the_file_s_name_and_the_mail_says_so(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    with emulated(monkeypatch, load_folder(workspace)) as world:
        submission, said = landed(world, UNDATED)
        assert (submission.state, submission.periods) == (State.PUBLISHED, ("2019-10",))
        rows = world.lake.read("sell_through_rows").to_pylist()
        assert {r["sold_date"] for r in rows} == {dt.date(2019, 10, 31)}
        assert "every line is dated 2019-10-31, the last day of the reporting period 2019-10" in said
