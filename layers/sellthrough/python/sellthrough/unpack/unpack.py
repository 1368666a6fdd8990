"""In: a mail or an archive. Out: every file in it, also in what lies in it, with its hash and where it lies.

    unpacked = unpack(path, "mail.eml", folder)

A name is text and never a path: the files lie in `folder` under numbers.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sellthrough.errors import Refused
from sellthrough.unpack.archives import Member, member_of_gzip, members_of_zip
from sellthrough.unpack.coding import find_uuencoded
from sellthrough.unpack.kinds import container_kind
from sellthrough.unpack.mime import leaves_of
from sellthrough.unpack.names import safe_name, safe_path
from sellthrough.unpack.parts import Budget, Part, Trouble, Unpacked, UnpackLimits, over
from sellthrough.unpack.tar import members_of_tar
from sellthrough.unpack.tnef import files_in_tnef

_CHUNK = 1 << 20
_ARCHIVES = frozenset({"zip", "gzip", "tar"})
_MAIL_TYPES = frozenset({"message/rfc822", "message/global"})


def unpack(
    path: Path,
    name: str,
    folder: Path,
    limits: UnpackLimits = UnpackLimits(),  # noqa: B008 - frozen
    kind: str = "",
) -> Unpacked:
    """Unpack a mail or an archive, and what lies in it.

    Args:
        path: Its bytes.
        name: What the origin of its parts starts with.
        folder: An existing folder; the parts' files are written here.
        limits: How much may come out of it.
        kind: What it is, where that is known: a mail that came as one.

    Raises:
        Refused: LIMIT_EXCEEDED, UNREADABLE_FILE or ENCRYPTED_FILE; UNSUPPORTED_FORMAT when it is neither.
    """
    kind = kind or container_kind(path)
    if not kind:
        raise Refused("UNSUPPORTED_FORMAT", "The file is no mail and no archive that is unpacked.")
    unpacker = _Unpacker(folder, Budget(limits, path.stat().st_size), Unpacked(kind))
    unpacker.open(path, kind, _Place(safe_path(name) or "file"))
    return unpacker.found


@dataclass(frozen=True)
class _Place:
    """Where parts lie: origin, archives around them, depth."""

    origin: str
    archives: tuple[str, ...] = ()
    depth: int = 0


@dataclass(frozen=True)
class _Told:
    """What the container says of a part."""

    name: str | None
    content_type: str = "application/octet-stream"
    is_inline: bool = False
    is_body: bool = False


class _Unpacker:
    def __init__(self, folder: Path, budget: Budget, found: Unpacked) -> None:
        self._folder, self._budget, self.found = folder, budget, found

    def open(self, path: Path, kind: str, place: _Place) -> None:
        """Take all that lies in one container."""
        over("nesting", place.depth, self._budget.limits.nesting, "archives and mails within each other")
        if kind == "mail":
            self._open_mail(path, place)
        elif kind == "zip":
            for member in members_of_zip(path, self._scratch(place), self._budget):
                self._take_member(member, place, "member")
        elif kind == "tar":
            for member in members_of_tar(path, self._scratch(place), self._budget):
                self._take_member(member, place, "member")
        elif kind == "gzip":
            member = member_of_gzip(path, self._scratch(place), self._budget)
            self._take_member(member, place, PurePosixPath(place.origin.rpartition("!")[2]).stem)
        else:
            for file in files_in_tnef(path.read_bytes()):
                self._take(file.content, _Told(file.name, file.content_type), place)

    def _open_mail(self, path: Path, place: _Place) -> None:
        for leaf in leaves_of(path.read_bytes(), self._budget.limits):
            is_inline = leaf.disposition == "inline" or leaf.has_content_id
            self._take(leaf.content, _Told(leaf.name, leaf.content_type, is_inline, leaf.is_body), place)
            if leaf.is_body and leaf.content_type == "text/plain":
                for name, content in find_uuencoded(leaf.content):
                    self._take(content, _Told(name), place)

    def _target(self) -> Path:
        return self._folder / f"part-{len(self.found.parts) + 1}"

    def _scratch(self, place: _Place) -> Path:
        """Where a member is written until it is whole; archives within each other have one each."""
        return self._folder / f"unpacking-{place.depth}"

    def _take_member(self, member: Member, place: _Place, otherwise: str) -> None:
        name = member.name or otherwise
        if member.file is None:
            self._budget.count_part()
            trouble = Trouble(member.code, f"{place.origin}!{safe_path(name)}", member.detail)
            self.found.troubles.append(trouble)
        else:
            self._add(member.file.rename(self._target()), _Told(name), place)

    def _take(self, content: bytes, told: _Told, place: _Place) -> None:
        self._budget.count_bytes(len(content))
        file = self._target()
        file.write_bytes(content)
        self._add(file, told, place)

    def _add(self, file: Path, told: _Told, place: _Place) -> None:
        number = self._budget.count_part()
        safe = safe_name(told.name, number, told.content_type)
        digest, normal = _digests(file)
        part = Part(
            number=number,
            name=safe,
            original_name=told.name,
            path=f"{place.origin}!{safe_path(told.name or '') or safe}",
            content_type=told.content_type,
            size=file.stat().st_size,
            sha256=digest,
            sha256_norm=normal,
            file=file,
            is_inline=told.is_inline,
            is_body=told.is_body,
            holds=_holds(file, told, safe),
            archives=place.archives,
        )
        self.found.parts.append(part)
        if part.holds:
            archives = (*place.archives, safe) if part.holds in _ARCHIVES else place.archives
            self._open_inner(part, _Place(part.path, archives, place.depth + 1))

    def _open_inner(self, part: Part, place: _Place) -> None:
        """What lies in a part; a damaged or locked one is trouble of its own, a limit is one of the whole file."""
        try:
            self.open(part.file, part.holds, place)
        except Refused as refused:
            if refused.code == "LIMIT_EXCEEDED":
                raise
            self.found.troubles.append(Trouble(refused.code, part.path, refused.detail))


def _holds(file: Path, told: _Told, name: str) -> str:
    if told.is_body:
        return ""
    if told.content_type in _MAIL_TYPES:
        return "mail"
    kind = container_kind(file)
    # A text that starts like a mail is a text, unless its name says that it is one.
    return "" if kind == "mail" and not name.lower().endswith((".eml", ".mht")) else kind


def _digests(file: Path) -> tuple[str, str]:
    """SHA-256 of the bytes, and of the bytes with LF line ends and none at the end."""
    plain, normal = hashlib.sha256(), hashlib.sha256()
    held = b""
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            plain.update(chunk)
            text = (held + chunk).replace(b"\r\n", b"\n")
            kept = text.rstrip(b"\r\n")
            normal.update(kept)
            held = text[len(kept) :]
    return plain.hexdigest(), normal.hexdigest()
