"""In: the rows below the heading. Out: which of them are no record and what they are instead, counted.

Both text paths and the sheets ask the same `Body`, so that a line means the same whichever way it is read.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from sellthrough.model.reports import IgnoredKind, IgnoredLine
from sellthrough.model.workspace import Layout
from sellthrough.read.blocks import Block
from sellthrough.read.cells import Record
from sellthrough.read.values import (
    BLANKS,
    GRAND_WORDS,
    RULE_STARTS,
    TOTAL_WORDS,
    filled_cells,
    is_number,
    is_rule,
    is_total,
    normalised,
    says_total,
    total_word,
)

MAX_LISTED = 200
MAX_TEXT = 200
_NOTE_STARTS = (
    "*", "(", "#", "note", "source", "generated", "remark", "end of", "printed", "created", "exported", "last modified",
    "last updated", "page ", "©", "quelle", "hinweis", "anmerkung", "erstellt", "gedruckt", "fuente", "remarque", "注",
    "※", "備考",
)  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+", re.I)
_SENTENCE = re.compile(r"[ 。]")  # several words; Japanese has no spaces between them


class Body:
    """Tells records from other rows.

    Args:
        headings: Of the table; all "" when it has none.
        layout: The agreement's layout.
    """

    def __init__(self, headings: tuple[str, ...], layout: Layout) -> None:
        self.width = len(headings)
        self.layout = layout
        self._heading = [normalised(text) for text in headings]
        self._has_heading = any(self._heading)
        self._named = sum(map(bool, self._heading)) or self.width
        words = [*TOTAL_WORDS, *filter(None, (layout.preamble_prefix, layout.trailer_prefix))]
        words += [text for text in self._heading if text][:1]
        self.triggers = tuple(sorted({*RULE_STARTS, *(trigger for word in words for trigger in _triggers(word))}))
        triggers = "|".join(map(re.escape, self.triggers))
        self._suspect = re.compile(rf"[{re.escape(BLANKS)}]*+(?:\Z|#|{triggers})", re.I)

    def kind_of(self, cells: list[str]) -> IgnoredKind | None:
        """What the row is, None for a record."""
        first = cells[0] if cells else ""
        if self.layout.record_prefix is None and self._suspect.match(first) is None:
            return None
        filled = filled_cells(cells)
        if not filled:
            return "blank"
        return self._by_layout(first.strip(BLANKS)) or self._by_content(cells, filled)

    def are_records(self, block: Block) -> bool:
        """True when every row of the block is a record, whatever follows it, and none has cells beyond the headings."""
        if self.layout.record_prefix is not None or any(column.text for column in block.columns[self.width :]):
            return False
        suspects = (at for at, cell in enumerate(block.texts(0)) if self._suspect.match(cell))
        lone = (at for at, cell in enumerate(block.texts(1)) if not cell.strip(BLANKS))
        return not any(self.kind_of(block.row(at)) for at in suspects) and not any(
            self.may_be_note(block.row(at), True) for at in lone
        )

    def _by_layout(self, word: str) -> IgnoredKind | None:
        layout = self.layout
        if layout.trailer_prefix and word.startswith(layout.trailer_prefix):
            return "trailer"
        if layout.preamble_prefix and word.startswith(layout.preamble_prefix):
            return "header"
        return "note" if layout.record_prefix is not None and word != layout.record_prefix else None

    def _by_content(self, cells: list[str], filled: list[tuple[int, str]]) -> IgnoredKind | None:
        if self._has_heading and len(filled) > 1 and [normalised(cell) for cell in cells] == self._heading:
            return "header"
        if is_total(filled, self._named):
            return "total"
        if is_rule(filled):
            return "comment"
        return "comment" if len(filled) == 1 and self.width > 1 and filled[0][1].startswith("#") else None

    def may_be_note(self, cells: list[str], has_line_end: bool) -> bool:
        """True for a row that is a note when no record follows it: one filled cell, the first, with words in it.

        A last line without a line end may be a record that was cut off: it needs a plainer sign.
        """
        if self.width < 2 or not cells or not (text := cells[0].strip(BLANKS)):
            return False
        if any(cell.strip(BLANKS) for cell in cells[1:]):
            return False
        return text.casefold().startswith(_NOTE_STARTS) or (
            has_line_end and self.width > 2 and _SENTENCE.search(text) is not None
        )


@dataclass(frozen=True)
class TextTable:
    """A table in a text: the UTF-8 file, its separator, and the first line below its heading."""

    text: Path
    delimiter: str
    body_line: int
    body: Body


@dataclass
class Tally:
    """Counts what is no record while the file is read.

    `ignored_lines` counts physical lines: a total whose cell holds a line break counts two. `total_line` is the line
    of the last total.
    """

    ignored: list[IgnoredLine] = field(default_factory=list)
    ignored_lines: int = 0
    trailer_rows: int | None = None
    total_line: int | None = None
    _last_total: list[tuple[int, str]] = field(default_factory=list)
    _total_rows: int = 0

    def add(self, row: Record, kind: IgnoredKind, sheet: str = "") -> None:
        """Count one row that is no record."""
        self.ignored_lines += row.span
        if len(self.ignored) < MAX_LISTED:
            self.ignored.append(IgnoredLine(sheet=sheet, line=row.line, kind=kind, text=row.raw[:MAX_TEXT]))
        if kind == "total":
            self._total_rows += 1
            self._last_total = filled_cells(row.cells)
            self.total_line = row.line
        if kind == "trailer" and len(row.cells) > 1 and row.cells[1].strip(BLANKS).isdecimal():
            self.trailer_rows = (self.trailer_rows or 0) + int(row.cells[1])

    @property
    def totals(self) -> dict[int, str]:
        """Column position (from 1) to number text of the file's own total row.

        Of several total rows only a last one that calls itself a grand total counts: the others total a section.
        """
        last = self._last_total
        if not last or not says_total(total_word(last)):
            return {}
        if self._total_rows > 1 and total_word(last) not in GRAND_WORDS:
            return {}
        return {at + 1: text for at, text in last[1:] if is_number(text)}

    def copy(self) -> "Tally":
        """A tally with the same content."""
        return replace(self, ignored=list(self.ignored))

    def listed(self) -> tuple[IgnoredLine, ...]:
        """The first ignored lines, in file order."""
        return tuple(sorted(self.ignored, key=lambda entry: entry.line))


def _triggers(word: str) -> tuple[str, ...]:
    """Beginnings that a cell must have, case apart, to be that word: plain letters, or the first letter in both cases.

    They are searched in raw bytes too, where only plain letters compare without case.
    """
    plain = _WORD.match(word)
    return (plain[0].lower(),) if plain else tuple({word[:1].lower(), word[:1].upper()})
