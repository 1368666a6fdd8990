"""In: UTF-8 text below the heading. Out: the same lines, each numbered, for DuckDB to read in parallel.

DuckDB does not say on which line a record starts. So every physical line gets a first cell "\\x01<number>"; in a line
that continues a quoted cell the mark ends up inside that cell, where it is taken out again. A line that is no record
keeps its number and carries "\\x02" alone. Arrow splits and joins the lines: Python would take twice as long.
"""

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from sellthrough.read.body import Tally, TextTable
from sellthrough.read.cells import CellSplitter
from sellthrough.read.encodings import UTF8_BOM
from sellthrough.read.values import BLANKS

MARK, DROPPED = b"\x01", b"\x02"
_BLOCK = 8 << 20
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
    finder = _Finder(table, tally, region.start)
    number, start = region.line, region.start
    with table.text.open("rb") as file, target.open("wb") as out:
        file.seek(start)
        for block in _split_ahead(file, region.stop - start, finder.suspect):
            kept = finder.drop(block, number, start)
            out.write(_marked(kept, number, table.delimiter))
            number += len(kept)
            start += block.size
    return Numbered(number - region.line, finder.dropped, tuple(finder.inside))


class _Block(NamedTuple):
    """Whole lines: how many bytes they are, their text without line ends, the places of those that may be no record."""

    size: int
    lines: Any
    suspects: list[int]


def _split_ahead(file: BinaryIO, left: int, suspect: str) -> Iterator[_Block]:
    """Each block split into lines; the next one is while the caller works on this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting: Future[_Block] | None = None
        while left > 0:
            content = _read_block(file, left)
            left -= len(content)
            current, waiting = waiting, thread.submit(_split, content, suspect)
            if current is not None:
                yield current.result()
        if waiting is not None:
            yield waiting.result()


def _split(content: bytes, suspect: str) -> _Block:
    lines = _lines(content)
    found = pc.indices_nonzero(pc.match_substring_regex(lines, suspect, ignore_case=True))
    return _Block(len(content), lines, found.to_pylist())


def _read_block(file: BinaryIO, left: int) -> bytes:
    block = file.read(min(_BLOCK, left))
    return block + file.readline() if len(block) < left else block


def _lines(block: bytes) -> Any:
    """The lines of a block as an Arrow array of strings, without their line ends."""
    if any(mark in block for mark in _FORBIDDEN) or block.startswith(UTF8_BOM):
        raise Irregular("control characters")
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        raise Irregular("lone carriage returns")
    try:
        return csv.read_csv(
            pa.BufferReader(block),
            csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=["line"]),
            csv.ParseOptions(delimiter=DROPPED.decode(), quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types={"line": pa.string()}, strings_can_be_null=False),
        )["line"].combine_chunks()
    except pa.ArrowInvalid as error:
        raise Irregular(str(error)) from error


def _marked(lines: Any, number: int, delimiter: str) -> Any:
    """The bytes of the lines, each with its mark and a line end."""
    numbers = pa.arange(number, number + len(lines)).cast(pa.string())
    parts = (pa.scalar(MARK.decode()), numbers, pa.scalar(delimiter), lines, pa.scalar("\n"))
    # Arrow keeps an array's strings one after the other in one buffer: that buffer is the text.
    return pc.binary_join_element_wise(*parts, pa.scalar("")).buffers()[2]


@dataclass
class _Finder:
    """Finds the lines of each block that are no record and blanks them.

    A line inside a quoted cell is left alone: it is told by the parity of the quotes before it, which are only counted
    when such a line turns up (`counted` is the byte offset up to which they are). `suspect` matches the lines that are
    worth a look.
    """

    table: TextTable
    tally: Tally
    counted: int
    quotes: int = 0
    dropped: int = 0
    inside: list[int] = field(default_factory=list)
    _before: Any = None

    def __post_init__(self) -> None:
        self._splitter = CellSplitter(self.table.delimiter)
        skipped = "".join(BLANKS) + self.table.delimiter + '"'
        words = "|".join(map(re.escape, self.table.body.triggers))
        self.suspect = rf"^[{re.escape(skipped)}]*(?:$|#|{words})"
        self._blank = DROPPED.decode() + self.table.delimiter * (self.table.body.width - 1)

    def drop(self, block: _Block, number: int, start: int) -> Any:
        """The lines of the block with those blanked that are no record.

        Args:
            block: The lines.
            number: Line number of the first.
            start: Byte offset of the block.
        """
        lines = block.lines
        is_dropped = [False] * len(lines)
        self._before = None
        for at in block.suspects:
            row = next(self._splitter.records([lines[at].as_py()], number + at))
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
            is_dropped[at] = True
        return pc.if_else(pa.array(is_dropped), self._blank, lines) if any(is_dropped) else lines

    def _is_inside_quotes(self, lines: Any, at: int, start: int) -> bool:
        if self.counted < start:
            with self.table.text.open("rb") as file:
                file.seek(self.counted)
                while self.counted < start:
                    chunk = file.read(min(_BLOCK, start - self.counted))
                    self.quotes += chunk.count(b'"')
                    self.counted += len(chunk)
        if self._before is None:  # counted once a block: a file may be full of such lines
            self._before = pc.cumulative_sum(pc.count_substring(lines, '"'))
        before = self._before[at - 1].as_py() if at else 0
        return bool((self.quotes + before) % 2)
