"""An EDI report that landed, through the read and the normalize function: sell-through and stock that can be published."""

import importlib
import io
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pyarrow.parquet as pq
import pytest
from moto import mock_aws
from tests.account import create_buckets, create_ledger, use_account

from sellthrough.ingest.claims import Landed, submissions_of
from sellthrough.ingest.executions import execution_input
from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration
from sellthrough_samples import edi

CONFIGURATION = Configuration.model_validate(
    {
        "version": "c1",
        "vendor": {"name": "Vexa", "reporting_currency": "USD", "brand": {"name": "Vexa"}},
        "agreements": [
            {
                "partner_id": "birch",
                "feeds": [
                    {"feed": "pos", "record_type": "sell_through", "files": r"pos_(?P<year>\d{4})(?P<month>\d\d)\.edi"},
                    {"feed": "stock", "record_type": "inventory", "files": r"stk_(?P<year>\d{4})(?P<month>\d\d)\.edi"},
                ],
            }
        ],
        "partners": [{"partner_id": "birch", "partner_name": "Birch", "currency_code": "USD", "country_code": "US"}],
        "products": [
            {"product_id": "VX-100", "product_name": "Router", "gtin": "8801643000011"},
            {"product_id": "VX-200", "product_name": "Switch"},
            {"product_id": "VX-350", "product_name": "Firewall"},
        ],
    }
)


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, ModuleType, ModuleType]]:
    environment = {
        "STAGING_BUCKET": "staging", "ARCHIVE_BUCKET": "archive", "LEDGER_TABLE": "ledger", "PASSWORD_PARAMETERS": "/x/",
    }  # fmt: skip
    use_account(monkeypatch, **environment)
    with mock_aws():
        s3 = boto3.client("s3")
        create_buckets("landing", "staging", "archive")
        s3.put_object(Bucket="archive", Key=configuration_key("c1"), Body=CONFIGURATION.model_dump_json())
        create_ledger()
        apps = [importlib.reload(importlib.import_module(f"functions.{name}.app")) for name in ("read", "normalize")]
        yield s3, apps[0], apps[1]


def facts(functions: tuple[Any, ModuleType, ModuleType], key: str, content: str) -> list[dict[str, Any]]:
    """Land the report, run both functions on it, and give the rows that would be published, in file order."""
    s3, read, normalize = functions
    s3.put_object(Bucket="landing", Key=key, Body=content.encode())
    landed = Landed("landing", key, None, "1", "2025-04-05T08:00:00+00:00", "0" * 64)
    (submission,) = submissions_of(landed, CONFIGURATION)
    feed = CONFIGURATION.feed_of(submission.partner_id, submission.feed)
    event = execution_input(submission, feed)
    normalize.ledger.receive(submission)
    ok = {"outcome": "ok", "code": None, "reason": None}
    assert [read.handler(event, None), normalize.handler(event, None)] == [ok, ok]
    body = s3.get_object(Bucket="staging", Key=f"{event['read']['staging']}/candidates.parquet")["Body"].read()
    return sorted(pq.read_table(io.BytesIO(body)).to_pylist(), key=lambda row: row["source_line"])


@pytest.mark.feature("E9")
@pytest.mark.invariant("I1", "I4")
def test_an_867_that_is_dropped_becomes_sell_through_facts(functions: tuple[Any, ModuleType, ModuleType]) -> None:
    lines = edi.sample_lines(3, 30)
    rows = facts(functions, "landing/birch/pos/pos_202503.edi", edi.write_867(lines, 3))
    assert [(row["product_id"], row["quantity_units"]) for row in rows] == [(x.product_code, x.units) for x in lines]
    assert sum(row["net_amount"] for row in rows) == sum(line.units * line.price for line in lines)
    assert [row["sold_date"] for row in rows] == [line.sold for line in lines]
    assert [row["invoice_number"] for row in rows] == [line.invoice for line in lines]
    assert {row["source_file"] for row in rows} == {"pos_202503.edi"}
    assert rows[0]["reseller_name"] == lines[0].buyer[1]


def read_only(functions: tuple[Any, ModuleType, ModuleType], content: str, feed: dict[str, Any]) -> tuple[Any, Any]:
    """What `read` answers for a landed report, and the acknowledgements that it leaves; None when it leaves none."""
    s3, read, _ = functions
    s3.put_object(Bucket="landing", Key="x", Body=content.encode())
    source = {"bucket": "landing", "key": "x", "file_name": "x.edi"}
    job = {"source": source, "feed": {"record_type": "sell_through"} | feed, "layout": {}, "staging": "staging/s/1"}
    event = {"submission_id": "s", "run": 1, "now": "2025-04-02T09:30:00+00:00", "read": job}
    answer = read.handler(event, None)
    if not s3.list_objects_v2(Bucket="staging", Prefix="staging/s/1/ack").get("Contents", []):
        return answer, None
    body = s3.get_object(Bucket="staging", Key="staging/s/1/acknowledgements.json")["Body"].read()
    return answer, json.loads(body)


def test_a_sender_who_waits_for_it_gets_a_997_of_what_becomes_of_the_report(
    functions: tuple[Any, ModuleType, ModuleType],
) -> None:
    content = edi.write_867(edi.sample_lines(1, 2), 1)
    assert read_only(functions, content, {}) == ({"outcome": "ok", "code": None, "reason": None}, None)
    _, texts = read_only(functions, content, {"acknowledge": True})
    assert sorted(texts) == ["accepted", "refused"]
    assert "AK5*A" in texts["accepted"]
    assert "AK5*R*5" in texts["refused"]
    assert all("20250402" in text for text in texts.values())


def test_a_sender_whose_report_is_refused_gets_a_997_that_rejects_it(
    functions: tuple[Any, ModuleType, ModuleType],
) -> None:
    content = edi.write_867(edi.sample_lines(1, 2), 1).replace("ST*867", "ST*850")
    answer, texts = read_only(functions, content, {"acknowledge": True})
    assert answer["code"] == "UNSUPPORTED_FORMAT"
    assert list(texts) == ["refused"]
    assert "AK5*R*1" in texts["refused"]
    assert "AK9*R*" in texts["refused"]


def test_an_invrpt_that_is_dropped_becomes_stock(functions: tuple[Any, ModuleType, ModuleType]) -> None:
    lines = edi.sample_lines(4, 12)
    rows = facts(functions, "landing/birch/stock/stk_202503.edi", edi.write_invrpt(lines, 4))
    assert [row["on_hand_units"] for row in rows] == [line.on_hand_units for line in lines]
    assert {str(row["snapshot_date"]) for row in rows} == {"2025-03-31"}
