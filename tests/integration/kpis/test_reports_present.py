"""What share of the expected reports is there, by partner and by day: a query of the report board."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pyarrow.parquet as pq
import pytest
from tests.integration.kpis.test_report_board import CONTEXT

from sellthrough.model.keys import configuration_key
from sellthrough.model.submissions import Counts, State, Submission
from sellthrough.model.workspace import Configuration
from sellthrough_local.athena.catalogue import Catalogue
from sellthrough_local.athena.engine import Engine

DAILY = {
    "feed": "stock", "record_type": "inventory", "cadence": "daily", "due": {"day": 1},
    "files": r"stock_(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)\.csv",
}  # fmt: skip
MONTHLY = {"feed": "pos", "record_type": "sell_through", "files": r"pos_(?P<year>\d{4})(?P<month>\d\d)\.csv"}
PRESENT = "count_if(submission_state = 'published')"  # in time or late, whole or in part


def configuration() -> Configuration:
    agreements = [
        {
            "partner_id": name,
            "starts_on": "2024-01-01",
            "calendar": "office",
            "feeds": [MONTHLY, *([DAILY] if name == "alder" else [])],
        }
        for name in ("alder", "birch", "cedar", "elm")
    ]
    vendor = {"name": "Acme", "reporting_currency": "USD", "brand": {"name": "Acme"}, "calendars": {"office": {}}}
    values = {"version": "present", "vendor": vendor, "agreements": agreements, "partners": [], "products": []}
    return Configuration.model_validate(values)


@pytest.fixture
def cloud(own_cloud: Any) -> Any:
    """A cloud that was asked for its board on 11 February, when two of four months and four of five days had come."""
    document = configuration()
    body = document.model_dump_json().encode()
    boto3.client("s3").put_object(Bucket="archive", Key=configuration_key(document.version), Body=body)
    own_cloud.ledger.set_current_configuration(document.version)
    _receive(own_cloud, "alder", "pos", "2024-01", Counts(rows_in=3, accepted_rows=3))
    _receive(own_cloud, "birch", "pos", "2024-01", Counts(rows_in=3, accepted_rows=1, quarantined_rows=2))
    _receive(own_cloud, "cedar", "pos", "2024-01", Counts(), State.REFUSED)
    for day in ("05", "06", "08", "09"):  # Monday to Friday, without the 7th
        _receive(own_cloud, "alder", "stock", f"2024-02-{day}", Counts(rows_in=1, accepted_rows=1))
    own_cloud.app.handler({"now": "2024-02-14T09:00:00Z"}, CONTEXT)
    return own_cloud


def _receive(
    cloud: Any, partner_id: str, feed: str, period: str, counts: Counts, state: State = State.PUBLISHED
) -> None:
    submission_id = f"{partner_id}-{feed}-{period}"
    submission = Submission(
        submission_id=submission_id, partner_id=partner_id, feed=feed, record_type="sell_through",
        reporting_period=period, sha256=submission_id, bucket="landing", object_key="k", file_name="f.csv",
        landed_at=datetime(2024, 2, 10, tzinfo=UTC).isoformat(), landing_order=submission_id, config_version="present",
    )  # fmt: skip
    cloud.ledger.receive(submission)
    cloud.ledger.settle(submission_id, state, counts=counts, publication=1)


@pytest.mark.feature("C30")
@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            f"select {PRESENT}, count(*), cast({PRESENT} as double) / nullif(count(*), 0) from report_board "
            "where is_owed and feed = 'pos' and reporting_period = '2024-01'",
            [("2", "4", "0.5")],
        ),
        (
            f"select partner_id, cast({PRESENT} as double) / nullif(count(*), 0) from report_board where is_owed "
            "and feed = 'stock' and first_date between date '2024-02-05' and date '2024-02-11' group by partner_id",
            [("alder", "0.8")],
        ),
        (
            "select partner_id, board_state from report_board where is_owed and reporting_period = '2024-01' "
            "and board_state not in ('received', 'nil') order by partner_id",
            [("birch", "partial"), ("cedar", "failed"), ("elm", "missing")],
        ),
    ],
)  # fmt: skip
def test_the_board_gives_the_share_of_partners_and_days_that_are_there(
    cloud: Any, tmp_path: Path, sql: str, expected: list[tuple[str, ...]]
) -> None:
    result = Engine(Catalogue(), tmp_path).run("q1", sql, "sellthrough")
    assert [tuple(row.values()) for row in pq.read_table(result.cells).to_pylist()] == expected
