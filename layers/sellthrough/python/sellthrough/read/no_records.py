"""In: blocks of lines of a text. Out: which lines are no record, counted, and the lines that are left."""

import re
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sellthrough.read.body import Tally, TextTable
from sellthrough.read.cells import CellSplitter
from sellthrough.read.text_blocks import Irregular, TextBlock
from sellthrough.read.values import BLANKS

_CHUNK = 8 << 20
_MAX_DROPPED = 20_000


@dataclass
class Finder:
    """Finds the lines of each block that are no record and takes them out.

    A line inside a quoted cell is left alone: it is told by the parity of the quotes before it, which are only counted
    when such a line turns up (`counted` is the byte offset up to which they are). `suspect` matches the lines that are
    worth a look.

    Attributes:
        inside: Lines that would be no record, were they not inside a quoted cell as the quotes before them tell.
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

    def records_of(self, block: TextBlock, number: int, start: int) -> Any:
        """Which lines of the block are part of records, as an Arrow array of booleans; None when all are.

        Args:
            block: The lines.
            number: Line number of the first.
            start: Byte offset of the block.

        Raises:
            Irregular: Too many lines that are no record, or one of them opens a quote.
        """
        is_record = [True] * len(block.lines)
        self._before = None
        for at in block.suspects:
            row = next(self._splitter.records([block.lines[at].as_py()], number + at))
            kind = self.table.body.kind_of(row.cells)
            if kind is None:
                continue
            if self.dropped + len(self.inside) >= _MAX_DROPPED:
                raise Irregular("too many lines that are no record")
            if self._is_inside_quotes(block.lines, at, start):
                self.inside.append(number + at)
                continue
            if row.raw.count('"') & 1:
                raise Irregular("a line that is no record opens a quote")
            self.tally.add(row, kind)
            self.dropped += 1
            is_record[at] = False
        return None if all(is_record) else pa.array(is_record)

    def _is_inside_quotes(self, lines: Any, at: int, start: int) -> bool:
        if self.counted < start:
            with self.table.text.open("rb") as file:
                file.seek(self.counted)
                while self.counted < start:
                    chunk = file.read(min(_CHUNK, start - self.counted))
                    self.quotes += chunk.count(b'"')
                    self.counted += len(chunk)
        if self._before is None:  # counted once a block: a file may be full of such lines
            self._before = pc.cumulative_sum(pc.count_substring(lines, '"'))
        before = self._before[at - 1].as_py() if at else 0
        return bool((self.quotes + before) % 2)
