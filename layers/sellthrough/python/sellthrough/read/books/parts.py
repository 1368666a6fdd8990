"""In: a ZIP package, also a damaged one. Out: its parts by name, unpacked in a stream and measured as they are.

Declared sizes are not believed: what is unpacked is counted, and a part that is cut off or fails its check sum is given
as far as it goes, with a note of the damage. Without a central directory the parts are found by their own headers.
"""

import mmap
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sellthrough.errors import Refused
from sellthrough.read.books.sheets import Damage
from sellthrough.read.limits import MIB, Limits, keep_to
from sellthrough.unpack.archives import DAMAGED

_HEADER = struct.Struct("<4s5H3L2H")
_MAGIC = b"PK\x03\x04"
_CHUNK = 1 << 20
_STORED, _DEFLATED = 0, 8
_NOTHING_LEFT = "The workbook is damaged or cut off: none of its parts is left."


@dataclass(frozen=True)
class _Part:
    name: str
    at: int
    packed: int | None
    crc: int | None


class Parts:
    """The parts of one package; use as a context manager.

    Args:
        path: The file.
        limits: `workbook_bytes`, `members`, `unpacked_bytes` and `unpack_ratio` are kept.
        damage: Takes what is wrong.

    Raises:
        Refused: LIMIT_EXCEEDED, ENCRYPTED_FILE, or UNREADABLE_FILE when there is no part at all.
    """

    def __init__(self, path: Path, limits: Limits, damage: Damage) -> None:
        self._limits, self._damage = limits, damage
        self._size = path.stat().st_size
        keep_to("workbook_bytes", self._size, limits.workbook_bytes, "bytes of workbook")
        if not self._size:  # as a package may be that a password opens
            raise Refused("UNREADABLE_FILE", _NOTHING_LEFT)
        self._unpacked: dict[str, int] = {}
        self._file = path.open("rb")
        self._bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        found = _listed(path, limits)
        self.is_whole = found is not None
        if found is None:
            damage.note("The list of the package's parts is damaged or cut off; what is left of the parts was read.")
            found = list(self._by_headers())
        self._parts: dict[str, _Part] = {}
        for part in found:
            self._parts.setdefault(part.name.lower().lstrip("/"), part)
        keep_to("members", len(found), limits.members, "parts")
        if not self._parts:
            raise Refused("UNREADABLE_FILE", _NOTHING_LEFT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bytes.close()
        self._file.close()

    @property
    def size(self) -> int:
        """Bytes of the package as it arrived."""
        return self._size

    def names(self) -> list[str]:
        """Names of the parts in lower case, in file order."""
        return list(self._parts)

    def has(self, name: str) -> bool:
        """True when there is such a part, case apart."""
        return name.lower().lstrip("/") in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part unpacked, piece by piece, as far as it goes; nothing when there is none of that name."""
        part = self._parts.get(name.lower().lstrip("/"))
        if part is None:
            return
        with suppress(struct.error):
            magic, _, flags, method, _, _, crc, packed, _, name_length, extra = _HEADER.unpack_from(
                self._bytes, part.at
            )
            if magic == _MAGIC:
                if flags & 1:
                    raise Refused("ENCRYPTED_FILE", "The package is protected by a password; send it without one.")
                if part.packed is not None:
                    crc, packed = part.crc, part.packed
                start = part.at + _HEADER.size + name_length + extra
                yield from self._unpacked_from(
                    part.name, start, method, packed, crc if not flags & 8 or part.crc else None
                )
                return
        self._damage.note(f"The part {part.name!r} is damaged.")

    def read(self, name: str) -> bytes:
        """The whole part, as far as it goes."""
        return b"".join(self.chunks(name))

    def _unpacked_from(self, name: str, start: int, method: int, packed: int, crc: int | None) -> Iterator[bytes]:
        size, check, is_sound = 0, 0, method in (_STORED, _DEFLATED)
        pieces = self._inflated(start, packed) if method == _DEFLATED else self._stored(start, packed)
        try:
            for piece in pieces if is_sound else ():
                size, check = size + len(piece), zlib.crc32(piece, check)
                self._measure(name, size)
                yield piece
        except (zlib.error, EOFError):
            is_sound = False
        if not is_sound or (crc is not None and check != crc):
            self._damage.note(f"The part {name!r} is damaged; what could be unpacked was read.")

    def _measure(self, name: str, size: int) -> None:
        self._unpacked[name] = max(size, self._unpacked.get(name, 0))
        unpacked = sum(self._unpacked.values())
        keep_to("unpacked_bytes", unpacked, self._limits.unpacked_bytes, "bytes unpacked")
        if unpacked > MIB:
            keep_to("unpack_ratio", unpacked // self._size, self._limits.unpack_ratio, "times its packed size")

    def _inflated(self, start: int, packed: int) -> Iterator[bytes]:
        unpack = zlib.decompressobj(-15)
        at, end = start, start + packed if packed else self._size
        while not unpack.eof:
            rest = unpack.unconsumed_tail
            if not rest:
                rest = self._bytes[at : min(at + _CHUNK, end)]
                at += len(rest)
                if not rest:
                    raise EOFError
            if piece := unpack.decompress(rest, _CHUNK):
                yield piece

    def _stored(self, start: int, packed: int) -> Iterator[bytes]:
        if start + packed > self._size:
            packed = self._size - start
            self._damage.note("The package is cut off.")
        for at in range(start, start + packed, _CHUNK):
            yield self._bytes[at : min(at + _CHUNK, start + packed)]

    def _by_headers(self) -> Iterator[_Part]:
        """The parts by the header that stands before each."""
        at = self._bytes.find(_MAGIC)
        for _ in range(self._limits.members + 1):
            if at < 0 or at + _HEADER.size > self._size:
                return
            _, _, _, _, _, _, _, packed, _, length, _ = _HEADER.unpack_from(self._bytes, at)
            name = self._bytes[at + _HEADER.size : at + _HEADER.size + length].decode("utf-8", "replace")
            if name and not name.endswith("/"):
                yield _Part(name.replace("\\", "/"), at, None, None)
            at = self._bytes.find(_MAGIC, at + max(4, min(packed, self._size)))


def _listed(path: Path, limits: Limits) -> list[_Part] | None:
    """The parts that the central directory lists; None when it is not there or not to be trusted."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
    except DAMAGED:
        return None
    keep_to("members", len(members), limits.members, "parts")
    declared = sum(member.file_size for member in members)
    keep_to("unpacked_bytes", declared, limits.unpacked_bytes, "bytes unpacked")
    return [
        _Part(member.filename.replace("\\", "/"), member.header_offset, member.compress_size, member.CRC)
        for member in members
        if member.filename and not member.filename.endswith("/")
    ] or None
