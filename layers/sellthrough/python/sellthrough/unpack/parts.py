"""In: nothing. Out: the words of this package: a part, what may go wrong with one, and how much may be unpacked."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sellthrough.errors import Refused
from sellthrough.unpack.names import shown_name

MIB = 1 << 20
# Safe names: the leading dot of .DS_Store is gone.
_SYSTEM_FILES = frozenset({"DS_Store", "Thumbs.db", "desktop.ini"})

# Logos, signatures, business cards, invitations and delivery notes hang on every business mail; nobody wants to hear
# of them.
_FURNITURE_TYPES = (
    "image/",
    "message/",
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "text/html",
    "application/pgp-signature",
)
_FURNITURE_ENDINGS = frozenset(
    {".p7s", ".p7m", ".asc", ".sig", ".vcf", ".ics", ".htm", ".html", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg"}
)


@dataclass(frozen=True)
class UnpackLimits:
    """What one mail or archive may be at most, all that lies in it counted together.

    Attributes:
        container_bytes: Size as it arrives.
        parts: Members of archives and parts of mails.
        unpacked_bytes: Size of all of them once unpacked.
        unpack_ratio: Unpacked over arrived size (checked when more than 1 MiB unpacks).
        nesting: Archives and mails within each other.
        mime_depth: Multiparts within each other in one mail.
        header_bytes: One header of a mail.
    """

    container_bytes: int = 50 * MIB
    parts: int = 2_000
    unpacked_bytes: int = 500 * MIB
    unpack_ratio: int = 100
    nesting: int = 8
    mime_depth: int = 100
    header_bytes: int = 64 * 1024


@dataclass(frozen=True)
class Part:
    """One file out of a mail or an archive.

    Attributes:
        number: In the order of unpacking, from 1.
        name: Safe as one step of a key; made up for a part without a name.
        original_name: As the sender wrote it, decoded; None for a part without one. It is text, never a path.
        path: Where it lies: `mail.eml!report.zip!pos.csv`.
        file: Its bytes, in a folder of whoever asked.
        sha256: Of its bytes.
        sha256_norm: Of its bytes with LF line ends and none at the end: mail programs change those of text.
        is_inline: Shown within the mail.
        is_body: Text of the mail itself, no attachment.
        archives: Names of the archives that it lies in, the outermost first; mails do not count.
        holds: What it was unpacked as ("mail", "zip", "gzip", "tar", "tnef"); "" for a file.
    """

    number: int
    name: str
    original_name: str | None
    path: str
    content_type: str
    size: int
    sha256: str
    sha256_norm: str
    file: Path
    is_inline: bool = False
    is_body: bool = False
    holds: str = ""
    archives: tuple[str, ...] = ()

    @property
    def shown_name(self) -> str:
        """The name as the sender wrote it, without what would lead out of a folder; the safe name without one."""
        return shown_name(self.original_name or "") or self.name

    @property
    def is_system_file(self) -> bool:
        """True for what file managers leave in archives (macOS, Windows); it is nobody's report."""
        return self.name.startswith("._") or self.name in _SYSTEM_FILES or "__MACOSX/" in self.path

    @property
    def is_furniture(self) -> bool:
        """True for what hangs on every business mail (logos, signatures, cards, invitations), as far as it shows."""
        ending = PurePosixPath(self.name).suffix.lower()
        is_ornament = self.content_type.startswith(_FURNITURE_TYPES) or ending in _FURNITURE_ENDINGS
        return self.is_system_file or is_ornament

    @property
    def landed_name(self) -> str:
        """What it is called when it is landed: of a member `report.zip!pos.csv`."""
        return "!".join((*self.archives[-1:], self.name))

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.file.read_bytes()


@dataclass(frozen=True)
class Trouble:
    """A part that could not be unpacked, with a code of `reject_codes.toml` and why."""

    code: str
    path: str
    detail: str


@dataclass
class Unpacked:
    """What a mail or archive holds, in its order; containers stand before what lies in them."""

    holds: str
    parts: list[Part] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


class Budget:
    """Counts what is unpacked against the limits.

    Args:
        arrived: Size of the file that everything is unpacked from.
    """

    def __init__(self, limits: UnpackLimits, arrived: int) -> None:
        self.limits = limits
        self._arrived = max(1, arrived)
        self._bytes = self._parts = 0
        over("container_bytes", arrived, limits.container_bytes, "bytes")

    @property
    def bytes_left(self) -> int:
        """How many bytes may still be unpacked."""
        return self.limits.unpacked_bytes - self._bytes

    def count_part(self) -> int:
        """One more part; returns its number."""
        self._parts += 1
        over("parts", self._parts, self.limits.parts, "parts")
        return self._parts

    def count_bytes(self, size: int) -> None:
        """So many bytes more were unpacked."""
        self._bytes += size
        over("unpacked_bytes", self._bytes, self.limits.unpacked_bytes, "bytes unpacked")
        if self._bytes > MIB:
            over("unpack_ratio", self._bytes // self._arrived, self.limits.unpack_ratio, "times its packed size")


def over(limit: str, found: int, allowed: int, what: str) -> None:
    """Refuse what is over a limit, by the name of the limit.

    Raises:
        Refused: LIMIT_EXCEEDED.
    """
    if found > allowed:
        raise Refused("LIMIT_EXCEEDED", f"{found:,} {what}; the limit {limit} is {allowed:,}.")
