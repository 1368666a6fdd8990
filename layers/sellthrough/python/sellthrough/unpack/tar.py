"""In: a tar file. Out: its members one by one, written to a folder and counted as they are.

POSIX (ustar, pax) and GNU archives. A header is 512 bytes with a check sum; sizes are counted against the file, so that
no header leads backwards or out of it. A link or a device is trouble of its own: nothing is ever followed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sellthrough.errors import Refused
from sellthrough.unpack.archives import Member
from sellthrough.unpack.parts import Budget, over

_BLOCK = 512
_CHUNK = 1 << 20
_MAGIC_AT = 257
_FILE, _FOLDER, _LONG_NAME, _LONG_LINK, _PAX, _PAX_FOR_ALL = b"0", b"5", b"L", b"K", b"x", b"g"
_END = bytes(_BLOCK)  # without it the archive is cut off
_FILES = frozenset({_FILE, b"\0", b"7"})
_LINKS = frozenset({b"1", b"2"})
_PAX_PAIR = re.compile(rb"(\d{1,7}) ([^=\n]{1,200})=")


def looks_like_tar(head: bytes) -> bool:
    """True for the first block of a ustar, pax or GNU archive."""
    return head[_MAGIC_AT : _MAGIC_AT + 5] == b"ustar"


@dataclass(frozen=True)
class _Header:
    name: str
    size: int
    kind: bytes


def members_of_tar(path: Path, target: Path, budget: Budget) -> Iterator[Member]:
    """The files of a tar archive; each is written to `target`, which the caller moves away.

    Raises:
        Refused: LIMIT_EXCEEDED, or UNREADABLE_FILE when the archive is damaged or cut off.
    """
    left = path.stat().st_size
    said: dict[str, str] = {}
    with path.open("rb") as file:
        while (block := file.read(_BLOCK)) != _END:
            header = _header(block)
            left -= _BLOCK + header.size
            if left < 0:
                raise _damaged()
            if header.kind in (_LONG_NAME, _LONG_LINK, _PAX, _PAX_FOR_ALL):
                over("header_bytes", header.size, budget.limits.header_bytes, "bytes of a header")
                said |= _said(header.kind, _content(file, header.size))
                continue
            if said.get("size", str(header.size)) != str(header.size):
                raise _damaged()  # more than 8 GiB, which no limit allows, or a lie
            name, said = said.get("path", header.name), {}
            if header.kind in _FILES and not name.endswith("/"):
                _write(file, header.size, target, budget)
                yield Member(name, target)
            else:
                file.seek(_padded(header.size), 1)
                if header.kind != _FOLDER and not name.endswith("/"):
                    what = "a link; links are never followed" if header.kind in _LINKS else "no plain file"
                    yield Member(name, code="UNSUPPORTED_FORMAT", detail=f"It is {what}.")


def _header(block: bytes) -> _Header:
    """One header.

    Raises:
        Refused: UNREADABLE_FILE when it is cut off or its check sum is wrong.
    """
    if len(block) < _BLOCK or sum(block[:148]) + 8 * 32 + sum(block[156:]) != _number(block[148:156]):
        raise _damaged()
    name = _text(block[:100])
    prefix = _text(block[345:500]) if block[_MAGIC_AT : _MAGIC_AT + 6] == b"ustar\0" else ""
    return _Header(f"{prefix}/{name}" if prefix else name, _number(block[124:136]), block[156:157])


def _number(field: bytes) -> int:
    """Octal digits, or (GNU) a number in base 256 behind a first byte of 128."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if not re.fullmatch(rb"[0-7]*", digits):
        raise _damaged()
    return int(digits or b"0", 8)


def _said(kind: bytes, content: bytes) -> dict[str, str]:
    """What a header before the member says of it: `path`, `size`."""
    if kind == _LONG_NAME:
        return {"path": _text(content)}
    said: dict[str, str] = {}
    at = 0
    while kind == _PAX and (pair := _PAX_PAIR.match(content, at)):
        end = at + int(pair[1])
        key = pair[2].decode(errors="replace")
        if key in ("path", "size"):
            said[key] = _text(content[pair.end() : end].removesuffix(b"\n"))
        at = max(end, pair.end())
    return said


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode("utf-8", "replace")


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK


def _content(file: BinaryIO, size: int) -> bytes:
    content = file.read(_padded(size))[:size]
    if len(content) < size:
        raise _damaged()
    return content


def _write(file: BinaryIO, size: int, target: Path, budget: Budget) -> None:
    left = size
    with target.open("wb") as out:
        while left and (chunk := file.read(min(left, _CHUNK))):
            budget.count_bytes(len(chunk))
            out.write(chunk)
            left -= len(chunk)
    if left:
        raise _damaged()
    file.seek(_padded(size) - size, 1)


def _damaged() -> Refused:
    return Refused("UNREADABLE_FILE", "The archive is damaged or cut off.")
