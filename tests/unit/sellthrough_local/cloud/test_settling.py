"""Waiting for a cloud that settles, that never does, and that has something left behind to make up for."""

import datetime as dt
import json
from typing import Any

import pytest

from sellthrough.ingest.standstill import is_due
from sellthrough.model.ledger_entries import OpenSubmission
from sellthrough_local.cloud.settling import wait_until_settled


class FakeCloud:
    """A quiet cloud whose ledger holds `dirty` changes and `standing` open submissions.

    Each call of the function `kpis` brings `cleared` changes up to date, each of `standstill` one submission to its end.
    """

    def __init__(self, dirty: int = 0, cleared: int = 1, standing: int = 0) -> None:
        self.outputs = {"LedgerTable": "ledger", "KpisFunction": "kpis", "StandstillFunction": "standstill"}
        self.dirty, self.cleared, self.standing = dirty, cleared, standing
        self.refreshes, self.times = 0, []

    def busy(self) -> dict[str, int]:
        return {"executions": 0}

    def client(self, _service: str) -> "FakeCloud":
        return self

    def query(self, ExpressionAttributeValues: Any, **_: Any) -> dict[str, int]:  # noqa: N803  (boto3's names)
        return {"Count": {"DIRTY": self.dirty, "OPEN": self.standing}[ExpressionAttributeValues[":pk"]["S"]]}

    def invoke(self, FunctionName: str, Payload: bytes) -> None:  # noqa: N803
        if FunctionName == "standstill":
            self.times.append(dt.datetime.fromisoformat(json.loads(Payload)["time"]))
            self.standing -= 1
            return
        assert (FunctionName, b"now" in Payload) == ("kpis", True)
        self.refreshes += 1
        self.dirty = max(0, self.dirty - self.cleared)


def test_a_quiet_cloud_with_fresh_kpis_is_settled_at_once():
    cloud = FakeCloud()
    assert wait_until_settled(cloud, 5)
    assert (cloud.refreshes, cloud.times) == (0, [])


def test_what_a_failed_refresh_left_is_refreshed_before_it_counts_as_settled():
    cloud = FakeCloud(dirty=2)
    assert wait_until_settled(cloud, 10)
    assert (cloud.refreshes, cloud.dirty) == (2, 0)


def test_a_refresh_that_keeps_failing_is_not_settled():
    cloud = FakeCloud(dirty=1, cleared=0)
    assert not wait_until_settled(cloud, 1.2)
    assert cloud.refreshes


@pytest.mark.invariant("I6")
def test_a_submission_that_a_killed_cloud_left_open_is_looked_after_at_once():
    cloud = FakeCloud(standing=2)
    landed = OpenSubmission(submission_id="s", landed_at=dt.datetime.now(dt.UTC).isoformat(), attempts=0)
    assert wait_until_settled(cloud, 10)
    assert (cloud.standing, len(cloud.times)) == (0, 2)
    assert all(is_due(landed, time.isoformat()) for time in cloud.times)
