"""The lines around a place of a file, from wherever the run's records still are."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto import mock_aws
from tests.account import create_buckets, use_account

from sellthrough.model.keys import kept_prefix, staging_prefix
from sellthrough.model.reports import ReadReport
from sellthrough_aws.objects import Objects
from sellthrough_aws.source_lines import SourceLines


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[SourceLines]:
    use_account(monkeypatch)
    with mock_aws():
        create_buckets("staging", "warehouse")
        yield SourceLines(Objects(), "staging", "warehouse")


def put(folder: Path, bucket: str, prefix: str) -> None:
    table = pa.table({"sheet": [""] * 9, "line": list(range(2, 11)), "c1": [f"A-{at}" for at in range(2, 11)]})
    pq.write_table(table, folder / "put.parquet")
    report = ReadReport(kind="delimited", headings=("SKU",), rows_in=9)
    s3 = boto3.client("s3")
    s3.put_object(Bucket=bucket, Key=f"{prefix}/records.parquet", Body=(folder / "put.parquet").read_bytes())
    s3.put_object(Bucket=bucket, Key=f"{prefix}/read.json", Body=report.model_dump_json())


@pytest.mark.parametrize(
    ("bucket", "prefix"), [("staging", staging_prefix("s1", 1)), ("warehouse", kept_prefix("s1", 1))]
)
def test_a_line_is_found_with_its_neighbours(lines: SourceLines, tmp_path: Path, bucket: str, prefix: str) -> None:
    put(tmp_path, bucket, prefix)
    found = lines.around("s1", 1, "", 5, tmp_path)
    assert found is not None
    assert found["headings"] == ["SKU"]
    assert [(line["line"], line["cells"]) for line in found["lines"]] == [(n, [f"A-{n}"]) for n in range(3, 8)]


def test_nothing_is_found_where_nothing_is_kept(lines: SourceLines, tmp_path: Path) -> None:
    assert lines.around("s1", 1, "", 5, tmp_path) is None
