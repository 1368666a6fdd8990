"""In: the records of a page. Out: each as a `Line`, with what its cells look like, and which columns hold numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sellthrough.read.cells import Record
from sellthrough.read.page.figures import Figure, comma_is_decimal, figure_of, is_missing
from sellthrough.read.values import filled_cells, is_typed

# 2004, 2004.0 as a spreadsheet prints it, 2004-05, and with a mark: 2004*, 2004 \\1, 2004r, 20041, 2004%.
_YEAR = re.compile(r"(?:1[89]|20)\d\d(?:\s?[-/–]\s?(?:\d\d|(?:19|20)\d\d))?(?:\.0)?(?:\s?[\\/]\d|\*+|[a-z%])?")
_MARKED_YEAR = re.compile(r"(?:1[89]|20)\d\d\d")
_FOOTNOTE = re.compile(r"\s*\\\d{1,2}|(?<=[^\W\d])\d{1,2}\)?$|\s*\*+$|\.{3,}$")


@dataclass(frozen=True)
class Line:
    """One record of the page.

    Attributes:
        at: Position in the page, from 0.
        cells: The filled cells: column (from 0) to stripped text.
        figures: Those of them that are numbers.
        missing: Columns with a mark for "no number".
        typed: Columns with a number or a date.
    """

    at: int
    record: Record
    cells: dict[int, str]
    figures: dict[int, Figure]
    missing: frozenset[int]
    typed: frozenset[int]

    @property
    def is_blank(self) -> bool:
        """True when no cell is filled."""
        return not self.cells

    @property
    def is_lone(self) -> bool:
        """True when the first cell alone is filled."""
        return len(self.cells) == 1 and 0 in self.cells

    @property
    def hidden(self) -> "Line":
        """The line as a blank one."""
        return Line(self.at, self.record, {}, {}, frozenset(), frozenset())

    @property
    def indent(self) -> int:
        """Spaces before the first cell's text."""
        first = self.record.cells[0] if self.record.cells else ""
        return len(first) - len(first.lstrip())

    @property
    def label(self) -> str:
        """The first filled cell, without its footnote mark."""
        return bare_label(next(iter(self.cells.values()), ""))


def bare_label(text: str) -> str:
    """A label without its footnote mark and the dots that lead to the numbers."""
    return _FOOTNOTE.sub("", text).strip(" :*=.")


def is_year_like(text: str) -> bool:
    """True for a year, also as a spreadsheet prints it (2004.0), a span of two (2004-05), or with a footnote's mark."""
    return _YEAR.fullmatch(text) is not None


def are_years(texts: Sequence[str]) -> bool:
    """True when all are years; with plain ones among them, 20041 is one too: 2004 with the mark of footnote 1."""
    plain = sum(map(is_year_like, texts))
    return plain * 2 > len(texts) and all(is_year_like(text) or _MARKED_YEAR.fullmatch(text) for text in texts)


def lines_of(records: Sequence[Record]) -> list[Line]:
    """Look at every cell of a page."""
    filled = [filled_cells(record.cells) for record in records]
    decimal_comma = comma_is_decimal(text for cells in filled for _, text in cells)
    lines: list[Line] = []
    for at, (record, cells) in enumerate(zip(records, filled, strict=True)):
        figures = {column: figure for column, text in cells if (figure := figure_of(text, decimal_comma))}
        missing = frozenset(column for column, text in cells if column not in figures and is_missing(text))
        typed = frozenset(
            column for column, text in cells if (column in figures and not figures[column].is_marked) or is_typed(text)
        )
        lines.append(Line(at, record, dict(cells), figures, missing, typed))
    return lines


class ColumnTypes:
    """Which columns hold numbers or dates, as far as lines have been added."""

    def __init__(self) -> None:
        self._seen, self._typed = Counter[int](), Counter[int]()

    def add(self, line: Line) -> None:
        """Count one more line."""
        # A lone number is a line that has lost its others; a lone text is a title, a group or a note.
        if len(line.cells) > 1 or line.typed:
            self._seen.update(column for column in line.cells if column not in line.missing)
            self._typed.update(line.typed)

    @property
    def typed(self) -> frozenset[int]:
        """Columns where at least half of what is filled are numbers or dates, marks for "none" apart."""
        return frozenset(column for column, count in self._typed.items() if count * 2 >= self._seen[column])


def typed_columns(lines: Sequence[Line]) -> frozenset[int]:
    """The columns with numbers or dates among these lines, as of `ColumnTypes`."""
    types = ColumnTypes()
    for line in lines:
        types.add(line)
    return types.typed
