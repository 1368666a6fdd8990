"""The read function against moto: a landed object in, records.parquet and read.json in staging out; run twice."""

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
from msoffcrypto.format.ooxml import OOXMLFile
from tests.account import create_buckets, use_account
from tests.books.specified import Book, Cell, Sheet
from tests.books.xlsx import xlsx

from sellthrough.errors import ConfigurationError

KEY = "landing/alder/pos/alder pos.csv"
CSV = b"SKU,Qty,Date\r\nA-1,5,2019-10-01\r\n\r\nA-2,7,2019-10-02\r\nTotal,12,\r\n"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    use_account(monkeypatch, STAGING_BUCKET="staging", PASSWORD_PARAMETERS="/sellthrough/test/passwords/")
    with mock_aws():
        client = boto3.client("s3")
        create_buckets("landing", "staging")
        client.put_bucket_versioning(Bucket="landing", VersioningConfiguration={"Status": "Enabled"})
        yield client


@pytest.fixture
def app(s3: Any) -> ModuleType:
    return importlib.reload(importlib.import_module("functions.read.app"))


def event(version_id: str | None = None, **layout: Any) -> dict[str, Any]:
    source = {"bucket": "landing", "key": KEY, "version_id": version_id, "file_name": "alder pos.csv"}
    read = {"source": source, "layout": layout, "staging": "staging/abc/1", "feed": {"feed": "pos"}}
    return {"submission_id": "abc", "run": 1, "now": "2020-01-01T00:00:00+00:00", "read": read}


def staged(s3: Any) -> dict[str, bytes]:
    keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket="staging").get("Contents", [])]
    return {key: s3.get_object(Bucket="staging", Key=key)["Body"].read() for key in keys}


def test_a_file_read_twice_is_staged_once_and_alike(s3: Any, app: ModuleType) -> None:
    s3.put_object(Bucket="landing", Key=KEY, Body=CSV)
    assert app.handler(event(), None) == {"outcome": "ok", "code": None, "reason": None}
    first = staged(s3)
    assert app.handler(event(), None)["outcome"] == "ok"
    assert staged(s3) == first
    assert sorted(first) == ["staging/abc/1/read.json", "staging/abc/1/records.parquet"]
    report = json.loads(first["staging/abc/1/read.json"])
    assert (report["rows_in"], report["ignored_lines"], report["totals"]) == (2, 3, {"2": "12"})
    rows = pq.read_table(io.BytesIO(first["staging/abc/1/records.parquet"])).to_pylist()
    assert rows[1] == {"sheet": "", "line": 4, "c1": "A-2", "c2": "7", "c3": "2019-10-02"}


def test_the_version_that_landed_is_read_not_the_newest(s3: Any, app: ModuleType) -> None:
    version = s3.put_object(Bucket="landing", Key=KEY, Body=CSV)["VersionId"]
    s3.put_object(Bucket="landing", Key=KEY, Body=b"SKU,Qty\nA-9,1\n")
    app.handler(event(version), None)
    assert json.loads(staged(s3)["staging/abc/1/read.json"])["rows_in"] == 2


@pytest.mark.parametrize(
    ("body", "outcome", "code"),
    [
        (b"", "refused", "EMPTY_FILE"),
        (b"%PDF-1.7 ...", "refused", "UNSUPPORTED_FORMAT"),
        (b"PK\x03\x04 xl/ cut off", "refused", "UNREADABLE_FILE"),
        (b"a;b,c\nx;y,z\n", "held", "UNCLEAR_LAYOUT"),
    ],
)
def test_what_cannot_be_read_stages_nothing_and_says_why(
    s3: Any, app: ModuleType, body: bytes, outcome: str, code: str
) -> None:
    s3.put_object(Bucket="landing", Key=KEY, Body=body)
    answer = app.handler(event(), None)
    assert (answer["outcome"], answer["code"]) == (outcome, code)
    assert answer["reason"]
    assert staged(s3) == {}


def test_an_object_over_every_limit_is_refused_without_fetching_it(s3: Any, app: ModuleType) -> None:
    s3.put_object(Bucket="landing", Key=KEY, Body=CSV)
    app.limits = app.Limits(text_bytes=10)
    answer = app.handler(event(), None)
    assert answer["code"] == "LIMIT_EXCEEDED"
    assert "text_bytes" in answer["reason"]


@pytest.mark.feature("E6")
def test_a_protected_workbook_opens_with_the_password_that_the_layout_names(s3: Any, app: ModuleType) -> None:
    rows: list[list[Cell]] = [["SKU", "Qty"], *([f"A-{at}", at] for at in range(2_000))]
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx(Book([Sheet("Sales", rows)])))).encrypt("correct horse", locked)
    s3.put_object(Bucket="landing", Key=KEY, Body=locked.getvalue())
    assert app.handler(event(), None)["code"] == "ENCRYPTED_FILE"
    with pytest.raises(ConfigurationError, match="/sellthrough/test/passwords/alder"):
        app.handler(event(password_parameter="alder"), None)
    name = "/sellthrough/test/passwords/alder"
    boto3.client("ssm").put_parameter(Name=name, Value="correct horse", Type="SecureString")
    assert app.handler(event(password_parameter="alder"), None)["outcome"] == "ok"
    assert json.loads(staged(s3)["staging/abc/1/read.json"])["rows_in"] == 2_000
