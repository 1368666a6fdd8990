"""In: the first lines of a text. Out: its dialect, with the question to ask when that is not certain.

Each candidate is tried on the same lines. What counts, after van den Burg, Nazabal and Sutton, "Wrangling messy CSV
files by detecting row and type patterns" (Data Mining and Knowledge Discovery 33, 2019): do the rows follow few
patterns (here: the same number of cells), and are the cells whole values? A good candidate has both at once.
"""

import re
from collections import Counter
from collections.abc import Sequence

from sellthrough.model.workspace import Layout
from sellthrough.read.cells import MAX_CELLS, Dialect
from sellthrough.read.opening import agreement_fit
from sellthrough.read.shapes import QUOTED, wholeness
from sellthrough.read.values import BLANKS

_NAMES = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", ":": "colon", "^": "caret", "~": "tilde", " ": "space",
}  # fmt: skip
# How readily a separator is believed, everything else being equal.
_PRIORS = {
    ",": 1.0, ";": 1.0, "\t": 1.0, "|": 0.98, "\x1f": 0.98, "\x1e": 0.95, "^": 0.9, "~": 0.9, "§": 0.9, "¦": 0.9,
    "¬": 0.9, "!": 0.7, ":": 0.7, " ": 0.6, "  ": 0.6, "": 1.0,
}  # fmt: skip
_RUN_PRIOR = 0.9
_RUN = re.compile(r"[^\w\s\"'`.()\[\]{}-]{2,3}")
_QUOTES = "\"'`|~^$%*"
_ESCAPES = {"\\": "\\", "\ufffd": "\0"}
_HALF_QUOTED = 0.05
_ROWS = 120
_CELLS = 12_000
_JUDGED = 3_000
_CHARS = 200_000
_UNANIMOUS = 1.15
_OTHER_WIDTH = 0.2
_PAIRED = 0.7
# A separator wins when the runner-up scores less than this share of it.
_CLEAR = 0.93
NO_SEPARATOR = "No separator divides the lines of the file. Which character separates the cells?"


def find_dialect(lines: Sequence[str], layout: Layout) -> tuple[Dialect, str]:
    """The dialect that fits the text best, and the question to ask, "" when it is certain.

    Args:
        lines: The first physical lines, with their line ends.
        layout: The agreement's layout; its separator and its headings outweigh what the lines look like.
    """
    text = _sample(lines)
    if layout.delimiter:
        return _Trials(text, layout).best(layout.delimiter)[1], ""
    if text[:4].lower() == "sep=" and text[5:6] in ("\n", ""):
        return _Trials(text[6:], layout).best(text[4])[1], ""
    trials = _Trials(text, layout)
    found: list[tuple[float, Dialect]] = []
    for mark in _candidates(text):
        found.append(trials.best(mark, max((score for score, _ in found), default=0.0)))
    found.sort(key=lambda trial: -trial[0])
    best, dialect = found[0]
    if not dialect.delimiter:
        return dialect, NO_SEPARATOR
    rivals = [other.delimiter for score, other in found[1:] if score >= best * _CLEAR and other.delimiter]
    if rivals:
        first, second = (_NAMES.get(mark, repr(mark)) for mark in (dialect.delimiter, rivals[0]))
        return dialect, f"Which character separates the cells: {first} or {second}? Both fit the file."
    return dialect, ""


def is_unanimous(lines: Sequence[str], dialect: Dialect) -> bool:
    """True when the dialect divides every line but a few into the same number of cells."""
    text = _sample(lines)
    widths = Counter(
        map(len, _rows(_masked(text, dialect.delimiter, dialect.quotechar, dialect.quotechar)[0], dialect.delimiter))
    )
    return max(widths.values(), default=0) >= 0.8 * widths.total()


def _sample(lines: Sequence[str]) -> str:
    text = "".join(lines)[:_CHARS].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text.removeprefix("\ufeff")


def _candidates(text: str) -> list[str]:
    """The separators worth a try; "" stands for none, for which the text is one column."""
    rows = [line for line in text.split("\n")[:_ROWS] if line.strip(BLANKS)]
    marks = [mark for mark in _PRIORS if mark in text]
    runs = Counter(run for row in rows for run in set(_RUN.findall(row)))
    whole = [run for run, count in runs.most_common(4) if count >= max(2, 0.8 * len(rows))]
    # In "|~|" neither sign separates by itself when it stands nowhere else.
    within = {mark for run in whole if run == run[::-1] for mark in run if mark not in text.replace(run, "")}
    marks = [mark for mark in marks if mark not in within or mark * 2 in whole] + whole
    # Where each line has the doubled one, that is the separator, not the single one with empty cells between.
    doubled = {run[0] for run in runs if len(set(run)) == 1 and _is_doubled(run[0], rows)}
    return [mark for mark in marks if mark not in doubled]


def _is_doubled(mark: str, rows: list[str]) -> bool:
    """True when each line has the mark in pairs, and hardly anywhere alone or in threes."""
    runs = [list(map(len, re.findall(f"{re.escape(mark)}+", row))) for row in rows if mark in row]
    pairs = sum(run == 2 for row in runs for run in row)
    return all(2 in row for row in runs) and pairs >= _PAIRED * sum(map(len, runs))


class _Trials:
    """Tries candidates on one text; the cells are judged once each."""

    def __init__(self, text: str, layout: Layout) -> None:
        self._text, self._layout = text, layout
        self._wholeness: dict[str, float] = {}

    def best(self, delimiter: str, rival: float = 0.0) -> tuple[float, Dialect]:
        """The score of a separator with the quotes and the escape that suit it best; 0 when far below `rival`."""
        found = [self._score(delimiter, '"', rival)]
        found += [self._score(delimiter, quote, rival) for quote in _QUOTES[1:] if self._may_quote(delimiter, quote)]
        return max(found, key=lambda trial: trial[0])

    def _may_quote(self, delimiter: str, quote: str) -> bool:
        if quote in delimiter or self._text.count(quote) < 4:
            return False
        opens = len(re.findall(rf"(?:^|{_separator(delimiter)}) *+{re.escape(quote)}", self._text, re.M))
        masked, contents = _masked(self._text, delimiter, quote, quote)
        return len(contents) >= 2 and opens - len(contents) <= _HALF_QUOTED * opens and QUOTED in masked

    def _score(self, delimiter: str, quote: str, rival: float) -> tuple[float, Dialect]:
        masked, contents = _masked(self._text, delimiter, quote, quote)
        escape = quote
        for mark, name in _ESCAPES.items():
            if mark + quote in self._text:
                other, inside = _masked(self._text, delimiter, quote, mark)
                if other.count(quote) < masked.count(quote):
                    masked, contents, escape = other, inside, name
        rows = _rows(masked, delimiter)
        is_run = delimiter == " " and any("  " in row.strip(" ") for row in masked.split("\n")[:_ROWS])
        is_padded = len(delimiter) == 1 and not delimiter.isspace() and _is_padded(rows)
        dialect = Dialect(delimiter, quote, escape, is_run or delimiter == "  ", is_padded)
        score = _consistency(rows) * _PRIORS.get(delimiter, _RUN_PRIOR) * (1.0 if quote == '"' else 0.99)
        score = score * self._clean(rows) if score >= rival * _CLEAR else 0.0
        if self._layout.columns and delimiter:
            score += 2 * _agreed(rows, contents, self._layout)
        return score, dialect

    def _clean(self, rows: list[list[str]]) -> float:
        known, total, count = self._wholeness, 0.0, 0
        step = 1 + sum(map(len, rows)) // _JUDGED  # spread over all rows
        for row in rows[::step]:
            for cell in row:
                if cell:
                    score = known.get(cell)
                    if score is None:
                        score = known[cell] = wholeness(cell)
                    total += score
                    count += 1
        return total / count if count else 0.0


def _separator(delimiter: str) -> str:
    """The separator as a regular expression."""
    # A run of spaces is tried from its first one only, and whole: from each of them would take time in their square.
    return {" ": "(?<! ) ++", "  ": "(?<! )  ++", "": r"\Z"}.get(delimiter) or re.escape(delimiter)


def _masked(text: str, delimiter: str, quote: str, escape: str) -> tuple[str, list[str]]:
    """The text with each properly quoted cell replaced by one character, and what stood in those cells."""
    mark, sep = re.escape(quote), _separator(delimiter)
    pad = "" if delimiter.startswith(" ") else " *+"
    body = f"[^{mark}]*+(?:{mark}{mark}[^{mark}]*+)*+"
    if escape != quote:
        skip = re.escape(escape)
        body = f"[^{mark}{skip}]*+(?:(?:{skip}.|{mark}{mark})[^{mark}{skip}]*+)*+"
    before = f"(^|{sep})" if delimiter else "(^)"
    contents: list[str] = []

    def taken(match: re.Match[str]) -> str:
        contents.append(match[2])
        return match[1] + QUOTED

    # The separator before a cell is also the one after its neighbour: it is looked at, not taken.
    after = f"(?={sep}|$)" if delimiter else "$"
    return re.sub(f"{before}{pad}{mark}({body}){mark}{pad}{after}", taken, text, flags=re.M | re.S), contents


def _rows(masked: str, delimiter: str) -> list[list[str]]:
    lines = [line for line in masked.split("\n") if line.strip(BLANKS)]
    lines = [line for line in lines if not line.lstrip(BLANKS).startswith("#")] or lines
    rows: list[list[str]] = []
    cells = 0
    splitter = re.compile(_separator(delimiter)) if delimiter in (" ", "  ") else None
    for line in lines[:_ROWS]:
        if splitter:
            row = splitter.split(line.strip(" ") if "  " in masked else line, MAX_CELLS)
        else:
            row = line.split(delimiter, MAX_CELLS) if delimiter else [line]
        rows.append(row)
        cells += len(row)
        if cells > _CELLS:
            break
    return rows


def _is_padded(rows: list[list[str]]) -> bool:
    """True when a space follows every separator."""
    after = [cell for row in rows for cell in row[1:]]
    return (
        len(after) > 2 and all(cell[:1] in (" ", QUOTED) for cell in after) and any(cell[:1] == " " for cell in after)
    )


def _consistency(rows: list[list[str]]) -> float:
    """Do the rows follow one pattern, all of them, and one with many cells? 0 to about 1."""
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    if set(widths) == {1}:
        return 0.5 * _UNANIMOUS
    divided = Counter({width: count for width, count in widths.items() if width > 1})
    width = max(divided, key=lambda count: (divided[count], count))
    # A row of another width counts a little: it is divided, if not alike.
    alike = divided[width] + _OTHER_WIDTH * (divided.total() - divided[width])
    score = alike / len(rows) * (1 - 0.5 / width)
    return score * _UNANIMOUS if len(widths) == 1 else score


def _agreed(rows: list[list[str]], contents: list[str], layout: Layout) -> float:
    """The best share of the agreement's headings in one row."""
    inside = iter(contents)
    best = 0.0
    for row in rows:
        cells = [next(inside, "") if cell == QUOTED else cell for cell in row]
        best = max(best, agreement_fit(cells, layout))
    return best
