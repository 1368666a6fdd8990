"""In: a run of rows of a sheet, as columns of text. Out: the columns as Arrow lays them out, and the rows again.

A block goes from process to process, and into Arrow, without a Python object for each of its cells.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from struct import Struct

from sellthrough.read.cells import Record

JOINT = " "
_BLANK = [""]
_ENDS = Struct("=2i")


@dataclass(frozen=True)
class TextColumn:
    """The cells of one column.

    Attributes:
        ends: 32-bit numbers, one more than there are cells: where each cell starts in `text`, and where the last ends.
        text: All cells one after the other, in UTF-8.
    """

    ends: bytes
    text: bytes

    @classmethod
    def of(cls, cells: Sequence[str]) -> "TextColumn":
        """The column with these cells."""
        joined = "".join(cells)
        text = joined.encode(errors="replace")  # half a pair of surrogates is no character
        is_plain = len(text) == len(joined)
        lengths = map(len, cells) if is_plain else (len(cell.encode(errors="replace")) for cell in cells)
        return cls(array("i", list(accumulate(lengths, initial=0))).tobytes(), text)

    def cell(self, at: int) -> str:
        """One cell (from 0)."""
        start, end = _ENDS.unpack_from(self.ends, at * 4)
        return self.text[start:end].decode()

    @cached_property
    def cells(self) -> list[str]:
        """The cells as texts."""
        ends = array("i", self.ends)
        if self.text.isascii():
            text = self.text.decode()
            return [text[start:end] for start, end in pairwise(ends)]
        return [self.text[start:end].decode() for start, end in pairwise(ends)]


@dataclass(frozen=True)
class Block:
    """Rows of a sheet that follow each other.

    Attributes:
        numbers: 64-bit numbers: those of the rows, each higher than the one before it.
        columns: From column A on.
        start: So many rows at the beginning do not count.
    """

    numbers: bytes
    columns: tuple[TextColumn, ...]
    start: int = 0

    @cached_property
    def lines(self) -> Sequence[int]:
        """The numbers of its rows."""
        return array("q", self.numbers)[self.start :]

    def __len__(self) -> int:
        """How many rows it holds."""
        return len(self.numbers) // 8 - self.start

    def is_seamless(self, after: int) -> bool:
        """True when its rows follow row `after` and each other without a gap."""
        return self.lines[0] == after + 1 and self.lines[-1] == after + len(self)

    def from_line(self, line: int) -> "Block":
        """The rows from that number on."""
        passed = sum(number < line for number in self.lines)
        return Block(self.numbers, self.columns, self.start + passed)

    def texts(self, column: int) -> list[str]:
        """The cells of a column (from 0); all blank beyond the last one."""
        return self.columns[column].cells[self.start :] if column < len(self.columns) else _BLANK * len(self)

    def row(self, at: int) -> list[str]:
        """The cells of a row (from 0), without the blank ones at its end."""
        return _trimmed([column.cell(self.start + at) for column in self.columns])

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Number and cells of each row, without the blank ones at its end."""
        columns = [self.texts(at) for at in range(len(self.columns))]
        return zip(self.lines, map(_trimmed, map(list, zip(*columns, strict=True))), strict=True)


def records_of(blocks: Iterator[Block], after: int = 0) -> Iterator[Record]:
    """All rows after row `after` to the last filled one, the blank ones between them too."""
    for block in blocks:
        for number, cells in block.rows():
            for blank in range(after + 1, number):
                yield Record(blank, 1, _BLANK, "")
            after = max(after, number)
            yield Record(number, 1, cells or _BLANK, JOINT.join(filter(None, cells)))


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
