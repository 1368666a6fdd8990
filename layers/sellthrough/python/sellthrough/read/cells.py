"""In: the physical lines of a text. Out: its records as cells, each with the line it starts on; nothing is dropped.

The rules (docs/formats.md#cells): a cell that starts with a quote, spaces apart, and is properly quoted may hold
separators and line breaks. A quote that is not properly closed is text like any other, so that one stray quote never
swallows the lines after it. Line breaks inside a cell become "\\n".
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# A quoted cell over more than this is taken for a stray quote. The DuckDB path's own bound is lower, on purpose:
# whatever it reads this reads the same.
MAX_QUOTED = 4 << 20
# No table has so many columns: what a line holds beyond them stays together as its last cell.
MAX_CELLS = 10_000
# NUL never stands in a record (see `_bare`), so it separates nothing.
_NONE = "\0"
_BODY = re.compile(r'[^"]*+(?:""[^"]*+)*+')


class Record(NamedTuple):
    """One record: `line` is its first physical line (from 1), `span` how many it covers, `raw` the first of them."""

    line: int
    span: int
    cells: list[str]
    raw: str

    @property
    def chars(self) -> int:
        """About how many characters the record holds."""
        return len(self.raw) if self.span == 1 else sum(map(len, self.cells))


class CellSplitter:
    """Splits lines at one separator.

    Args:
        delimiter: One character; "" makes one cell of each record.
    """

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter or _NONE
        sep = re.escape(self.delimiter)
        self._spaced = re.compile(rf'(?:\A|{sep}) +"')
        self._quoted = re.compile(rf' *+"([^"]*+(?:""[^"]*+)*+)" *+(?:{sep}|\Z)')
        self._opens = re.compile(r' *+"')
        self._closes = re.compile(rf'" *+(?:{sep}|\Z)')
        self._lenient = re.compile(rf' *+"(.*?)" *+(?:{sep}|\Z)', re.S)

    def records(self, lines: Iterable[str], first_line: int = 1) -> Iterator[Record]:
        """The records of `lines`, which keep their line ends; `first_line` is the number of the first of them."""
        source, ahead, number = iter(lines), deque[str](), first_line
        while True:
            text = ahead.popleft() if ahead else next(source, None)
            if text is None:
                return
            raw = _bare(text)
            if '"' not in raw:
                yield Record(number, 1, raw.split(self.delimiter, MAX_CELLS), raw)
                number += 1
                continue
            cells, span = self._regular(raw), 1
            if cells is None:
                cells, span = self._split(raw, source, ahead)
            yield Record(number, span, cells, raw)
            number += span

    def _regular(self, text: str) -> list[str] | None:
        """Cells of one line that is quoted by the book, read by the csv module; None when it is not."""
        if ' "' in text and self._spaced.search(text):
            return None  # to the csv module spaces before a quote make it text
        if text.count(self.delimiter) > MAX_CELLS:
            return None
        try:
            return next(csv.reader((text,), delimiter=self.delimiter, strict=True))
        except csv.Error:
            return None

    def _split(self, text: str, source: Iterator[str], ahead: "deque[str]") -> tuple[list[str], int]:
        """Cells of the record that starts with `text`, and how many lines it took."""
        cells: list[str] = []
        at, span, end = 0, 1, len(text)
        may_close = True
        while len(cells) < MAX_CELLS:
            match = self._quoted.match(text, at)
            if match:
                cells.append(match[1].replace('""', '"'))
            elif self._opens.match(text, at):
                longer = self._continued(text, at, source, ahead)
                if longer:
                    text, taken = longer
                    span, end, may_close = span + taken, len(text), True
                    continue
                match = self._lenient.match(text, at) if may_close else None
                may_close = match is not None
                if match:
                    cells.append(match[1])
            if match is None:
                stop = text.find(self.delimiter, at)
                cells.append(text[at:] if stop < 0 else text[at:stop])
                if stop < 0:
                    return cells, span
                at = stop + 1
            else:
                at = match.end()
                if at == end and not match[0].endswith(self.delimiter):
                    return cells, span
        return [*cells, text[at:]], span

    def _continued(self, text: str, at: int, source: Iterator[str], ahead: "deque[str]") -> tuple[str, int] | None:
        """`text` with the lines that its open cell at `at` runs over, when that cell is properly closed later."""
        opening = self._opens.match(text, at)
        body = _BODY.match(text, opening.end()) if opening else None
        if body is None or body.end() < len(text):
            return None
        size, taken, closed = 0, [], False
        while size <= MAX_QUOTED and not closed:
            line = ahead.popleft() if ahead else next(source, None)
            if line is None:
                break
            taken.append(line)
            size += len(line)
            bare = _bare(line)
            body = _BODY.match(bare)
            if body and body.end() < len(bare):
                closed = self._closes.match(bare, body.end()) is not None
                if not closed:
                    break
        if closed:
            return "\n".join([text, *(_bare(line) for line in taken)]), len(taken)
        ahead.extendleft(reversed(taken))
        return None


def first_records(records: Iterable[Record], rows: int, cells: int) -> list[Record]:
    """The first so many records, fewer when they hold more cells than that together (but always one)."""
    found: list[Record] = []
    for record in records:
        found.append(record)
        cells -= len(record.cells)
        if len(found) >= rows or cells <= 0:
            break
    return found


def _bare(line: str) -> str:
    """The line without its line end; NUL, which no table can hold, shows as U+FFFD."""
    if line.endswith("\n"):
        line = line[:-2] if line.endswith("\r\n") else line[:-1]
    elif line.endswith("\r"):
        line = line[:-1]
    return line.replace("\0", "�") if "\0" in line else line
