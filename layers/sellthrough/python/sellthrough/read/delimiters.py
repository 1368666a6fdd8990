"""In: the first lines of a text. Out: its separator, with the question to ask when that is not certain."""

import math
from collections import Counter
from collections.abc import Sequence

from sellthrough.model.workspace import Layout
from sellthrough.read.cells import CellSplitter, Record, first_records
from sellthrough.read.opening import agreement_fit
from sellthrough.read.values import is_blank, is_typed

CANDIDATES = (",", ";", "\t", "|", "^", "~", "\x1f", ":")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", ":": "colon", "^": "caret", "~": "tilde"}
_ROWS = 120
_CELLS = 12_000
# A separator wins when the runner-up scores less than this share of it.
_CLEAR = 0.93


def find_delimiter(lines: Sequence[str], layout: Layout) -> tuple[str, str]:
    """The separator of the text that fits best ("" when none does), and the question to ask, "" when it is certain.

    Each candidate is tried on the same lines and scored: do the rows have the same number of cells, are there many of
    them, and are the cells free of the other candidates? The agreement's own headings outweigh all of that.

    Args:
        lines: The first physical lines, with their line ends.
        layout: The agreement's layout.
    """
    if layout.delimiter:
        return layout.delimiter, ""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip("\r\n")) == 5:
        return lines[0][4], ""
    present = [mark for mark in CANDIDATES if any(mark in line for line in lines)]
    scores = sorted(((_score(lines, mark, layout), mark) for mark in present), reverse=True)
    scores = [(score, mark) for score, mark in scores if score > 0]
    if not scores:
        return "", "No separator divides the lines of the file. Which character separates the cells?"
    best, mark = scores[0]
    if len(scores) > 1 and scores[1][0] >= best * _CLEAR:
        first, second = (_NAMES.get(other, repr(other)) for _, other in scores[:2])
        return mark, f"Which character separates the cells: {first} or {second}? Both fit the file."
    return mark, ""


def _score(lines: Sequence[str], mark: str, layout: Layout) -> float:
    records = first_records(CellSplitter(mark).records(lines), _ROWS, _CELLS)
    rows = [record for record in records if any(not is_blank(cell) for cell in record.cells)]
    widths = Counter(len(record.cells) for record in rows if len(record.cells) > 1)
    if not widths:
        return 0.0
    width = max(widths, key=lambda count: (widths[count], count))
    alike = widths[width] / widths.total()
    split = math.sqrt(widths.total() / len(rows))
    many = 1 - 0.5 / width
    agreed = max(agreement_fit(record.cells, layout) for record in rows)
    return alike * split * many * _cleanness(rows, mark) + 2 * agreed


def _cleanness(rows: Sequence[Record], mark: str) -> float:
    """Share of cells that hold none of the other candidates, numbers and dates apart ("1,5", "10:20")."""
    others = [other for other in CANDIDATES if other != mark]
    cells = [cell for row in rows for cell in row.cells if cell]
    unclean = sum(any(other in cell for other in others) and not is_typed(cell) for cell in cells)
    return 1 - unclean / len(cells) if cells else 0.0
