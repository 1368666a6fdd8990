"""`ingest_email` against moto: what lands, what waits for a person, who is answered; everything delivered twice."""

import hashlib
import io
import json
import zipfile
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from sellthrough.errors import NotFound

MAILS = Path(__file__).parents[2] / "unit" / "unpack" / "mails"
GMAIL = (MAILS / "gmail.eml").read_bytes()
MESSAGE_ID = "o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1"


def event(message_id: str = MESSAGE_ID, *, sender: str = "ann@birch.example", **verdicts: str) -> dict[str, Any]:
    statuses = {"spf": "PASS", "dkim": "PASS", "dmarc": "PASS", "spam": "PASS", "virus": "PASS"} | verdicts
    notification = {
        "notificationType": "Received",
        "mail": {
            "timestamp": "2020-01-08T08:30:00.000Z",
            "source": sender,
            "messageId": message_id,
            "headersTruncated": False,
            "headers": [],
            "commonHeaders": {"from": [f"Ann <{sender}>"], "messageId": "<m1@birch.example>"},
        },
        "receipt": {
            **{f"{name}Verdict": {"status": status} for name, status in statuses.items()},
            "action": {"type": "S3", "bucketName": "mail", "objectKey": f"inbound/{message_id}"},
        },
    }
    body = json.dumps({"Type": "Notification", "Message": json.dumps(notification)})
    return {"Records": [{"messageId": "q1", "eventSource": "aws:sqs", "body": body, "receiptHandle": "h"}]}


def receive(world: Any, context: Any, content: bytes, message_id: str = MESSAGE_ID, **changes: str) -> Any:
    world.s3.put_object(Bucket="mail", Key=f"inbound/{message_id}", Body=content)
    app = world.load("ingest_email")
    for _ in range(2):
        answer = app.handler(event(message_id, **changes), context)
        assert answer == {"batchItemFailures": []}
    return app


def with_attachment(name: str, content: bytes, part: str = "application/octet-stream") -> bytes:
    return (
        f"From: ann@birch.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: {part}\r\nContent-Disposition: attachment; filename={name}\r\n\r\n"
    ).encode() + content + b"\r\n--b--\r\n"  # fmt: skip


def versions(world: Any, key: str) -> int:
    return len(world.s3.list_object_versions(Bucket="landing", Prefix=key).get("Versions", []))


@pytest.mark.feature("C8")
def test_an_attachment_of_a_known_sender_lands_once_with_where_it_came_from(world: Any, context: Any) -> None:
    receive(world, context, GMAIL)
    key = "landing/birch/pos/pos_201912.csv"
    assert list(world.objects("landing")) == [key]
    assert versions(world, key) == 1
    metadata = world.s3.head_object(Bucket="landing", Key=key)["Metadata"]
    assert metadata == {
        "mail-id": MESSAGE_ID,
        "mail-part": "3",
        "sender": "ann@birch.example",
        "original-name": "pos_201912.csv",
    }
    assert world.sent() == []
    assert world.objects("mail") == {f"inbound/{MESSAGE_ID}": GMAIL}


def test_a_correction_under_the_same_name_is_a_new_version(world: Any, context: Any) -> None:
    receive(world, context, GMAIL)
    correction = with_attachment("pos_201912.csv", b"Invoice Date;Item;Qty\n2019-12-01;P-1;4\n")
    receive(world, context, correction, "second")
    receive(world, context, GMAIL)  # the first notification once more, late
    key = "landing/birch/pos/pos_201912.csv"
    assert versions(world, key) == 2
    assert world.objects("landing")[key].endswith(b"P-1;4\n")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"sender": "eve@elsewhere.example"}, "unknown_sender"),
        ({"dmarc": "FAIL"}, "unauthenticated"),
        ({"virus": "GRAY"}, "unauthenticated"),
        ({"spam": "FAIL"}, "spam"),
    ],
)
def test_what_cannot_be_believed_waits_for_a_person_and_nobody_is_answered(
    world: Any, context: Any, changes: dict[str, str], kind: str
) -> None:
    receive(world, context, GMAIL, **changes)
    assert world.objects("landing") == {}
    assert world.sent() == []
    (question,) = world.ledger.work_items()
    assert (question.work_item_type, question.work_item_state) == (kind, "open")
    assert question.cell_value == f"inbound/{MESSAGE_ID}"


def test_a_person_releases_a_held_mail_to_a_partner(world: Any, context: Any) -> None:
    app = receive(world, context, GMAIL, sender="eve@elsewhere.example")
    for _ in range(2):
        app.handler({"release": MESSAGE_ID, "partner_id": "birch"}, context)
    assert list(world.objects("landing")) == ["landing/birch/pos/pos_201912.csv"]
    assert [q.work_item_state for q in world.ledger.work_items()] == ["resolved"]
    with pytest.raises(NotFound):
        app.handler({"release": "never", "partner_id": "birch"}, context)


def test_of_a_mail_with_a_virus_only_the_hash_is_kept(world: Any, context: Any) -> None:
    world.s3.put_object(Bucket="mail", Key="inbound/other", Body=b"x")
    app = receive(world, context, GMAIL, virus="FAIL")
    assert world.objects("landing") == {}
    assert list(world.objects("mail")) == ["inbound/other"]
    assert app.mails.inbound(MESSAGE_ID).sha256 == hashlib.sha256(GMAIL).hexdigest()
    assert world.sent() == []


def archive(*names: str, is_locked: bool = False) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, f"Item;Qty\n{name};3\n")
    locked = bytearray(content.getvalue())
    if is_locked:
        locked[6] |= 1  # the flag that says so, in the member's header and in the directory
        locked[locked.index(b"PK\x01\x02") + 8] |= 1
    return bytes(locked)


@pytest.mark.feature("C8")
def test_every_member_of_an_attached_archive_lands_as_a_file_of_its_own(world: Any, context: Any) -> None:
    content = archive("pos_201912.csv", "year/stock.csv")
    receive(world, context, with_attachment("stock_201912.zip", content))
    landed = world.objects("landing")
    assert sorted(landed) == [
        "landing/birch/pos/stock_201912.zip!pos_201912.csv",
        "landing/birch/stock_201912.zip!stock.csv",
    ]
    entry = world.s3.head_object(Bucket="landing", Key="landing/birch/stock_201912.zip!stock.csv")
    assert unquote(entry["Metadata"]["mail-path"]) == "mail!stock_201912.zip!year/stock.csv"
    assert world.sent() == []


@pytest.mark.parametrize(
    ("content", "subject"),
    [
        ((MAILS / "text_only.eml").read_bytes(), "Your mail: no report found"),
        (
            with_attachment("pos_201912.zip", archive("pos_201912.csv", is_locked=True)),
            "Your mail: attachments not read",
        ),
        (b"Content-Type: text/csv; name=" + b"a" * 70_000 + b"\n\n1", "Your mail: mail refused"),
    ],
)
def test_a_mail_that_cannot_be_used_is_answered_once_in_its_thread(
    world: Any, context: Any, content: bytes, subject: str
) -> None:
    receive(world, context, content)
    (sent,) = world.sent()
    mail = message_from_bytes(sent.raw_data.encode(), policy=policy.default)
    assert mail["Subject"] == subject
    assert mail["To"] == "ann@birch.example"
    assert mail["In-Reply-To"] == "<m1@birch.example>"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert world.objects("landing") == {}


def test_a_robot_is_not_answered_so_that_no_loop_starts(world: Any, context: Any) -> None:
    world.s3.put_object(Bucket="mail", Key=f"inbound/{MESSAGE_ID}", Body=(MAILS / "text_only.eml").read_bytes())
    notification = event()
    body = json.loads(notification["Records"][0]["body"])
    content = json.loads(body["Message"])
    content["mail"]["headers"] = [{"name": "Auto-Submitted", "value": "auto-replied"}]
    notification["Records"][0]["body"] = json.dumps(body | {"Message": json.dumps(content)})
    world.load("ingest_email").handler(notification, context)
    assert world.sent() == []
    assert [m.state for m in world.ledger.mails()] == ["SUPPRESSED"]


def test_a_released_mail_of_unproven_origin_is_not_answered(world: Any, context: Any) -> None:
    app = receive(world, context, (MAILS / "text_only.eml").read_bytes(), dmarc="FAIL")
    app.handler({"release": MESSAGE_ID, "partner_id": "birch"}, context)
    assert world.sent() == []


@pytest.mark.proof
@pytest.mark.invariant("I3")
@pytest.mark.parametrize("mode", ["before", "after", "throttle", "lost"])
def test_no_failure_of_any_call_lands_a_file_twice_or_not_at_all(world: Any, context: Any, mode: str) -> None:
    csv = b"Invoice Date;Item;Qty\n2019-12-01;P-1;3"
    results: Counter[str] = Counter()
    app = world.load("ingest_email")
    world.s3.put_object(Bucket="mail", Key="inbound/count", Body=with_attachment("other.csv", csv))
    world.faults.arm(0, "")
    app.handler(event("count"), context)
    for at in range(1, len(world.faults.log) + 1):
        message_id, name = f"m{at}", f"other_{at:03d}.csv"
        mail = with_attachment(name, csv)
        world.s3.put_object(Bucket="mail", Key=f"inbound/{message_id}", Body=mail)
        app = world.load("ingest_email")
        world.faults.arm(at, mode)
        for _ in range(3):
            world.deliver(app, event(message_id), context)
        world.faults.arm(0, "")
        assert versions(world, f"landing/birch/{name}") == 1, (mode, at)
        assert app.mails.inbound(message_id).state == "taken", (mode, at)
        results["ok"] += 1
    print(f"{mode}: {sum(results.values())} trials, 0 bad")
