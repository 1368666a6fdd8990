"""The body of a queue message goes in; what SES says about a received mail comes out.

SES writes the mail to S3 (receipt action S3) and tells an SNS topic. Its verdicts are the only thing here that a sender
cannot write; the headers it quotes are the sender's own words.
Source: Amazon SES, "Contents of notifications for Amazon SES email receiving".
"""

import json
from email.utils import getaddresses
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"]


class Received(BaseModel):
    """One received mail.

    Attributes:
        message_id: Given by SES; the end of the object key.
        received_at: ISO 8601 instant at which SES took it.
        senders: Addresses of the From header, in lower case; one, unless somebody plays games.
        header_message_id: The mail's own id with angle brackets, to answer in its thread; "" when it has none.
        signing_domains: The `d=` of every DKIM signature; empty when SES cut the list of headers.
        is_automatic: A robot wrote it (RFC 3834) or it is a bounce; answering it could start a loop.
    """

    model_config = ConfigDict(frozen=True)

    message_id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,200}$")
    received_at: str
    bucket: str
    object_key: str
    senders: tuple[str, ...]
    header_message_id: str = ""
    signing_domains: tuple[str, ...] = ()
    is_automatic: bool = False
    virus: Verdict
    spam: Verdict
    dkim: Verdict
    dmarc: Verdict

    @property
    def sender(self) -> str:
        """The one sender, or "" when there are none or several."""
        return self.senders[0] if len(self.senders) == 1 else ""


def parse_notification(body: str) -> Received | None:
    """What the notification says; None when it is not about a received mail (SES tests a new topic with one).

    Args:
        body: An SNS envelope with the notification in `Message`, or the notification itself (raw delivery).

    Raises:
        ValueError: No such notification; pydantic's ValidationError is one.
    """
    document = json.loads(body)
    if "Message" in document and "receipt" not in document:
        try:
            document = json.loads(document["Message"])
        except json.JSONDecodeError:
            return None
    if document.get("notificationType") != "Received":
        return None
    mail, receipt = document["mail"], document["receipt"]
    action = receipt["action"]
    headers = [(str(h["name"]).lower(), str(h["value"])) for h in mail.get("headers", [])]
    common = mail.get("commonHeaders", {})
    return Received(
        message_id=mail["messageId"],
        received_at=mail["timestamp"],
        bucket=action["bucketName"],
        object_key=action["objectKey"],
        senders=tuple(dict.fromkeys(a.lower() for _, a in getaddresses(list(common.get("from", []))) if "@" in a)),
        header_message_id=_message_id(str(common.get("messageId") or "")),
        signing_domains=() if mail.get("headersTruncated") else _signing_domains(headers),
        is_automatic=_is_automatic(str(mail.get("source") or ""), headers),
        virus=_verdict(receipt, "virusVerdict"),
        spam=_verdict(receipt, "spamVerdict"),
        dkim=_verdict(receipt, "dkimVerdict"),
        dmarc=_verdict(receipt, "dmarcVerdict"),
    )


def _verdict(receipt: dict[str, Any], name: str) -> Any:
    return receipt.get(name, {}).get("status", "PROCESSING_FAILED")


def _message_id(value: str) -> str:
    is_safe = value.startswith("<") and value.endswith(">") and value.isascii() and value.isprintable()
    return value if is_safe and " " not in value and len(value) <= 250 else ""


def _signing_domains(headers: list[tuple[str, str]]) -> tuple[str, ...]:
    signatures = [value for name, value in headers if name == "dkim-signature"]
    return tuple(_tags(value).get("d", "").lower() for value in signatures)


def _tags(signature: str) -> dict[str, str]:
    pairs = (item.partition("=") for item in "".join(signature.split()).split(";"))
    return {name: value for name, _, value in pairs}


def _is_automatic(envelope_sender: str, headers: list[tuple[str, str]]) -> bool:
    if envelope_sender.strip() in {"", "<>"}:
        return True
    values = {name: value.strip().lower() for name, value in headers}
    is_submitted_by_robot = values.get("auto-submitted", "no") != "no"
    return is_submitted_by_robot or values.get("precedence") in {"bulk", "junk", "list", "auto_reply"}
