"""Which mails are believed. The verdicts are SES's; the headers are whatever the sender liked to write."""

import json
from typing import Any

import pytest

from sellthrough.inbound.admission import Gate, admit, question_about
from sellthrough.inbound.notification import parse_notification
from sellthrough.model.workspace import Agreement, Contact, Feed

FEED = Feed(feed="pos", record_type="sell_through", files=".*")
AGREEMENTS = (
    Agreement(
        partner_id="birch",
        feeds=(FEED,),
        senders=("reports@birch.example",),
        contacts=(Contact(email="Ann@Birch.example"),),
    ),
    Agreement(partner_id="alder", feeds=(FEED,), senders=("@bureau.example",)),
    Agreement(partner_id="cedar", feeds=(FEED,), senders=("desk@bureau.example",)),
)


def notification(
    sender: str | list[str] = "reports@birch.example",
    *,
    headers: list[dict[str, str]] | None = None,
    source: str = "reports@birch.example",
    **verdicts: str,
) -> str:
    statuses = {"spf": "PASS", "dkim": "PASS", "dmarc": "PASS", "spam": "PASS", "virus": "PASS"} | verdicts
    document: dict[str, Any] = {
        "notificationType": "Received",
        "mail": {
            "timestamp": "2020-01-08T08:30:00.000Z",
            "source": source,
            "messageId": "o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1",
            "destination": ["reports@northgate.example"],
            "headersTruncated": False,
            "headers": headers or [],
            "commonHeaders": {
                "from": [sender] if isinstance(sender, str) else sender,
                "messageId": "<m1@birch.example>",
                "subject": "report",
            },
        },
        "receipt": {
            "timestamp": "2020-01-08T08:30:00.000Z",
            "recipients": ["reports@northgate.example"],
            **{f"{name}Verdict": {"status": status} for name, status in statuses.items()},
            "action": {
                "type": "S3",
                "topicArn": "arn:aws:sns:eu-west-1:123456789012:mail",
                "bucketName": "mail",
                "objectKey": "inbound/o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1",
            },
        },
    }
    return json.dumps({"Type": "Notification", "Message": json.dumps(document)})


def signed(*domains: str) -> list[dict[str, str]]:
    return [{"name": "DKIM-Signature", "value": f"v=1; a=rsa-sha256;\r\n d={d}; s=x; h=from; b=d=zz"} for d in domains]


def gate_of(body: str) -> Gate:
    received = parse_notification(body)
    assert received is not None
    return admit(received, AGREEMENTS).gate


@pytest.mark.feature("C8")
@pytest.mark.parametrize(
    ("body", "gate"),
    [
        (notification(), Gate.ADMITTED),
        (notification('"Ann, B." <ANN@birch.example>'), Gate.ADMITTED),
        (notification(virus="FAIL"), Gate.VIRUS),
        (notification("eve@elsewhere.example", virus="FAIL", dmarc="FAIL"), Gate.VIRUS),
        (notification(virus="PROCESSING_FAILED"), Gate.UNAUTHENTICATED),
        (notification(virus="DISABLED"), Gate.UNAUTHENTICATED),
        (notification(spam="FAIL"), Gate.SPAM),
        (notification(spam="GRAY"), Gate.ADMITTED),
        (notification(dmarc="FAIL"), Gate.UNAUTHENTICATED),
        (notification(dmarc="FAIL", headers=signed("birch.example")), Gate.UNAUTHENTICATED),
        (notification(dmarc="GRAY"), Gate.UNAUTHENTICATED),
        (notification(dmarc="GRAY", headers=signed("birch.example")), Gate.ADMITTED),
        (notification("a@mail.birch.example", dmarc="GRAY", headers=signed("birch.example")), Gate.UNKNOWN_SENDER),
        (notification(dmarc="GRAY", headers=signed("birch.example"), dkim="FAIL"), Gate.UNAUTHENTICATED),
        (notification(dmarc="GRAY", headers=signed("evil.example")), Gate.UNAUTHENTICATED),
        (notification(dmarc="GRAY", headers=signed("birch.example", "evil.example")), Gate.UNAUTHENTICATED),
        (notification(dmarc="GRAY", headers=signed("xbirch.example")), Gate.UNAUTHENTICATED),
        (notification(dmarc="GRAY", headers=signed("example")), Gate.UNAUTHENTICATED),
        (notification(["reports@birch.example", "eve@elsewhere.example"]), Gate.UNAUTHENTICATED),
        (notification("no address"), Gate.UNAUTHENTICATED),
        (notification("eve@elsewhere.example"), Gate.UNKNOWN_SENDER),
        (notification("eve@notbureau.example"), Gate.UNKNOWN_SENDER),
        (notification("reports@birch.example.evil.example"), Gate.UNKNOWN_SENDER),
    ],
)
def test_a_mail_is_believed_only_when_its_verdicts_and_its_sender_say_so(body: str, gate: Gate) -> None:
    assert gate_of(body) is gate


def test_a_bureau_that_reports_for_two_partners_is_admitted_for_both() -> None:
    received = parse_notification(notification("desk@bureau.example"))
    assert received is not None
    assert admit(received, AGREEMENTS).partner_ids == ("alder", "cedar")


def test_a_missing_verdict_is_no_pass() -> None:
    document = json.loads(json.loads(notification())["Message"])
    del document["receipt"]["virusVerdict"]
    assert gate_of(json.dumps(document)) is Gate.UNAUTHENTICATED


def test_headers_that_claim_a_verdict_change_nothing() -> None:
    headers = [
        {"name": "Authentication-Results", "value": "amazonses.com; dmarc=pass header.from=birch.example"},
        {"name": "X-SES-Virus-Verdict", "value": "PASS"},
    ]
    assert gate_of(notification(dmarc="FAIL", headers=headers)) is Gate.UNAUTHENTICATED


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"Type": "Notification", "Message": "Successfully validated SNS topic for Amazon SES."}),
        json.dumps({"notificationType": "AMAZON_SES_SETUP_NOTIFICATION"}),
        json.dumps({"notificationType": "Bounce", "mail": {}}),
    ],
)
def test_what_is_not_about_a_received_mail_is_passed_over(body: str) -> None:
    assert parse_notification(body) is None


@pytest.mark.parametrize(
    ("headers", "source", "is_automatic"),
    [
        ([], "ann@birch.example", False),
        ([{"name": "Auto-Submitted", "value": "no"}], "ann@birch.example", False),
        ([{"name": "Auto-Submitted", "value": "auto-replied"}], "ann@birch.example", True),
        ([{"name": "Precedence", "value": "bulk"}], "ann@birch.example", True),
        ([], "", True),
        ([], "<>", True),
    ],
)
def test_robots_are_told_from_people_so_that_no_loop_starts(
    headers: list[dict[str, str]], source: str, is_automatic: bool
) -> None:
    received = parse_notification(notification(headers=headers, source=source))
    assert received is not None
    assert received.is_automatic is is_automatic


def test_the_question_about_a_held_mail_names_no_person() -> None:
    received = parse_notification(notification("eve@elsewhere.example"))
    assert received is not None
    question = question_about(received, Gate.UNKNOWN_SENDER)
    assert "elsewhere.example" in question
    assert "eve" not in question
