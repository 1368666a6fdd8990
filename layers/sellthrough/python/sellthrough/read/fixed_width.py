"""In: lines whose cells stand below each other. Out: where the columns start, and the lines cut there.

Columns are found by their gutters: positions that are blank on every line that has the look of a table row.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from sellthrough.read.cells import Record, bare_line
from sellthrough.read.values import BLANKS, is_typed

_LINES = 400
_LINE_CHARS = 2_000
_MIN_ROWS = 3
# With fewer rows a single blank column may be chance.
_ROWS_FOR_NARROW = 8
_GAP = re.compile(r" {2,}")
_RULE = re.compile(r"[-=_+| ]+")
_RULER = re.compile(r" *(?:-+|=+)(?: +(?:-+|=+))+ *")
_TORN = 2  # a title, a note


class FixedWidth:
    """Cuts lines at fixed positions.

    Args:
        starts: First position (from 0) of each column, ascending; the last column runs to the end of the line.
        is_agreed: True when the columns are known, so that they may touch.
    """

    def __init__(self, starts: Sequence[int], is_agreed: bool = False) -> None:
        self.starts, self._is_agreed = tuple(starts), is_agreed
        self._spans = [*pairwise(self.starts), (self.starts[-1], None)]

    @classmethod
    def of_widths(cls, widths: Sequence[int]) -> "FixedWidth":
        """The columns of those widths, side by side."""
        return cls(list(accumulate((0, *widths[:-1]))), is_agreed=True)

    def records(self, lines: Iterable[str], first_line: int = 1) -> Iterator[Record]:
        """One record a line, cells without the spaces around them; a line that a cut would tear stays one."""
        for number, line in enumerate(lines, first_line):
            raw = bare_line(line)
            yield Record(number, 1, self._cells(raw), raw)

    def tears(self, raw: str) -> bool:
        """True when a cut would go through a word of the line."""
        return any(raw[at - 1 : at].strip(BLANKS) and raw[at : at + 1].strip(BLANKS) for at in self.starts[1:])

    def _cells(self, raw: str) -> list[str]:
        if _RULE.fullmatch(raw):
            return [""]  # a line drawn under a heading or above a total says nothing
        if not self._is_agreed and self.tears(raw):
            return [raw.strip(BLANKS)]
        return [raw[start:stop].strip(BLANKS) for start, stop in self._spans]


def find_columns(lines: Sequence[str]) -> FixedWidth | None:
    """The columns that the lines stand in, None when there are not at least two.

    Args:
        lines: The first physical lines.
    """
    rows = [bare[:_LINE_CHARS] for line in lines[:_LINES] if (bare := bare_line(line).rstrip(BLANKS)).strip(BLANKS)]
    parts = [0 if _RULE.fullmatch(row) else len(_GAP.split(row.strip(" "))) for row in rows]
    usual = Counter(count for count in parts if count > 1).most_common(1)
    # A title or a note may have a gap too; it has fewer of them than a row of the table.
    rows = [row for row, count in zip(rows, parts, strict=True) if usual and count > 1 and count * 2 > usual[0][0]]
    if len(rows) < _MIN_ROWS or any("\t" in row for row in rows):
        return None
    length = max(map(len, rows))
    blank = [all(row[at : at + 1] in ("", " ") for row in rows) for at in range(length)]
    starts = [at for at in range(length) if not blank[at] and (at == 0 or blank[at - 1])]
    starts = _joined(rows, starts, blank)
    return FixedWidth([0, *starts[1:]]) if len(starts) > 1 else None


def ruled_columns(lines: Sequence[str]) -> FixedWidth | None:
    """The columns that a line of dashes below the headings marks ("------ --- -----"), None when there is none.

    Args:
        lines: The first physical lines.
    """
    rows = [bare_line(line)[:_LINE_CHARS].rstrip(BLANKS) for line in lines[:_LINES]]
    at = next((at for at, row in enumerate(rows) if _RULER.fullmatch(row) and len(row.split()) > 2), None)
    if not at or any("\t" in row for row in rows):
        return None
    starts = [match.start() for match in re.finditer(r"\S+", rows[at])]
    below = [row for row in rows[at + 1 :] if row and not _RULE.fullmatch(row)]
    columns = FixedWidth([0, *starts[1:]])
    torn = sum(map(columns.tears, below))
    return columns if not columns.tears(rows[at - 1]) and torn <= max(_TORN, len(below) * 0.1) < len(below) else None


def _joined(rows: list[str], starts: list[int], blank: list[bool]) -> list[int]:
    """The starts that divide columns: after a gutter of two, or of one beside a column of numbers or dates."""
    kept = starts[:1]
    for at, start in enumerate(starts[1:], 1):
        stop = starts[at + 1] if at + 1 < len(starts) else None
        is_wide = start >= 2 and blank[start - 2]
        is_sure = len(rows) >= _ROWS_FOR_NARROW and (_is_typed(rows, start, stop) or _is_typed(rows, kept[-1], start))
        # A heading of two words over numbers: below one of them stands nothing.
        is_sure = is_sure and _is_filled(rows, start, stop) and _is_filled(rows, kept[-1], start)
        if is_wide or is_sure:
            kept.append(start)
    return kept


def _is_filled(rows: list[str], start: int, stop: int | None) -> bool:
    return any(row[start:stop].strip(BLANKS) for row in rows[1:])


def _is_typed(rows: list[str], start: int, stop: int | None) -> bool:
    cells = [cell for row in rows[1:] if (cell := row[start:stop].strip(BLANKS))]
    return bool(cells) and sum(map(is_typed, cells)) >= 0.9 * len(cells)
