"""Glue's optimistic lock, which every Iceberg commit leans on."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.cloud
DATABASE = "conformance"
WRITERS, COMMITS = 8, 5


@pytest.fixture
def glue(cloud):
    return cloud.client("glue")


@pytest.fixture
def table(glue):
    name = f"t{uuid.uuid4().hex}"
    glue.create_table(DatabaseName=DATABASE, TableInput={"Name": name, "Parameters": {"commits": "0"}})
    return name


def commit(glue, table: str) -> None:
    """Count one commit as pyiceberg replaces a metadata location: read, change, again when somebody else was faster."""
    for _ in range(500):
        found = glue.get_table(DatabaseName=DATABASE, Name=table)["Table"]
        changed = {"Name": table, "Parameters": {"commits": str(int(found["Parameters"]["commits"]) + 1)}}
        try:
            glue.update_table(DatabaseName=DATABASE, TableInput=changed, VersionId=found["VersionId"])
        except glue.exceptions.ConcurrentModificationException:
            continue
        return
    raise AssertionError("never won")


@pytest.mark.invariant("I2")
def test_no_commit_of_eight_concurrent_writers_is_lost(glue, table):
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda _: [commit(glue, table) for _ in range(COMMITS)], range(WRITERS)))
    found = glue.get_table(DatabaseName=DATABASE, Name=table)["Table"]
    assert found["Parameters"]["commits"] == str(WRITERS * COMMITS)


def test_a_stale_version_is_refused(glue, table):
    stale = glue.get_table(DatabaseName=DATABASE, Name=table)["Table"]["VersionId"]
    commit(glue, table)
    with pytest.raises(ClientError, match="ConcurrentModificationException"):
        glue.update_table(DatabaseName=DATABASE, TableInput={"Name": table, "Parameters": {}}, VersionId=stale)
