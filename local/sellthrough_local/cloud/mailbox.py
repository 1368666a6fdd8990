"""Mail of the local cloud: what the functions sent out, and a message from outside put in.

SES's receipt rules do not exist here; `deliver_mail` does what the rule of infra/mail.yaml does on AWS: it stores the
message under inbound/ and publishes the notification of the S3 action, in the format of
https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
"""

import datetime as dt
import email
import email.policy
import email.utils
import json
import urllib.request
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

from sellthrough_local.cloud.connection import Connection

Verdict = Literal["PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"]
PREFIX = "inbound/"
SUBJECT = "Amazon SES Email Receipt Notification"


@dataclass(frozen=True)
class Verdicts:
    """What SES found out about a message; only these, never its headers, are to be trusted."""

    spf: Verdict = "PASS"
    dkim: Verdict = "PASS"
    dmarc: Verdict = "PASS"
    spam: Verdict = "PASS"
    virus: Verdict = "PASS"


@dataclass(frozen=True)
class SentMail:
    """One message a function handed to SES."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    sent_at: dt.datetime


def sent_mails(cloud: Connection) -> list[SentMail]:
    """Everything SES accepted, in order. Attachments are not kept here; the archive bucket holds whole messages."""
    with urllib.request.urlopen(f"{cloud.endpoint}/_ministack/ses/messages", timeout=30) as answer:  # noqa: S310
        accounts: dict[str, list[dict[str, Any]]] = json.load(answer)["messages"]
    records = sorted((record for records in accounts.values() for record in records), key=lambda one: one["Timestamp"])
    return [
        SentMail(
            message_id=record["MessageId"],
            sender=record["Source"],
            recipients=tuple(record["To"] + record["CC"] + record["BCC"]),
            subject=record["Subject"],
            text=record["BodyText"] or "",
            html=record["BodyHtml"] or "",
            sent_at=dt.datetime.fromtimestamp(record["Timestamp"], dt.UTC),
        )
        for record in records
    ]


def deliver_mail(
    cloud: Connection,
    path: Path,
    *,
    verdicts: Verdicts | None = None,
    recipients: Sequence[str] = (),
    at: dt.datetime | None = None,
    message_id: str | None = None,
) -> str:
    """Receive the message of a file as SES would.

    Args:
        cloud: With a stack that has the outputs MailBucket and MailTopicArn.
        path: An .eml file, any program's.
        verdicts: All PASS when left out.
        recipients: The envelope's; those of To and Cc when left out.
        at: Instant of receipt, UTC; now when left out.
        message_id: SES's id of the delivery; give the same twice to deliver twice, as SES may.

    Returns:
        SES's message id; the object is inbound/<id> in the mail bucket.
    """
    content = path.read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    identifier = message_id or uuid.uuid4().hex + uuid.uuid4().hex[:8]
    bucket, topic = cloud.outputs["MailBucket"], cloud.outputs["MailTopicArn"]
    cloud.client("s3").put_object(Bucket=bucket, Key=PREFIX + identifier, Body=content)
    notification = receipt_notification(
        message,
        message_id=identifier,
        bucket=bucket,
        topic=topic,
        verdicts=verdicts or Verdicts(),
        recipients=recipients,
        at=at or dt.datetime.now(dt.UTC),
    )
    cloud.client("sns").publish(TopicArn=topic, Subject=SUBJECT, Message=json.dumps(notification))
    cloud.save()  # a kill must not lose it: the queue is in memory, and nobody sends it again
    return identifier


def tell_of_mail(cloud: Connection, mail_id: str, kind: str, **about: Any) -> None:
    """Say what became of a mail, as SES's configuration set would; here SES says nothing by itself.

    Format: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html

    Args:
        cloud: With a stack that has the output MailEventsTopicArn.
        mail_id: Ours, which SES got as a tag.
        kind: Send, Delivery, Bounce, Complaint or Reject.
        about: More of the event, such as `bounce={"bounceType": "Transient"}`; a bounce is for good when left out.
    """
    details = {"bounce": {"bounceType": "Permanent", "bounceSubType": "General"}} if kind == "Bounce" else {}
    event = {"eventType": kind, "mail": {"tags": {"mail_id": [mail_id]}}, **details, **about}
    cloud.client("sns").publish(TopicArn=cloud.outputs["MailEventsTopicArn"], Message=json.dumps(event))


def receipt_notification(
    message: EmailMessage,
    *,
    message_id: str,
    bucket: str,
    topic: str,
    verdicts: Verdicts,
    recipients: Sequence[str],
    at: dt.datetime,
) -> dict[str, Any]:
    """The notification that SES's S3 action publishes for that message."""
    addressed = list(recipients) or _addresses(message, "To") + _addresses(message, "Cc")
    stamp = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
    sender = next(iter(_addresses(message, "Return-Path") or _addresses(message, "From")), "")
    return {
        "notificationType": "Received",
        "mail": {
            "timestamp": stamp,
            "source": sender,
            "messageId": message_id,
            "destination": addressed,
            "headersTruncated": False,
            "headers": [{"name": name, "value": str(value)} for name, value in message.items()],
            "commonHeaders": {
                "returnPath": sender,
                "from": [str(value) for value in message.get_all("From", [])],
                "date": str(message.get("Date", "")),
                "to": _addresses(message, "To"),
                "messageId": str(message.get("Message-ID", "")),
                "subject": str(message.get("Subject", "")),
            },
        },
        "receipt": {
            "timestamp": stamp,
            "processingTimeMillis": 100,
            "recipients": addressed,
            **{f"{name}Verdict": {"status": status} for name, status in asdict(verdicts).items()},
            "action": {
                "type": "S3",
                "topicArn": topic,
                "bucketName": bucket,
                "objectKeyPrefix": PREFIX,
                "objectKey": PREFIX + message_id,
            },
        },
    }


def _addresses(message: EmailMessage, header: str) -> list[str]:
    values = [str(value) for value in message.get_all(header, [])]
    return [address for _, address in email.utils.getaddresses(values) if address]
