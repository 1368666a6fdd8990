"""In: a BIFF stream. Out: its records, and the strings inside them, also those that continue in the next record."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

CONTINUE = 0x3C


class BiffRecord(NamedTuple):
    """One record: its kind, where it starts in the stream, its content and those of the records that continue it."""

    kind: int
    at: int
    content: bytes
    more: tuple[bytes, ...] = ()


def biff_records(stream: bytes, at: int) -> Iterator[BiffRecord]:
    """The records from `at` on, up to the end of the stream or to one that is cut off."""
    end = len(stream) - 4
    while 0 <= at <= end:
        kind, size = struct.unpack_from("<2H", stream, at)
        content = stream[at + 4 : at + 4 + size]
        start, at = at, at + 4 + size
        more: list[bytes] = []
        while at <= end:
            following, length = struct.unpack_from("<2H", stream, at)
            if following != CONTINUE:
                break
            more.append(stream[at + 4 : at + 4 + length])
            at += 4 + length
        yield BiffRecord(kind, start, content, tuple(more))


class BiffStrings:
    """Reads BIFF8 strings from a record and those that continue it.

    A string's characters may go on in the next record, which then starts with a new flag for one or two bytes each.
    """

    def __init__(self, record: BiffRecord, at: int) -> None:
        self._blocks = [record.content, *record.more]
        self._block, self._at = 0, at

    def read(self) -> str:
        """The next string: length in two bytes, flags, characters, formatting.

        Raises:
            EOFError: The record ends before the string does.
        """
        length = struct.unpack("<H", self._take(2))[0]
        flags = self._take(1)[0]
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<L", self._take(4))[0] if flags & 4 else 0
        text = self._characters(length, flags & 1)
        self._skip(4 * runs + extra)
        return text

    def _characters(self, length: int, is_wide: int) -> str:
        pieces = []
        while length:
            block = self._blocks[self._block]
            if self._at >= len(block):
                is_wide = self._next_block()[0] & 1
                self._at = 1
                continue
            width = 1 + is_wide
            count = min(length, (len(block) - self._at) // width)
            if not count:
                raise EOFError
            raw = block[self._at : self._at + count * width]
            pieces.append(raw.decode("utf-16-le" if is_wide else "latin-1", "replace"))
            self._at += count * width
            length -= count
        return "".join(pieces)

    def _take(self, size: int) -> bytes:
        if self._at >= len(self._blocks[self._block]):
            self._next_block()
        found = self._blocks[self._block][self._at : self._at + size]
        if len(found) < size:
            raise EOFError
        self._at += size
        return found

    def _skip(self, size: int) -> None:
        while size:
            left = len(self._blocks[self._block]) - self._at
            if left <= 0:
                if self._block + 1 >= len(self._blocks):
                    return  # what is left out is formatting only
                self._next_block()
                continue
            step = min(left, size)
            self._at += step
            size -= step

    def _next_block(self) -> bytes:
        self._block, self._at = self._block + 1, 0
        if self._block >= len(self._blocks) or not self._blocks[self._block]:
            raise EOFError
        return self._blocks[self._block]
