"""Eight writers of one table, each a process of its own, on the local cloud: no commit is lost, none is doubled."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sellthrough.model.tables import table_of
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_io import store
from sellthrough_local.cloud import Cloud

WRITERS = 8
COMMITS = int(os.environ.get("SELLTHROUGH_SOAK_COMMITS", "5"))  # `make soak` runs 50
WRITER = """
import json, sys
import duckdb
from pathlib import Path
from pyiceberg.exceptions import CommitFailedException, ValidationException
from pyiceberg.expressions import EqualTo
from sellthrough.model.arrow import arrow_schema
from sellthrough.model.tables import table_of
from sellthrough.publish.rows import write_parquet
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_files import field_ids
import pyarrow as pa

writer, commits, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
lake = Lake("race", "s3://race/warehouse")
refused = 0
for number in range(commits):
    row = [{"submission_id": f"{writer}-{number}", "run": number, "partner_id": writer, "record_type": "x"}]
    path = folder / f"{writer}.parquet"
    while True:
        table = lake.table("published_submissions")
        seen = lake.read("published_submissions", EqualTo("partner_id", writer)).to_pylist()
        arrow = pa.Table.from_pylist(seen + row, schema=arrow_schema(table_of("published_submissions").columns))
        with duckdb.connect() as connection:
            connection.register("published", arrow)
            write_parquet(connection, "select * from published", field_ids(table), path)
        try:
            lake.replace_files(table, EqualTo("partner_id", writer), [path], {"writer": writer, "number": f"{number}"})
        except (CommitFailedException, ValidationException):
            refused += 1
            continue
        break
    if number % 5 == 0:
        items = pa.Table.from_pylist(
            [{"work_item_id": f"{writer}-{number}"}], schema=arrow_schema(table_of("work_items").columns)
        )
        lake.append("work_items", items, {"writer": writer})
print(json.dumps({"writer": writer, "refused": refused}))
"""


@pytest.fixture
def environment(fresh_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    for name, value in fresh_cloud.environment.items():
        monkeypatch.setenv(name, value)
    store.cache_clear()
    fresh_cloud.client("s3").create_bucket(Bucket="race")
    fresh_cloud.client("glue").create_database(DatabaseInput={"Name": "race"})
    yield {**os.environ, **fresh_cloud.environment}
    store.cache_clear()


@pytest.mark.cloud
@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.invariant("I2", "I8")
def test_eight_writers_lose_nothing_and_double_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    lake = Lake("race", "s3://race/warehouse")
    lake.migrate([table_of("published_submissions"), table_of("work_items")])

    def write(writer: int) -> dict[str, int]:
        command = [sys.executable, "-c", WRITER, f"w{writer}", f"{COMMITS}", str(tmp_path)]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout.splitlines()[-1])

    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(write, range(WRITERS)))
    found = Counter(lake.read("published_submissions").column("submission_id").to_pylist())
    appended = Counter(lake.read("work_items").column("work_item_id").to_pylist())
    refused = sum(t["refused"] for t in told)
    print(f"{WRITERS} writers x {COMMITS} commits: {len(found)} present, {refused} refused and tried again")
    assert found == Counter(f"w{w}-{n}" for w in range(WRITERS) for n in range(COMMITS))
    assert appended == Counter(f"w{w}-{n}" for w in range(WRITERS) for n in range(0, COMMITS, 5))
