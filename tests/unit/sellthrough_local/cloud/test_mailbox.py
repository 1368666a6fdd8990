"""The notification of an inbound mail against the fields of AWS's own example."""

import datetime as dt
from email.message import EmailMessage

from sellthrough_local.cloud.mailbox import Verdicts, receipt_notification


def notification(**changes):
    message = EmailMessage()
    message["From"] = "Ann Partner <ann@partner.example>"
    message["To"] = "data@vendor.example, Copy <copy@vendor.example>"
    message["Subject"] = "Sales März"
    given = {
        "message_id": "d6iitobk75ur44p8kdnnp7g2n800",
        "bucket": "mail",
        "topic": "arn:aws:sns:us-east-1:1:t",
        "verdicts": Verdicts(),
        "recipients": (),
        "at": dt.datetime(2024, 5, 6, 7, 8, 9, 123456, dt.UTC),
    }
    return receipt_notification(message, **{**given, **changes})


def test_it_has_the_shape_of_the_s3_action():
    told = notification()
    assert told["notificationType"] == "Received"
    assert told["mail"]["timestamp"] == "2024-05-06T07:08:09.123Z"
    assert told["mail"]["source"] == "ann@partner.example"
    assert told["mail"]["commonHeaders"]["subject"] == "Sales März"
    assert told["receipt"]["recipients"] == ["data@vendor.example", "copy@vendor.example"]
    assert told["receipt"]["action"] == {
        "type": "S3",
        "topicArn": "arn:aws:sns:us-east-1:1:t",
        "bucketName": "mail",
        "objectKeyPrefix": "inbound/",
        "objectKey": "inbound/d6iitobk75ur44p8kdnnp7g2n800",
    }


def test_verdicts_and_envelope_are_what_was_asked_for():
    told = notification(verdicts=Verdicts(dmarc="FAIL", virus="GRAY"), recipients=["only@vendor.example"])["receipt"]
    statuses = {name: told[f"{name}Verdict"]["status"] for name in ("spf", "dkim", "dmarc", "spam", "virus")}
    assert statuses == {"spf": "PASS", "dkim": "PASS", "dmarc": "FAIL", "spam": "PASS", "virus": "GRAY"}
    assert told["recipients"] == ["only@vendor.example"]
