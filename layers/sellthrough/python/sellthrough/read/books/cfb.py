"""In: an OLE compound file ([MS-CFB]), also a damaged one. Out: its streams by name."""

import struct

from sellthrough.read.books.sheets import Damage

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128


class CompoundFile:
    """The streams of a compound file.

    Args:
        content: The whole file.
        damage: Takes what is wrong; a chain of sectors that leads astray ends there.
    """

    def __init__(self, content: bytes, damage: Damage) -> None:
        self.content, self._damage = content, damage
        header = content[:512].ljust(512, b"\0")
        shift, mini_shift = struct.unpack_from("<2H", header, 30)
        self._sector = 1 << (shift if shift in (9, 12) else 9)
        self._mini = 1 << (mini_shift if 4 <= mini_shift <= 9 else 6)
        directory, _, cutoff, first_mini = struct.unpack_from("<4L", header, 48)
        self._cutoff = cutoff if cutoff == 4096 else 4096
        self._table = self._allocation(header)
        self._mini_table = _numbers(self._chain(first_mini))
        self._entries = self._directory(self._chain(directory))
        self._mini_stream = self._chain(self._entries[0][1]) if self._entries else b""

    def names(self) -> list[str]:
        """Names of the streams and storages."""
        return [name for name, _, _ in self._entries]

    def stream(self, *names: str) -> bytes | None:
        """The first of these streams that there is, names compared without case; as much of it as is there."""
        by_name = {name.casefold(): (start, size) for name, start, size in reversed(self._entries)}
        for name in names:
            if name.casefold() in by_name:
                start, size = by_name[name.casefold()]
                content = self._chain(start) if size >= self._cutoff else self._mini_chain(start)
                if len(content) < size:
                    self._damage.note("The file is cut off or its list of sectors is damaged; what is left was read.")
                return content[:size]
        return None

    def _allocation(self, header: bytes) -> list[int]:
        sectors = list(struct.unpack_from("<109L", header, 76))
        at, seen = struct.unpack_from("<L", header, 68)[0], set[int]()
        while at < _LAST_SECTOR and at not in seen:
            seen.add(at)
            more = _numbers(self._at(at))
            if not more:
                break
            sectors += more[:-1]
            at = more[-1]
        table: list[int] = []
        for sector in sectors:
            if sector < _LAST_SECTOR:
                table += _numbers(self._at(sector)) or [0xFFFFFFFF] * (self._sector // 4)
        return table

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self.content[start : start + self._sector]

    def _chain(self, sector: int) -> bytes:
        pieces, seen = [], set[int]()
        while sector < _LAST_SECTOR and sector not in seen:
            seen.add(sector)
            piece = self._at(sector)
            pieces.append(piece)
            if not piece or sector >= len(self._table):
                self._damage.note("The file is cut off or its list of sectors is damaged; what is left was read.")
                break
            sector = self._table[sector]
        return b"".join(pieces)

    def _mini_chain(self, sector: int) -> bytes:
        pieces, seen = [], set[int]()
        while sector < len(self._mini_table) and sector not in seen:
            seen.add(sector)
            pieces.append(self._mini_stream[sector * self._mini : (sector + 1) * self._mini])
            sector = self._mini_table[sector]
        return b"".join(pieces)

    def _directory(self, content: bytes) -> list[tuple[str, int, int]]:
        entries: list[tuple[str, int, int]] = []
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", content, at + 64)[0]
            kind = content[at + 66]
            name = content[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<2L", content, at + 116)
            if kind or not entries:
                entries.append((name, start, size))
        return entries


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}L", content[: len(content) // 4 * 4]))
