"""The whole path on moto with its published tables: files are dropped or mailed, SQL asks what BI would ask."""

import email
import json
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pyarrow.parquet as pq
from tests.faults.world import World

from sellthrough.model.workspace import Configuration
from sellthrough_aws.copies import Copies
from sellthrough_aws.objects import Objects
from sellthrough_local.athena.catalogue import Catalogue
from sellthrough_local.athena.engine import Engine

Rows = list[tuple[str | None, ...]]


class Dataset:
    """One account whose tables and masters are loaded; what comes in is processed at once."""

    def __init__(self, world: World, configuration: Configuration, folder: Path) -> None:
        self.world = world
        self._engine = Engine(Catalogue(), folder)
        self._numbers = count(1)
        world.call("migrate", {"version": configuration.version})

    def drop(self, key: str, content: str | bytes) -> None:
        """Put a file below landing/."""
        self._take_in(self.world.land(f"landing/{key}", content))

    def mail(self, sender: str, key: str, content: str) -> None:
        """Receive a mail with one attachment, which is to lie under that key; a person releases what is held."""
        mail_id, message = f"m{next(self._numbers)}", EmailMessage()
        message["From"] = sender
        message.add_attachment(content.encode(), "text", "csv", filename=key.rpartition("/")[2])
        boto3.client("s3").put_object(Bucket="mail", Key=mail_id, Body=message.as_bytes())
        self.world.call("ingest_email", {"Records": [_notification(mail_id, sender)]})
        if not sender:
            self.world.call("ingest_email", {"release": mail_id, "partner_id": key.partition("/")[0]})
        version = boto3.client("s3").head_object(Bucket="landing", Key=f"landing/{key}")["VersionId"]
        entry = {"key": f"landing/{key}", "version-id": version, "sequencer": f"{next(self._numbers):016X}"}
        self._take_in({"detail": {"bucket": {"name": "landing"}, "object": entry}})

    def sql(self, query: str) -> Rows:
        """The rows of a query on the published tables, cells as text."""
        with ThreadPoolExecutor(3) as pool:
            Copies(self.world.ledger, self.world.lake).refresh(None, pool, {})
        result = self._engine.run(f"q{next(self._numbers)}", query, "sellthrough")
        return [tuple(row.values()) for row in pq.read_table(result.cells).to_pylist()]

    def answers(self) -> list[str]:
        """The text part of every answer, its lines joined."""
        archived = (mail.archive_key or "" for mail in self.world.ledger.mails() if mail.kind in {"answer", "repeat"})
        return [_text_of(Objects().get_bytes("archive", key)) for key in archived]

    def _take_in(self, event: dict[str, Any]) -> None:
        self.world.deliver(event | {"time": f"2020-01-02T00:{next(self._numbers):02d}:00Z"})
        self.world.run()


def _text_of(content: bytes) -> str:
    parts = email.message_from_bytes(content).walk()
    text = next(part for part in parts if part.get_content_type() == "text/plain").get_payload(decode=True)
    assert isinstance(text, bytes)
    return " ".join(text.decode().split())


def _notification(mail_id: str, sender: str) -> dict[str, Any]:
    verdicts = {f"{name}Verdict": {"status": "PASS"} for name in ("spf", "dkim", "dmarc", "spam", "virus")}
    action = {"type": "S3", "bucketName": "mail", "objectKey": mail_id}
    common = {"from": [sender] if sender else [], "messageId": f"<{mail_id}@example.com>"}
    body = {
        "notificationType": "Received",
        "mail": {"timestamp": "2020-01-02T00:00:30Z", "source": "x@example.com", "messageId": mail_id}
        | {"commonHeaders": common},
        "receipt": {**verdicts, "action": action},
    }
    return {"messageId": mail_id, "eventSource": "aws:sqs", "receiptHandle": "h", "body": json.dumps(body)}
