"""Attachments and the agreements of their sender go in; where each one lands, or why not, comes out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sellthrough.inbound.attachments import Attachment
from sellthrough.inbound.notification import Received
from sellthrough.model.keys import UNASSIGNED, landing_key
from sellthrough.model.workspace import Agreement

# Logos, signatures, business cards and invitations hang on every business mail; nobody wants to hear of them.
_FURNITURE_TYPES = ("image/", "text/calendar", "text/vcard", "text/x-vcard", "text/html", "application/pgp-signature")
_FURNITURE_ENDINGS = frozenset(
    {".p7s", ".p7m", ".asc", ".sig", ".vcf", ".ics", ".htm", ".html", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg"}
)
_ARCHIVES = frozenset({".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"})
_UNREAD = frozenset({".pdf", ".doc", ".docx", ".ppt", ".pptx", ".eml", ".msg", ".dat", ".exe", ".rtf"})
_BOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".ods"})  # zip archives inside, and no archives to us


@dataclass(frozen=True)
class Landing:
    """An attachment and the key it lands under."""

    attachment: Attachment
    key: str

    def origin(self, received: Received) -> dict[str, str]:
        """Where the file comes from; makes it this file and no other of the same name."""
        return {
            "mail-id": received.message_id,
            "mail-part": str(self.attachment.part),
            "sender": received.sender,
            "original-name": self.attachment.original_name or "",
        }


@dataclass(frozen=True)
class Triage:
    """Every attachment once; `furniture` is not worth a word to the sender."""

    landings: tuple[Landing, ...] = ()
    unsupported: tuple[Attachment, ...] = ()
    furniture: tuple[Attachment, ...] = ()


def triage(attachments: Sequence[Attachment], agreements: Sequence[Agreement]) -> Triage:
    """Decide about each attachment.

    Args:
        agreements: Those that admit the sender; more than one where an address reports for several partners.
    """
    landings, unsupported, furniture = [], [], []
    for attachment in attachments:
        is_expected = bool(_matches(attachment.name, agreements))
        if _is_archive(attachment):
            unsupported.append(attachment)
        elif is_expected:
            landings.append(Landing(attachment, _key_of(attachment.name, agreements)))
        elif _is_furniture(attachment):
            furniture.append(attachment)
        elif _ending(attachment) in _UNREAD:
            unsupported.append(attachment)
        else:
            landings.append(Landing(attachment, _key_of(attachment.name, agreements)))
    return Triage(tuple(landings), tuple(unsupported), tuple(furniture))


def _matches(name: str, agreements: Sequence[Agreement]) -> list[tuple[str, str]]:
    return [
        (agreement.partner_id, feed.feed)
        for agreement in agreements
        for feed in agreement.feeds
        if re.fullmatch(feed.files, name, re.IGNORECASE)
    ]


def _key_of(name: str, agreements: Sequence[Agreement]) -> str:
    """Below the one feed that expects it; a book that several feeds read, or none, lies one level higher."""
    matches = _matches(name, agreements)
    partner_ids = {partner_id for partner_id, _ in matches} or {a.partner_id for a in agreements}
    if len(partner_ids) != 1:
        return landing_key(UNASSIGNED, "", name)
    (partner_id,) = partner_ids
    return landing_key(partner_id, matches[0][1] if len(matches) == 1 else "", name)


def _is_archive(attachment: Attachment) -> bool:
    ending = _ending(attachment)
    is_zip = attachment.content.startswith(b"PK\x03\x04") and ending not in _BOOKS and ending not in _UNREAD
    has_book = b"[Content_Types].xml" in attachment.content[:4096] or b"xl/" in attachment.content[-4096:]
    return ending in _ARCHIVES or (is_zip and not has_book)


def _is_furniture(attachment: Attachment) -> bool:
    return attachment.content_type.startswith(_FURNITURE_TYPES) or _ending(attachment) in _FURNITURE_ENDINGS


def _ending(attachment: Attachment) -> str:
    return PurePosixPath(attachment.name).suffix.lower()
