"""What lies in a mail and the agreements of its sender go in; where each file lands, or why not, comes out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sellthrough.inbound.notification import Received
from sellthrough.model.keys import UNASSIGNED, landing_key, names_to_match
from sellthrough.model.workspace import Agreement
from sellthrough.unpack.parts import Part, Unpacked

_UNREAD = frozenset(
    {".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"}
    | {".pdf", ".doc", ".docx", ".ppt", ".pptx", ".eml", ".msg", ".dat", ".exe", ".rtf"}
)


@dataclass(frozen=True)
class Landing:
    """A file of the mail and the key it lands under."""

    part: Part
    key: str

    def origin(self, received: Received) -> dict[str, str]:
        """Where the file comes from; makes it this file and no other of the same name."""
        return {
            "mail-id": received.message_id,
            "mail-part": str(self.part.number),
            "sender": received.sender,
            "original-name": self.part.original_name or "",
            "mail-path": self.part.path if self.part.archives else "",
        }


@dataclass(frozen=True)
class Unread:
    """A file that is not read: its name, what it is or what is wrong with it, and its bytes if they are known."""

    name: str
    kind: str
    size: int | None = None


@dataclass(frozen=True)
class Triage:
    """Every file of the mail once; `furniture` is not worth a word to the sender."""

    landings: tuple[Landing, ...] = ()
    unsupported: tuple[Unread, ...] = ()
    furniture: tuple[Part, ...] = ()


def triage(unpacked: Unpacked, agreements: Sequence[Agreement]) -> Triage:
    """Decide about each file: attachments, and what lies in the archives and mails among them.

    Args:
        agreements: Those that admit the sender; more than one where an address reports for several partners.
    """
    landings, unsupported, furniture = [], [], []
    for part in unpacked.parts:
        if part.is_body or part.holds:
            continue
        if not _matches(part.landed_name, agreements):
            if part.is_furniture:
                furniture.append(part)
                continue
            if _ending(part) in _UNREAD:
                unsupported.append(Unread(part.original_name or part.name, part.content_type, part.size))
                continue
        landings.append(Landing(part, _key_of(part.landed_name, agreements)))
    troubles = (Unread(trouble.path.partition("!")[2], trouble.detail) for trouble in unpacked.troubles)
    return Triage(tuple(landings), (*unsupported, *troubles), tuple(furniture))


def _matches(name: str, agreements: Sequence[Agreement]) -> list[tuple[str, str]]:
    return [
        (agreement.partner_id, feed.feed)
        for agreement in agreements
        for feed in agreement.feeds
        if any(re.fullmatch(feed.files, one, re.IGNORECASE) for one in names_to_match(name))
    ]


def _key_of(name: str, agreements: Sequence[Agreement]) -> str:
    """Below the one feed that expects it; a book that several feeds read, or none, lies one level higher."""
    matches = _matches(name, agreements)
    partner_ids = {partner_id for partner_id, _ in matches} or {a.partner_id for a in agreements}
    if len(partner_ids) != 1:
        return landing_key(UNASSIGNED, "", name)
    (partner_id,) = partner_ids
    return landing_key(partner_id, matches[0][1] if len(matches) == 1 else "", name)


def _ending(part: Part) -> str:
    return PurePosixPath(part.name).suffix.lower()
