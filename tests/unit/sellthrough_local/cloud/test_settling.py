"""Waiting for a cloud that settles, that never does, and that has a failed refresh to make up for."""

from typing import Any

from sellthrough_local.cloud.settling import wait_until_settled


class FakeCloud:
    """A quiet cloud whose ledger holds `dirty` changes; each call of the function `kpis` brings `cleared` up to date."""

    def __init__(self, dirty: int, cleared: int = 1) -> None:
        self.outputs = {"LedgerTable": "ledger", "KpisFunction": "kpis"}
        self.dirty, self.cleared = dirty, cleared
        self.refreshes = 0

    def busy(self) -> dict[str, int]:
        return {"executions": 0}

    def client(self, _service: str) -> "FakeCloud":
        return self

    def query(self, **_: Any) -> dict[str, int]:
        return {"Count": self.dirty}

    def invoke(self, FunctionName: str, Payload: bytes) -> None:  # noqa: N803  (boto3's names)
        assert (FunctionName, b"now" in Payload) == ("kpis", True)
        self.refreshes += 1
        self.dirty = max(0, self.dirty - self.cleared)


def test_a_quiet_cloud_with_fresh_kpis_is_settled_at_once():
    cloud = FakeCloud(dirty=0)
    assert wait_until_settled(cloud, 5)
    assert cloud.refreshes == 0


def test_what_a_failed_refresh_left_is_refreshed_before_it_counts_as_settled():
    cloud = FakeCloud(dirty=2)
    assert wait_until_settled(cloud, 10)
    assert (cloud.refreshes, cloud.dirty) == (2, 0)


def test_a_refresh_that_keeps_failing_is_not_settled():
    cloud = FakeCloud(dirty=1, cleared=0)
    assert not wait_until_settled(cloud, 1.2)
    assert cloud.refreshes
