"""In: a ZIP or gzip file. Out: its members one by one, written to a folder and counted as they are.

Declared sizes are not believed, only used to refuse early. A member that is a link, encrypted or damaged is trouble of
its own: the others are unpacked.
"""

import gzip
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sellthrough.errors import Refused
from sellthrough.unpack.parts import MIB, Budget, over

_CHUNK = 1 << 20
# What the standard library raises for damaged archives; RuntimeError for versions and methods that zipfile lacks.
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Member:
    """One member: its name as written, and its bytes in `file`; or why it could not be unpacked (`code`, `detail`)."""

    name: str
    file: Path | None = None
    code: str = ""
    detail: str = ""


def members_of_zip(path: Path, target: Path, budget: Budget) -> Iterator[Member]:
    """The files of a ZIP archive; each is written to `target`, which the caller moves away.

    Raises:
        Refused: LIMIT_EXCEEDED, ENCRYPTED_FILE when every member is, UNREADABLE_FILE when the archive is damaged.
    """
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGED as error:
        raise Refused("UNREADABLE_FILE", "The archive is damaged or cut off.") from error
    with archive:
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        _check_directory(infos, budget)
        for info in infos:
            yield _unpacked(archive, info, target, budget)


def _check_directory(infos: list[zipfile.ZipInfo], budget: Budget) -> None:
    over("parts", len(infos), budget.limits.parts, "members")
    unpacked = sum(info.file_size for info in infos)
    over("unpacked_bytes", unpacked, budget.bytes_left, "bytes unpacked")
    packed = max(1, sum(info.compress_size for info in infos))
    if unpacked > MIB:
        over("unpack_ratio", unpacked // packed, budget.limits.unpack_ratio, "times its packed size")
    if infos and all(info.flag_bits & _ENCRYPTED for info in infos):
        raise Refused("ENCRYPTED_FILE", "The archive is protected by a password.")
    ends = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < ends:
            raise Refused("UNREADABLE_FILE", "Members of the archive lie over each other.")
        ends = info.header_offset + info.compress_size


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, budget: Budget) -> Member:
    name = _name(info)
    if stat.S_ISLNK(info.external_attr >> 16):
        return Member(name, code="UNSUPPORTED_FORMAT", detail="It is a link; links are never followed.")
    if info.flag_bits & _ENCRYPTED:
        return Member(name, code="ENCRYPTED_FILE", detail="It is protected by a password.")
    try:
        with archive.open(info) as source:
            _copy(source, target, budget)
    except DAMAGED:
        return Member(name, code="UNREADABLE_FILE", detail="It is damaged or packed in a way that is not read.")
    return Member(name, target)


def _name(info: zipfile.ZipInfo) -> str:
    """Archivers that do not set the UTF-8 mark write it all the same, or the code page of their country."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for codec in ("utf-8", "cp932"):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "utf-8" or any("\u3040" <= c <= "\u9fff" for c in text):
            return text
    return info.filename


def member_of_gzip(path: Path, target: Path, budget: Budget) -> Member:
    """The one file of a gzip archive; its name as the archive has it, "" when it has none."""
    try:
        with gzip.open(path) as source:
            _copy(source, target, budget)
    except DAMAGED as error:
        raise Refused("UNREADABLE_FILE", "The archive is damaged or cut off.") from error
    return Member(_gzip_name(path), target)


def _copy(source: IO[bytes] | gzip.GzipFile, target: Path, budget: Budget) -> None:
    with target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            budget.count_bytes(len(chunk))
            out.write(chunk)


def _gzip_name(path: Path) -> str:
    """The FNAME field (RFC 1952): after ten bytes, and after the extra field where there is one."""
    with path.open("rb") as file:
        head = file.read(4096)
    flags, at = head[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(head[10:12], "little")
    return head[at:].split(b"\0")[0].decode("latin-1") if flags & 8 else ""
