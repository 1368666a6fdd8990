"""The normalize function against moto: what it writes, what it tells the ledger, and that it may run twice."""

import importlib
import io
import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto import mock_aws
from tests.account import create_buckets, create_ledger, use_account
from tests.submissions import submission

from sellthrough.errors import ConfigurationError
from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration

NOW = "2025-04-05T08:00:10+00:00"
PREFIX = "staging/s1/1"
HEADINGS = ("Invoice No", "Invoice Date", "SKU", "Qty", "Net Amount")
CONFIGURATION = Configuration.model_validate(
    {
        "version": "c1",
        "vendor": {"name": "Vexa", "reporting_currency": "USD", "brand": {"name": "Vexa"}},
        "agreements": [
            {"partner_id": "birch", "feeds": [{"feed": "pos", "record_type": "sell_through", "files": ".*"}]}
        ],
        "partners": [{"partner_id": "birch", "partner_name": "Birch", "currency_code": "USD"}],
        "products": [{"product_id": "VX-100", "product_name": "Router"}],
    }
)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    use_account(monkeypatch, STAGING_BUCKET="staging", ARCHIVE_BUCKET="archive", LEDGER_TABLE="ledger")
    with mock_aws():
        s3 = boto3.client("s3")
        create_buckets("staging", "archive")
        s3.put_object(Bucket="archive", Key=configuration_key("c1"), Body=CONFIGURATION.model_dump_json())
        create_ledger()
        sys.modules.pop("functions.normalize.app", None)
        yield importlib.import_module("functions.normalize.app")
        sys.modules.pop("functions.normalize.app", None)


def stage(app: ModuleType, rows: list[list[str]], headings: tuple[str, ...] = HEADINGS, **changes: Any) -> None:
    """Put a submission into the ledger and its records into the staging bucket, as ingest and read leave them."""
    app.ledger.receive(submission(**changes))
    table = pa.table(
        {"sheet": pa.array([""] * len(rows)), "line": pa.array(range(2, len(rows) + 2), pa.int64())}
        | {f"c{i + 1}": pa.array([r[i] for r in rows], pa.string()) for i in range(len(headings))}
    )
    body = io.BytesIO()
    pq.write_table(table, body)
    s3 = boto3.client("s3")
    s3.put_object(Bucket="staging", Key=f"{PREFIX}/records.parquet", Body=body.getvalue())
    report = {"kind": "delimited", "headings": headings, "rows_in": len(rows)}
    s3.put_object(Bucket="staging", Key=f"{PREFIX}/read.json", Body=json.dumps(report))


def staged(name: str) -> bytes:
    body: bytes = boto3.client("s3").get_object(Bucket="staging", Key=f"{PREFIX}/{name}")["Body"].read()
    return body


ROWS = [
    ["I1", "2025-03-05", "VX-100", "2", "20.00"],
    ["I2", "2025-03-06", "ZZ-9", "1", "5.00"],
    ["I3", "2025-03-07", "VX-100", "x", "5"],
]
EVENT = {"submission_id": "s1", "run": 1, "now": NOW}


def test_a_submission_is_normalised_and_recorded(app: ModuleType) -> None:
    stage(app, ROWS)
    assert app.handler(EVENT, None) == {"outcome": "ok", "code": None, "reason": None}
    assert pq.read_table(io.BytesIO(staged("candidates.parquet")))["error"].null_count == 1
    assert pq.read_table(io.BytesIO(staged("rejects.parquet")))["code"].to_pylist() == [
        "UNKNOWN_PRODUCT",
        "INVALID_NUMBER",
    ]
    assert [p["source_line"] for p in json.loads(staged("problems.json"))] == [3, 4]
    assert json.loads(staged("normalized.json"))["rows_in"] == 3
    entry = app.ledger.waiting_entry("s1", "sell_through")
    assert (entry.rows_in, entry.quarantined_rows, entry.periods) == (3, 2, ("2025-03",))
    assert [(w.work_item_type, w.cell_value) for w in app.ledger.work_items()] != []


@pytest.mark.feature("C37")
def test_running_twice_leaves_the_same_as_running_once(app: ModuleType) -> None:
    stage(app, ROWS)
    app.handler(EVENT, None)
    before = (staged("normalized.json"), staged("problems.json"), sorted(map(str, app.ledger.work_items())))
    app.handler(EVENT, None)
    assert (staged("normalized.json"), staged("problems.json"), sorted(map(str, app.ledger.work_items()))) == before


def test_a_file_that_is_not_clear_is_held_with_the_question(app: ModuleType) -> None:
    stage(app, [["I1", "03/04/2025", "VX-100", "2", "20.00"]])
    answer = app.handler(EVENT, None)
    assert (answer["outcome"], answer["code"]) == ("held", "UNCLEAR_DATES")
    assert "Invoice Date" in answer["reason"]


def test_a_file_without_mandatory_columns_is_refused_by_their_names(app: ModuleType) -> None:
    stage(app, [["VX-100"]], headings=("SKU",))
    answer = app.handler(EVENT, None)
    assert (answer["outcome"], answer["code"]) == ("refused", "MISSING_COLUMNS")
    assert "sold_date, quantity_units" in answer["reason"]


def test_a_feed_that_the_configuration_lost_is_an_error_that_names_it(app: ModuleType) -> None:
    stage(app, ROWS, feed="gone")
    with pytest.raises(ConfigurationError, match="gone"):
        app.handler(EVENT, None)
