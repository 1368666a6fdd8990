"""In: the physical lines of a text. Out: its records as cells, each with the line it starts on; nothing is dropped.

The rules (docs/formats.md#cells): a cell that starts with a quote, spaces apart, and is properly quoted may hold
separators and line breaks. A quote that is not properly closed is text like any other, so that one stray quote never
swallows the lines after it. Line breaks inside a cell become "\\n".
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

# A quoted cell over more than this is taken for a stray quote. The DuckDB path's own bound is lower, on purpose:
# whatever it reads this reads the same.
MAX_QUOTED = 4 << 20
# No table has so many columns: what a line holds beyond them stays together as its last cell.
MAX_CELLS = 10_000
# NUL never stands in a record (see `_bare`), so it separates nothing.
_NONE = "\0"


@dataclass(frozen=True)
class Dialect:
    """How delimited text is written.

    Attributes:
        delimiter: One character or more, " " for runs of spaces; "" when nothing separates.
        quotechar: What a cell may be wrapped in; "" when nothing is.
        escapechar: What takes a quote's meaning away: the quote itself (doubling), a backslash or NUL; "" without
            quotes.
        is_run: True when a run of the delimiter counts as one, and none at the ends of a line.
        is_padded: True when a space follows every delimiter; it belongs to no cell.
    """

    delimiter: str = ""
    quotechar: str = ""
    escapechar: str = ""
    is_run: bool = False
    is_padded: bool = False


NO_DIALECT = Dialect()


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
    """Splits lines into cells by one dialect.

    Args:
        delimiter: One character or more; "" makes one cell of each record.
        quote: What cells may be wrapped in.
        escape: What takes a quote's meaning away within a quoted cell (a doubled quote always does).
        is_run: A run of the delimiter (spaces) counts as one; those at the ends of a line count for nothing.
        is_padded: Spaces after a delimiter belong to no cell.
    """

    def __init__(
        self, delimiter: str, quote: str = '"', escape: str = '"', is_run: bool = False, is_padded: bool = False
    ) -> None:
        self.delimiter = delimiter or _NONE
        self._quote, self._is_run, self._is_padded = quote, is_run, is_padded
        # NUL shows as U+FFFD once a line is bare.
        self._escape = "" if escape == quote else escape.replace("\0", "\ufffd")
        sep, mark = re.escape(self.delimiter), re.escape(quote)
        sep = f"(?:{sep}) *+" if is_run or is_padded else sep
        pad = "" if self.delimiter.startswith(" ") else " *+"
        body = rf"[^{mark}]*+(?:{mark}{mark}[^{mark}]*+)*+"
        if self._escape:
            skip = re.escape(self._escape)
            body = rf"[^{mark}{skip}]*+(?:(?:{skip}(?:.|\Z)|{mark}{mark})[^{mark}{skip}]*+)*+"
        self._separator = re.compile(sep)
        self._spaced = re.compile(rf"(?:\A|{sep}) +{mark}")
        self._body = re.compile(body, re.S)
        self._quoted = re.compile(rf"{pad}{mark}({body}){mark}{pad}(?:({sep})|\Z)", re.S)
        self._opens = re.compile(rf"{pad}{mark}")
        self._closes = re.compile(rf"{mark}{pad}(?:{sep}|\Z)")
        self._lenient = re.compile(rf"{pad}{mark}(.*?){mark}{pad}(?:({sep})|\Z)", re.S)
        skip = re.escape(self._escape)
        self._escaped = re.compile(rf"{skip}([{mark}{skip}])") if skip else None
        self._is_by_the_book = (
            len(self.delimiter) == 1 and not (is_run or is_padded or self._escape) and self.delimiter != _NONE
        )

    @classmethod
    def of(cls, dialect: Dialect) -> "CellSplitter":
        """The splitter for a dialect."""
        return cls(
            dialect.delimiter, dialect.quotechar or '"', dialect.escapechar or '"', dialect.is_run, dialect.is_padded
        )

    def records(self, lines: Iterable[str], first_line: int = 1) -> Iterator[Record]:
        """The records of `lines`, which keep their line ends; `first_line` is the number of the first of them."""
        source, ahead, number = iter(lines), deque[str](), first_line
        quote, escape, is_plain = self._quote, self._escape, not (self._is_run or self._is_padded)
        while True:
            text = ahead.popleft() if ahead else next(source, None)
            if text is None:
                return
            raw = bare_line(text)
            if quote not in raw and not (escape and escape in raw):
                cells = raw.split(self.delimiter, MAX_CELLS) if is_plain else self._plain(raw)
                yield Record(number, 1, cells, raw)
                number += 1
                continue
            regular, span = self._regular(raw) if self._is_by_the_book else None, 1
            if regular is None:
                regular, span = self._split(raw.strip(" ") if self._is_run else raw, source, ahead)
            yield Record(number, span, regular, raw)
            number += span

    def _plain(self, raw: str) -> list[str]:
        """Cells of a line without quotes whose separator takes spaces with it."""
        return self._separator.split(raw.strip(" ") if self._is_run else raw, MAX_CELLS)

    def _regular(self, text: str) -> list[str] | None:
        """Cells of one line that is quoted by the book, read by the csv module; None when it is not."""
        quote = self._quote
        if self.delimiter != " " and f" {quote}" in text and self._spaced.search(text):
            return None  # to the csv module spaces before a quote make it text
        if text.count(self.delimiter) > MAX_CELLS:
            return None
        try:
            return next(csv.reader((text,), delimiter=self.delimiter, quotechar=quote, strict=True))
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
                cells.append(self._unquoted(match[1]))
            elif self._opens.match(text, at):
                longer = self._continued(text, at, source, ahead)
                if longer:
                    text, taken = longer
                    span, end, may_close = span + taken, len(text), True
                    continue
                match = self._lenient.match(text, at) if may_close else None
                may_close = match is not None
                if match:
                    cells.append(self._unescaped(match[1]))
            if match is None:
                stop, after = self._unquoted_end(text, at)
                cells.append(text[at:stop])
                if after < 0:
                    return cells, span
                at = after
            else:
                at = match.end()
                if at == end and not match[2]:
                    return cells, span
        return [*cells, text[at:]], span

    def _unquoted(self, body: str) -> str:
        return self._unescaped(body.replace(self._quote * 2, self._quote))

    def _unescaped(self, body: str) -> str:
        return self._escaped.sub(r"\1", body) if self._escaped else body

    def _unquoted_end(self, text: str, at: int) -> tuple[int, int]:
        """Where the unquoted cell at `at` ends, and where the next one starts (-1 when it is the last)."""
        match = self._separator.search(text, at)
        return (match.start(), match.end()) if match else (len(text), -1)

    def _continued(self, text: str, at: int, source: Iterator[str], ahead: "deque[str]") -> tuple[str, int] | None:
        """`text` with the lines that its open cell at `at` runs over, when that cell is properly closed later."""
        opening = self._opens.match(text, at)
        body = self._body.match(text, opening.end()) if opening else None
        if body is None or body.end() < len(text):
            return None
        size, taken, closed = 0, [], False
        while size <= MAX_QUOTED and not closed:
            line = ahead.popleft() if ahead else next(source, None)
            if line is None:
                break
            taken.append(line)
            size += len(line)
            bare = bare_line(line)
            body = self._body.match(bare)
            if body and body.end() < len(bare):
                closed = self._closes.match(bare, body.end()) is not None
                if not closed:
                    break
        if closed:
            return "\n".join([text, *(bare_line(line) for line in taken)]), len(taken)
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


def bare_line(line: str) -> str:
    """The line without its line end; NUL, which no table can hold, shows as U+FFFD."""
    if line.endswith("\n"):
        line = line[:-2] if line.endswith("\r\n") else line[:-1]
    elif line.endswith("\r"):
        line = line[:-1]
    return line.replace("\0", "�") if "\0" in line else line
