"""An archive that is dropped: each file in it is a submission of its own, or the archive is answered as it is."""

import io
import zipfile
from typing import Any

import boto3
import pytest
from tests.faults.scenarios import NOVEMBER_FILE, OCTOBER_FILE
from tests.faults.world import World, conserved

from sellthrough.model.submissions import State


def zipped(*files: tuple[str, str], is_locked: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    content = bytearray(out.getvalue())
    if is_locked:
        content[6] |= 1
        content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def landed() -> dict[str, int]:
    """Keys in the landing bucket with their numbers of versions."""
    versions = boto3.client("s3").list_object_versions(Bucket="landing").get("Versions", [])
    keys = [version["Key"] for version in versions]
    return {key: keys.count(key) for key in keys}


def event_of(key: str) -> dict[str, Any]:
    """The event that S3 sends for an object that lies there."""
    version = boto3.client("s3").head_object(Bucket="landing", Key=key)["VersionId"]
    entry = {"key": key, "version-id": version, "sequencer": f"{len(key):016X}"}
    return {"time": "2020-01-02T00:01:00Z", "detail": {"bucket": {"name": "landing"}, "object": entry}}


FILES = (("october/pos_201910.csv", OCTOBER_FILE[1]), ("pos_201911.csv", NOVEMBER_FILE[1]), ("__MACOSX/._x.csv", "x"))


@pytest.mark.feature("C8")
@pytest.mark.invariant("I1", "I3")
def test_every_file_of_a_dropped_archive_is_published_and_answered_by_itself(world: World) -> None:
    event = world.land("landing/birch/pos/year.zip", zipped(*FILES))
    for _ in range(3):
        world.deliver(event)
    members = ["landing/birch/pos/year.zip!pos_201910.csv", "landing/birch/pos/year.zip!pos_201911.csv"]
    assert landed() == dict.fromkeys(["landing/birch/pos/year.zip", *members], 1)
    assert list(world.ledger.submissions()) == []
    world.deliver(*map(event_of, members))
    world.run()
    submissions = {s.file_name: s for s in world.ledger.submissions()}
    assert {name: s.reporting_period for name, s in submissions.items()} == {
        "year.zip!pos_201910.csv": "2019-10",
        "year.zip!pos_201911.csv": "2019-11",
    }
    assert {s.state for s in submissions.values()} == {State.PUBLISHED}
    assert conserved(world) == []
    assert len(world.ledger.mails()) == 2


def test_the_name_of_the_archive_says_the_period_when_the_file_does_not(world: World) -> None:
    world.deliver(world.land("landing/birch/pos/pos_201910.zip", zipped(("report.csv", OCTOBER_FILE[1]))))
    world.deliver(event_of("landing/birch/pos/pos_201910.zip!report.csv"))
    assert [s.reporting_period for s in world.ledger.submissions()] == ["2019-10"]


def test_an_archive_of_which_a_part_is_locked_is_not_taken_in_half(world: World) -> None:
    content = zipped(*FILES[:2], is_locked=True)
    world.deliver(world.land("landing/birch/pos/2019-10/year.zip", content))
    world.run()
    assert landed() == {"landing/birch/pos/2019-10/year.zip": 1}
    (submission,) = world.ledger.submissions()
    assert (submission.file_name, submission.state) == ("year.zip", State.REFUSED)
    assert len(world.ledger.mails()) == 1


def test_an_archive_that_is_wholly_locked_is_refused_with_the_reason(world: World) -> None:
    content = zipped(FILES[0], is_locked=True)
    world.deliver(world.land("landing/birch/pos/2019-10/year.zip", content))
    world.run()
    (submission,) = world.ledger.submissions()
    assert (submission.state, submission.reason_code) == (State.REFUSED, "ENCRYPTED_FILE")
