"""In: UTF-8 text below the heading. Out: its lines in blocks of whole records, with their cells as Arrow splits them.

Arrow takes a quote for one wherever a cell starts with it, and goes on after it is closed; the exact path looks closer.
So lines whose quotes are not by the book are named (`Block.odd`), and the block is only read here when nothing about it
could be read in another way. Threads work ahead: Arrow needs no Python meanwhile.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from sellthrough.read.encodings import UTF8_BOM

# Lower than cells.MAX_QUOTED and limits.line_bytes: what is read here, the exact path reads the same.
MAX_RECORD = 2 << 20
BLOCK_BYTES = 8 << 20
_AHEAD = 3
_NONE = b"\x01"  # separates nothing: a block that has it is not read here


class Irregular(Exception):
    """The text is one that the fast path cannot be sure to read exactly."""


@dataclass(frozen=True)
class Pattern:
    """How a table's cells are divided, and which of its lines are worth a look.

    Attributes:
        delimiter: One ASCII character.
        suspect: Matches lines that may be no record.
    """

    delimiter: str
    width: int
    suspect: str

    @cached_property
    def odd(self) -> str:
        """Matches lines with a quote beside which neither a separator nor another quote stands, or spaces before it."""
        d = f"\\x{{{ord(self.delimiter):x}}}"
        return f'[^{d}"]"(?:"")*[^{d}"]|(?:^|{d})(?:"")+[^{d}"]|(?:^|{d}) +"'

    @cached_property
    def padded(self) -> str:
        """Matches lines with spaces before a quote that opens a cell."""
        return f'(?:^|\\x{{{ord(self.delimiter):x}}}) +"'

    @cached_property
    def opens(self) -> str:
        """Matches lines with a cell that starts with a quote."""
        return f'(?:^|\\x{{{ord(self.delimiter):x}}})"'

    @cached_property
    def closes_badly(self) -> str:
        """Matches lines that start within a quoted cell, which goes on after its end as if it had none."""
        return f'^(?:[^"]|"")*"[^\\x{{{ord(self.delimiter):x}}}"]'


@dataclass(frozen=True)
class TextBlock:
    """Whole lines.

    Attributes:
        size: Bytes in the text.
        lines: Without their line ends, as an Arrow array of strings.
        suspects: Places of those that may be no record.
        odd: Places of those whose quotes are not by the book.
        columns: The cells, when there are no suspects.
    """

    size: int
    lines: Any
    suspects: list[int]
    odd: list[int]
    columns: Any


def blocks_of(file: BinaryIO, left: int, pattern: Pattern, block_bytes: int) -> Iterator[TextBlock]:
    """The next `left` bytes of a file in blocks of about that size; three are made while the caller works on one.

    Raises:
        Irregular: Lone carriage returns, control characters, spaces before a quote, or rows of another width.
    """
    with ThreadPoolExecutor(max_workers=_AHEAD) as threads:
        waiting: deque[Future[TextBlock]] = deque()
        while left > 0 or waiting:
            while left > 0 and len(waiting) <= _AHEAD:
                content = _read_block(file, left, block_bytes)
                left -= len(content)
                waiting.append(threads.submit(_split, content, pattern))
            yield waiting.popleft().result()


def columns_of(content: Any, pattern: Pattern) -> Any:
    """The cells of a text as an Arrow table, empty ones null.

    Raises:
        Irregular: Rows of another width, a quote that is not closed, or no UTF-8.
    """
    names = [f"c{at}" for at in range(1, pattern.width + 1)]
    try:
        return csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=False, block_size=len(content) + 1, column_names=names),
            csv.ParseOptions(delimiter=pattern.delimiter, newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        ).combine_chunks()
    except pa.ArrowInvalid as error:
        raise Irregular(str(error)) from error


def _read_block(file: BinaryIO, left: int, block_bytes: int) -> bytes:
    """Whole lines; after an odd number of quotes a cell is open, as a rule: the lines up to its end belong to it."""
    block = file.read(min(block_bytes, left))
    if len(block) == left:
        return block
    block += file.readline()
    if block.count(b'"') % 2:
        at, more, allowed = file.tell(), list[bytes](), min(MAX_RECORD, left - len(block))
        while allowed > 0:
            more.append(file.readline())
            allowed -= len(more[-1])
            if more[-1].count(b'"') % 2:
                return block + b"".join(more)
        file.seek(at)
    return block


def _split(content: bytes, pattern: Pattern) -> TextBlock:
    size = len(content)
    if _NONE in content or b"\0" in content or content.startswith(UTF8_BOM):
        raise Irregular("control characters")
    if b"\r" in content:
        if content.count(b"\r") != content.count(b"\r\n"):
            raise Irregular("lone carriage returns")
        content = content.replace(b"\r\n", b"\n")
    try:
        lines = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=False, block_size=len(content) + 1, column_names=["line"]),
            csv.ParseOptions(delimiter=_NONE.decode(), quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types={"line": pa.string()}, strings_can_be_null=False),
        )["line"].combine_chunks()
    except pa.ArrowInvalid as error:
        raise Irregular(str(error)) from error
    suspects = pc.indices_nonzero(pc.match_substring_regex(lines, pattern.suspect, ignore_case=True)).to_pylist()
    odd = _odd(lines, pattern) if b'"' in content else []
    return TextBlock(size, lines, suspects, odd, None if suspects else columns_of(content, pattern))


def _odd(lines: Any, pattern: Pattern) -> list[int]:
    places = pc.indices_nonzero(pc.match_substring_regex(lines, pattern.odd))
    if not len(places):
        return []
    found = lines.take(places)
    if pc.any(pc.match_substring_regex(found, pattern.padded)).as_py():
        raise Irregular("spaces before a quote")
    # Where no cell starts with a quote all of them are text, to everyone.
    odd: list[int] = places.filter(pc.match_substring_regex(found, pattern.opens)).to_pylist()
    return odd
