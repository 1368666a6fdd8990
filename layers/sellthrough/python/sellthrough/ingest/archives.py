"""An archive or a mail that was dropped, unpacked, goes in; where each file in it is landed comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sellthrough.ingest.arrivals import Arrival
from sellthrough.unpack.parts import Part, Unpacked

_ENDINGS = frozenset({".zip", ".gz", ".tar", ".tgz", ".eml"})


@dataclass(frozen=True)
class Member:
    """A file of an archive, the key it is landed under, beside the archive, and where it comes from."""

    part: Part
    key: str
    origin: Mapping[str, str]


def may_be_archive(key: str) -> bool:
    """True when the name says so; what it is the bytes decide."""
    return PurePosixPath(key).suffix.lower() in _ENDINGS


def members_to_land(arrival: Arrival, unpacked: Unpacked, sender: str | None) -> list[Member]:
    """Every file of the archive, every attachment of a mail; none when one could not be unpacked.

    The text of a mail and what hangs on every mail are no files. A report of which a part is locked or damaged is not
    taken in half: the archive is then a submission as it is, and its sender gets the reason.
    """
    if unpacked.troubles:
        return []
    folder, _, name = arrival.key.rpartition("/")
    is_mail = unpacked.holds == "mail"
    files = [
        part
        for part in unpacked.parts
        if not part.holds and not part.is_system_file and not (is_mail and (part.is_body or part.is_furniture))
    ]
    return [
        Member(
            part,
            f"{folder}/{'!'.join((name, *part.archives[-1:], part.name))}",
            {
                "archive": name,
                "archive-version": arrival.version,
                "archive-part": str(part.number),
                "original-name": part.path,
                "sender": sender or "",
            },
        )
        for part in files
    ]
