"""In: UTF-8 text below the heading. Out: the same lines, each numbered, for DuckDB to read in parallel.

DuckDB does not say on which line a record starts. So every physical line gets a first cell "\\x01<number>"; in a line
that continues a quoted cell the mark ends up inside that cell, where it is taken out again. A line that is no record
keeps its number and carries "\\x02" alone.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sellthrough.read.body import Tally, TextTable
from sellthrough.read.cells import CellSplitter
from sellthrough.read.values import BLANKS

MARK, DROPPED = b"\x01", b"\x02"
_BLOCK = 1 << 20
_FORBIDDEN = (MARK, DROPPED, b"\0")
_MAX_DROPPED = 20_000


class Irregular(Exception):
    """The text is one that the fast path cannot be sure to read exactly."""


@dataclass(frozen=True)
class Region:
    """Whole lines of a text: the number of the first, and the bytes [start, stop) that they take."""

    line: int
    start: int
    stop: int


@dataclass(frozen=True)
class Numbered:
    """What numbering found.

    Attributes:
        lines: Physical lines of the region.
        dropped: How many of them are no record.
        inside: Lines that would be no record, were they not inside a quoted cell as the quotes before them tell.
    """

    lines: int
    dropped: int
    inside: tuple[int, ...]


def number_lines(table: TextTable, target: Path, region: Region, tally: Tally) -> Numbered:
    """Write the numbered copy of a region.

    Args:
        table: What to read.
        target: Where the copy goes.
        region: The whole lines to copy.
        tally: Takes what is no record.

    Raises:
        Irregular: Lone carriage returns, control characters, or lines that are no record and hold open quotes.
    """
    template = b"\n" + MARK + b"%d" + table.delimiter.encode().replace(b"%", b"%%")
    finder = _Finder(table, tally, region.start)
    number, start = region.line, region.start
    with table.text.open("rb") as file, target.open("wb") as out:
        file.seek(start)
        while start < region.stop:
            block = _read_block(file, region.stop - start)
            lines = _clean_lines(block)
            finder.drop(lines, number, start)
            parts = [b""] * (2 * len(lines))
            parts[::2] = [template % at for at in range(number, number + len(lines))]
            parts[1::2] = lines
            joined = b"".join(parts)
            out.write(joined[1:] if start == region.start else joined)
            number += len(lines)
            start += len(block)
        out.write(b"\n")
    return Numbered(number - region.line, finder.dropped, tuple(finder.inside))


def _read_block(file: BinaryIO, left: int) -> bytes:
    block = file.read(min(_BLOCK, left))
    return block + file.readline() if len(block) < left else block


def _clean_lines(block: bytes) -> list[bytes]:
    if any(mark in block for mark in _FORBIDDEN):
        raise Irregular("control characters")
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
        if b"\r" in block:
            raise Irregular("lone carriage returns")
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return lines


@dataclass
class _Finder:
    """Finds the lines of each block that are no record and blanks them.

    A line inside a quoted cell is left alone: it is told by the parity of the quotes before it, which are only counted
    when such a line turns up (`counted` is the byte offset up to which they are).
    """

    table: TextTable
    tally: Tally
    counted: int
    quotes: int = 0
    dropped: int = 0
    inside: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._splitter = CellSplitter(self.table.delimiter)
        skipped = "".join(char for char in BLANKS if char.isascii()) + self.table.delimiter + '"'
        wide = [char.encode() for char in BLANKS if not char.isascii()]
        words = [trigger.encode() for trigger in self.table.body.triggers]
        self._first = frozenset(word[0] for trigger in words for word in (trigger, trigger.upper()))
        self._first |= {*skipped.encode(), ord("#"), *(char[0] for char in wide)}
        blank = b"|".join([b"[" + re.escape(skipped.encode()) + b"]", *map(re.escape, wide)])
        self._suspect = re.compile(b"(?:" + blank + b")*+(?:\\Z|#|" + b"|".join(map(re.escape, words)) + b")", re.I)
        self._blank = DROPPED + self.table.delimiter.encode() * (self.table.body.width - 1)

    def drop(self, lines: list[bytes], number: int, start: int) -> None:
        """Blank the lines that are no record.

        Args:
            lines: Of the block, changed in place.
            number: Line number of the first.
            start: Byte offset of the block.
        """
        first, suspect = self._first, self._suspect.match
        for at in [at for at, line in enumerate(lines) if not line or (line[0] in first and suspect(line))]:
            row = next(self._splitter.records([lines[at].decode("utf-8", "replace")], number + at))
            kind = self.table.body.kind_of(row.cells)
            if kind is None:
                continue
            if self.dropped + len(self.inside) >= _MAX_DROPPED:
                raise Irregular("too many lines that are no record")
            if self._is_inside_quotes(lines, at, start):
                self.inside.append(number + at)
                continue
            if row.raw.count('"') & 1:
                raise Irregular("a line that is no record opens a quote")
            self.tally.add(row, kind)
            self.dropped += 1
            lines[at] = self._blank

    def _is_inside_quotes(self, lines: list[bytes], at: int, start: int) -> bool:
        if self.counted < start:
            with self.table.text.open("rb") as file:
                file.seek(self.counted)
                while self.counted < start:
                    chunk = file.read(min(_BLOCK, start - self.counted))
                    self.quotes += chunk.count(b'"')
                    self.counted += len(chunk)
        return (self.quotes + sum(line.count(b'"') for line in lines[:at])) % 2 == 1
