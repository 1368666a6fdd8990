"""In: the lines of a page. Out: which of them are the heading, in one row or several, and the headings joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sellthrough.read.page.furniture import adds_no_name, has_page_number, is_numbering
from sellthrough.read.page.lines import Line, are_years, is_year_like
from sellthrough.read.page.slips import has_slipped
from sellthrough.read.values import shape_of

_MAX_GAP = 4
_MAX_ABOVE = 12  # lines between a key with its value and the first record
_MOSTLY = 0.6
_KEY_END = (":", "=")
_ORDINAL = re.compile(r"\(?\d{1,2}[^\w]*\w?\w?")


@dataclass(frozen=True)
class Heading:
    """Where the heading is.

    Attributes:
        rows: Positions of its rows, top to bottom; empty when the table has none.
        body_at: Position of the first line below that belongs to the table.
    """

    rows: tuple[int, ...]
    body_at: int


class Columns:
    """What the columns of a page hold, to tell a line of data from a line of names.

    Args:
        lines: All of the page.
        typed: Columns with numbers or dates, from `typed_columns`.
    """

    def __init__(self, lines: Sequence[Line], typed: frozenset[int]) -> None:
        self.typed = typed
        self.periods = frozenset(column for column in typed if _holds_periods(lines, column))

    def is_data(self, line: Line) -> bool:
        """True when the line's cells are what its columns hold: numbers, dates or marks for none."""
        cells = [column for column in line.cells if column in self.typed]
        good = [column for column in cells if column in line.typed or column in line.missing]
        if len(good) * 2 <= len(cells) or not good:
            return False
        if not any(column in line.typed for column in good):
            return len(good) > 1 or len(line.cells) > 1
        return not self.heads_columns(line)

    def heads_columns(self, line: Line) -> bool:
        """True when the line's numbers say what stands below: periods, one unit for all, the columns counted."""
        return self.names_periods(line) or _is_unit_row(line) or is_numbering(line)

    def names_periods(self, line: Line) -> bool:
        """True when all the numbers of the line are years or dates, and its columns hold something else."""
        typed = [column for column in line.cells if column in line.typed]
        if not typed or not all(column in self.typed for column in typed) or self.periods.issuperset(typed):
            return False
        return are_years([line.cells[column] for column in typed]) or not any(c in line.figures for c in typed)


def _is_unit_row(line: Line) -> bool:
    """True for a row that says what one number stands for: "(1,000)" in every column."""
    texts = [text for column, text in line.cells.items() if column]
    return len(texts) > 1 and len(set(texts)) == 1 and texts[0][0] == "(" and texts[0][-1] == ")"


def _holds_periods(lines: Sequence[Line], column: int) -> bool:
    typed = [line for line in lines if column in line.typed]
    return sum(column not in line.figures or is_year_like(line.cells[column]) for line in typed) * 2 > len(typed)


def find_heading(lines: Sequence[Line], columns: Columns) -> Heading | None:
    """Find the heading above the first line of data; None when no line is data.

    Args:
        lines: Of the page, or of the part of it that one table takes.
        columns: Of the page.
    """
    first = _first_data(lines, columns)
    if first is None:
        return None
    above = [at for at in range(first) if not lines[at].is_blank]
    key = shape_of(lines[first].cells.get(0, ""))
    if "9" in key and 0 not in columns.typed:  # a record whose cells have slipped is still keyed like the others
        first = next((at for at in above if 0 in lines[at].cells and shape_of(lines[at].cells[0]) == key), first)
        above = [at for at in above if at < first]
    while len(above) > 1 and not lines[above[-2]].is_lone and _is_slipped(lines[above[-1]], columns):
        first = above.pop()
    last = next((at for at in reversed(above) if not lines[at].is_lone), None)
    if last is None:
        return Heading((), above[-1] + 1 if above else first)
    rows = _rows_up_from(lines, above, last)
    body_at = _first_below(lines, above, rows)
    return Heading(tuple(sorted(rows)), body_at)


def _first_data(lines: Sequence[Line], columns: Columns) -> int | None:
    """The first line of data; keys with values (From, a date), or a few cells, above the heading are none."""
    data = [at for at, line in enumerate(lines) if columns.is_data(line)]
    if not data:
        return None
    first = data[0]
    for at in data[1:]:
        above = lines[first]
        heads = [line for line in lines[first + 1 : at] if not line.typed and len(line.cells) > len(above.cells)]
        is_short = bool(heads) and len(above.cells) * 2 <= len(heads[-1].cells)
        if at - first > _MAX_ABOVE or not (_is_key_with_value(above) or is_short):
            break
        if heads and len(heads[-1].cells) >= len(lines[at].cells) * _MOSTLY:
            return at
        first = at if not heads and _is_key_with_value(lines[at]) else first
    return data[0]


def _is_key_with_value(line: Line) -> bool:
    """True when texts and values take turns, a text first."""
    columns = list(line.cells)
    return len(columns) % 2 == 0 and all((c in line.typed) == bool(place % 2) for place, c in enumerate(columns))


def _is_slipped(line: Line, columns: Columns) -> bool:
    return not columns.heads_columns(line) and has_slipped(line, columns.typed)


def _rows_up_from(lines: Sequence[Line], above: list[int], last: int) -> list[int]:
    rows, named = [last], set(lines[last].cells)
    candidates = [at for at in above if at < last]
    while candidates:
        at = candidates.pop()
        if rows[-1] - at > _MAX_GAP or not _is_heading_row(lines, at, rows[-1], named):
            break
        rows.append(at)
        named |= set(lines[at].cells)
    return rows


def _is_heading_row(lines: Sequence[Line], at: int, below: int, named: set[int]) -> bool:
    line = lines[at]
    first = line.cells.get(0, "")
    if line.is_lone:
        is_apart = at > 0 and (lines[at - 1].is_blank or not lines[at - 1].is_lone)
        return 0 not in named and at == below - 1 and is_apart and any(not other.is_blank for other in lines[:at])
    if has_page_number(line):
        return False
    if first.endswith(_KEY_END) or (_ORDINAL.fullmatch(first) and len(line.cells) == 2):
        return False
    typed = [column for column in line.typed if not is_year_like(line.cells[column])]
    if len(typed) * 2 >= len(line.cells) or (typed and len(line.cells) * 2 <= len(named)):
        return False
    is_pair = len(line.cells) == 2 and max(line.cells) <= 2 and 0 in line.cells and 0 in named and len(named) > 2
    return not (is_pair and (typed or max(line.cells) == 1))


def _first_below(lines: Sequence[Line], above: list[int], rows: list[int]) -> int:
    """First line below the heading; a lone line that names the first column, which had no name, joins the heading."""
    last = max(rows)
    below = [at for at in above if at > last]
    is_named = any(0 in lines[at].cells for at in rows)
    if below and below[0] == last + 1 and not is_named and lines[last + 2].is_blank:
        rows.append(below[0])
        last = below[0]
    return last + 1


def joined_headings(rows: Sequence[Line]) -> tuple[str, ...]:
    """One heading for each column: its texts from top to bottom, a heading over several columns repeated for each.

    Args:
        rows: Of the heading, top to bottom; one that only numbers the columns or says their types adds no name.
    """
    rows = [row for row in rows if not adds_no_name(row, rows)]
    width = max((max(row.cells) + 1 for row in rows if row.cells), default=0)
    parts: list[list[str]] = [[] for _ in range(width)]
    for place, row in enumerate(rows):
        below = set[int]().union(*(other.cells for other in rows[place + 1 :]))
        spans = len(row.cells) > 1 or 0 not in row.cells
        text = ""
        for column in range(width):
            if column in row.cells:
                text = row.cells[column] if spans and (column or 0 in below) else ""
                parts[column].append(row.cells[column])
            elif column not in below:
                text = ""
            elif text:
                parts[column].append(text)
    return tuple(" ".join(part) for part in parts)
