"""The bytes of a mail go in; its attachments come out, wherever in the MIME tree they hang and however they are coded.

Mail programs disagree about what an attachment is: Outlook sends files inline, phones give no names, gateways call
everything application/octet-stream, people forward mails within mails. So everything counts that has a name, that says
it is an attachment, or that is no text to read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import collapse_rfc2231_value

from sellthrough.errors import Refused
from sellthrough.inbound.names import safe_name

LONGEST_MAIL = 50 * 1024 * 1024  # bytes
MOST_PARTS = 2_000
# The standard parser's time and memory grow with the square of a structured header: 280 KB took 25 s and 2.8 GB.
LONGEST_HEADER = 4 * 1024
_CONTENT_HEADER = re.compile(rb"^content-[a-z-]{1,30}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
# What the standard parser raises on headers that break every rule.
_BROKEN_HEADER = (ValueError, LookupError, AttributeError, TypeError, AssertionError)


@dataclass(frozen=True)
class Attachment:
    """One attached file.

    Attributes:
        part: Number of the part in the order of the mail, from 1.
        name: Safe file name.
        original_name: As the sender wrote it; None for a part without a name.
    """

    part: int
    name: str
    original_name: str | None
    content_type: str
    is_inline: bool
    content: bytes


def attachments_of(message: bytes) -> list[Attachment]:
    """Every attachment, in the order of the mail.

    Raises:
        Refused: LIMIT_EXCEEDED, naming the limit.
    """
    if len(message) > LONGEST_MAIL:
        raise Refused("LIMIT_EXCEEDED", f"The mail is larger than {LONGEST_MAIL // 1024**2} MB.")
    if any(len(header[0]) > LONGEST_HEADER for header in _CONTENT_HEADER.finditer(message)):
        raise Refused("LIMIT_EXCEEDED", f"A header of the mail is longer than {LONGEST_HEADER // 1024} KB.")
    try:
        root = BytesParser(policy=policy.default).parsebytes(message)
        return list(_attachments(root))
    except RecursionError:
        raise Refused("LIMIT_EXCEEDED", "The mail's parts lie too deep within each other.") from None


def _attachments(root: Message) -> Iterator[Attachment]:
    for number, part in enumerate(root.walk(), start=1):
        if number > MOST_PARTS:
            raise Refused("LIMIT_EXCEEDED", f"The mail has more than {MOST_PARTS:,} parts.")
        if part.is_multipart():
            continue
        content_type = _content_type(part)
        disposition = _disposition(part)
        name = _name(part)
        is_text_to_read = content_type in {"text/plain", "text/html"} and name is None and disposition != "attachment"
        if is_text_to_read or content_type.startswith(("multipart/", "message/")):
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield Attachment(
                part=number,
                name=safe_name(name, number, content_type),
                original_name=name,
                content_type=content_type,
                is_inline=disposition == "inline" or "content-id" in part,
                content=payload,
            )


def _content_type(part: Message) -> str:
    try:
        return part.get_content_type()
    except _BROKEN_HEADER:
        return "application/octet-stream"


def _disposition(part: Message) -> str:
    try:
        return (part.get_content_disposition() or "").lower()
    except _BROKEN_HEADER:
        return ""


def _name(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except _BROKEN_HEADER:
        name = _name_by_hand(part)
    return _decoded(name).strip() or None if name else None


def _name_by_hand(part: Message) -> str | None:
    """The name out of the raw headers, read by the lenient policy."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        raw = next((str(value) for name, value in part.raw_items() if name.lower() == header), None)
        if raw is None:
            continue
        lenient = Message(policy=policy.compat32)
        lenient[header] = raw
        try:
            found = lenient.get_param(parameter, header=header)
        except _BROKEN_HEADER:
            continue
        if found:
            return collapse_rfc2231_value(found)
    return None


def _decoded(name: str) -> str:
    """RFC 2047 words within a parameter: against the standard, and everywhere (Outlook, Gmail)."""
    if "=?" not in name:
        return name
    try:
        return str(make_header(decode_header(name)))
    except _BROKEN_HEADER:
        return name
