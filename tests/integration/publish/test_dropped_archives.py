"""An archive that is dropped: each file in it is a submission of its own, or the archive is answered as it is."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
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


def mailed(*files: tuple[str, str]) -> bytes:
    """A mail as a program saves it: text, a logo in it, and the files."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "clerk@birch.example", "pos@vexa.example", "Our reports"
    mail.set_content("Two reports are attached.")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    for name, content in files:
        mail.add_attachment(content, filename=name)
    return mail.as_bytes()


def tarred(*files: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
    return out.getvalue()


@pytest.mark.feature("C8")
@pytest.mark.parametrize(("name", "packed"), [("reports.eml", mailed), ("reports.tar", tarred)])
def test_a_mail_or_a_tar_archive_that_is_dropped_is_split_like_any_archive(
    world: World, name: str, packed: Callable[..., bytes]
) -> None:
    files = (("pos_201910.csv", OCTOBER_FILE[1]), ("pos_201911.csv", NOVEMBER_FILE[1]))
    world.deliver(world.land(f"landing/birch/pos/{name}", packed(*files)))
    members = [f"landing/birch/pos/{name}!{file}" for file, _ in files]
    assert landed() == dict.fromkeys([f"landing/birch/pos/{name}", *members], 1)
    world.deliver(*map(event_of, members))
    world.run()
    assert {s.reporting_period: s.state for s in world.ledger.submissions()} == {
        "2019-10": State.PUBLISHED,
        "2019-11": State.PUBLISHED,
    }
    assert conserved(world) == []


def test_a_mail_without_a_file_is_one_submission_with_an_answer(world: World) -> None:
    world.deliver(world.land("landing/birch/pos/2019-10/hello.eml", mailed()))
    world.run()
    (submission,) = world.ledger.submissions()
    assert submission.file_name == "hello.eml"
    assert submission.state in (State.HELD, State.REFUSED)
    assert len(world.ledger.mails()) == 1
