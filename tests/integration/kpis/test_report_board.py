"""The table `report_board` on moto: what `kpis` writes at a tick, as the board of the console says it, never twice."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from tests.submissions import submission

from sellthrough.cycle.board import board
from sellthrough.model.keys import configuration_key
from sellthrough.model.submissions import Counts, State
from sellthrough.model.tables import columns
from sellthrough.model.workspace import Configuration

CONTEXT = SimpleNamespace(aws_request_id="request", function_name="kpis", get_remaining_time_in_millis=lambda: 900_000)
FEED = {"feed": "pos", "record_type": "sell_through", "files": r"pos_(?P<year>\d{4})(?P<month>\d\d)\.csv"}
CONFIGURATION = Configuration.model_validate(
    {
        "version": "board",
        "vendor": {"name": "Acme", "reporting_currency": "USD", "brand": {"name": "Acme"}},
        "agreements": [
            {"partner_id": name, "time_zone": "Europe/Berlin", "starts_on": "2023-12-01", "feeds": [FEED]}
            for name in ("alder", "birch")
        ],
        "partners": [{"partner_id": "alder", "partner_name": "Alder"}],
        "products": [],
    }
)


@pytest.fixture
def cloud(own_cloud: Any) -> Any:
    """A cloud in which the two partners owe their reports, and no tick has been."""
    body = CONFIGURATION.model_dump_json().encode()
    boto3.client("s3").put_object(Bucket="archive", Key=configuration_key(CONFIGURATION.version), Body=body)
    own_cloud.ledger.set_current_configuration(CONFIGURATION.version)
    return own_cloud


def tick(cloud: Any, now: str) -> None:
    answer = cloud.app.handler({"now": f"{now}Z"}, CONTEXT)
    assert answer["outcome"] == "ok"


def receive(cloud: Any, submission_id: str, period: str, landed_at: str, state: State, **counts: int) -> None:
    cloud.ledger.receive(
        submission(
            submission_id=submission_id, partner_id="alder", reporting_period=period, landed_at=f"{landed_at}+00:00",
            config_version="board",
        )
    )  # fmt: skip
    cloud.ledger.settle(submission_id, state, counts=Counts(**counts), publication=1)


def states(cloud: Any) -> dict[tuple[str, str], str]:
    rows = cloud.lake.read("report_board").to_pylist()
    assert len({(r["partner_id"], r["feed"], r["reporting_period"]) for r in rows}) == len(rows)
    return {(r["partner_id"], r["reporting_period"]): r["board_state"] for r in rows}


def snapshots(cloud: Any) -> int:
    return len(cloud.lake.table("report_board").snapshots())


def receive_december(cloud: Any) -> None:
    receive(cloud, "b1", "2023-12", "2024-01-08T09:00:00", State.PUBLISHED, rows_in=3, accepted_rows=3)


def receive_january(cloud: Any) -> None:
    receive(cloud, "b2", "2024-01", "2024-02-01T09:00:00", State.PUBLISHED, rows_in=3, quarantined_rows=3)


@pytest.mark.feature("E23", "C24")
def test_the_board_follows_the_clock_and_what_was_received(cloud: Any) -> None:
    tick(cloud, "2024-01-05T10:05:00")
    assert states(cloud) == {("alder", "2023-12"): "expected", ("birch", "2023-12"): "expected"}
    receive_december(cloud)
    tick(cloud, "2024-01-10T18:05:00")
    assert states(cloud)["birch", "2023-12"] == "late"
    tick(cloud, "2024-01-12T10:05:00")
    assert states(cloud) == {
        ("alder", "2023-12"): "received",
        ("alder", "2024-01"): "expected",
        ("birch", "2023-12"): "missing",
        ("birch", "2024-01"): "expected",
    }
    receive_january(cloud)
    tick(cloud, "2024-02-02T10:05:00")
    (row,) = [r for r in cloud.lake.read("report_board").to_pylist() if r["submission_id"] == "b2"]
    assert (row["board_state"], row["quarantined_rows"], row["file_count"]) == ("partial", 3, 1)
    assert (str(row["first_date"]), str(row["last_date"])) == ("2024-01-01", "2024-01-31")
    assert row["due_at"] == datetime(2024, 2, 10, 17, tzinfo=UTC).replace(tzinfo=None)  # 18:00 in Berlin


def test_what_the_table_says_is_what_the_console_says(cloud: Any) -> None:
    receive_december(cloud)
    receive_january(cloud)
    tick(cloud, "2024-02-02T10:05:00")
    now = datetime(2024, 2, 2, 10, 5, tzinfo=UTC)
    cells = board(CONFIGURATION, cloud.ledger.submissions(), now, watched=cloud.ledger.watched())
    assert states(cloud) == {(c.partner_id, c.period): c.state.value for c in cells}


def test_the_same_board_is_written_once(cloud: Any) -> None:
    tick(cloud, "2024-02-02T10:05:00")
    before = snapshots(cloud)
    for minute in ("05", "20", "35"):
        tick(cloud, f"2024-02-02T10:{minute}:00")
    assert snapshots(cloud) == before
    tick(cloud, "2024-02-12T10:05:00")
    assert snapshots(cloud) > before


def test_a_report_of_long_ago_leaves_the_board_and_is_not_read(cloud: Any) -> None:
    receive_december(cloud)
    receive_january(cloud)
    tick(cloud, "2024-02-02T10:05:00")
    assert ("alder", "2023-12") in states(cloud)
    read: list[str] = []
    submissions = cloud.app.ledger.submissions

    def noted(ids: Any = None) -> Any:
        read.extend(ids or ())
        return submissions(ids)

    cloud.app.ledger.submissions = noted
    try:
        tick(cloud, "2025-02-20T10:05:00")
    finally:
        del cloud.app.ledger.submissions
    assert ("alder", "2023-12") not in states(cloud)
    assert "b2" in read
    assert "b1" not in read


def test_a_run_of_a_report_leaves_the_board_to_the_next_tick(cloud: Any) -> None:
    receive_december(cloud)
    before = snapshots(cloud)
    cloud.ledger.mark_dirty("b1", "sell_through", ["2023-12"])
    cloud.app.handler({"submission_id": "b1", "run": 1, "now": "2025-06-01T00:00:00Z"}, CONTEXT)
    assert snapshots(cloud) == before


@pytest.mark.feature("C24")
def test_bi_reads_the_board_through_athena(cloud: Any) -> None:
    receive_january(cloud)
    tick(cloud, "2025-02-20T10:05:00")
    sql = "select partner_id, board_state from report_board where is_owed and reporting_period = '2024-01' order by 1"
    found = cloud.app.athena.query(sql, [columns()[n] for n in ("partner_id", "board_state")]).to_pylist()
    assert [tuple(row.values()) for row in found] == [("alder", "partial"), ("birch", "missing")]
