"""In: all lines of a small page and where its table opens. Out: what each row is, told by the page as a whole.

What the rules for single lines say (`Body`) stands. Beyond them a whole page shows notes and footnotes at its end, lone
headings of groups of records, and lines that add up others, whatever they are called.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sellthrough.model.reports import IgnoredKind, Issue
from sellthrough.read.body import Body
from sellthrough.read.cells import Record
from sellthrough.read.opening import Opening
from sellthrough.read.page.checks import total_mismatches
from sellthrough.read.page.columns import number_columns
from sellthrough.read.page.furniture import mark_count, mark_page_heads
from sellthrough.read.page.heading import Columns
from sellthrough.read.page.lines import Line, typed_columns
from sellthrough.read.page.totals import find_totals, total_issues
from sellthrough.read.tolerant import classified
from sellthrough.read.values import shape_of

_FOOTNOTE = re.compile(r"\W{0,3}[\da-z]{0,2}\W{0,3}\w?", re.I)


@dataclass(frozen=True)
class Understood:
    """What the page as a whole tells of its rows.

    Attributes:
        rows: Those below the heading with what each is, None for a record.
        issues: Questions about them.
        mismatches: Totals that are not what their lines add up to, each with its line.
    """

    rows: tuple[tuple[Record, IgnoredKind | None], ...]
    issues: tuple[Issue, ...] = ()
    mismatches: tuple[Issue, ...] = ()


def understand(lines: Sequence[Line], opening: Opening, body: Body, has_last_line_end: bool) -> Understood:
    """Tell what each row below the heading is.

    Args:
        lines: All of the page.
        opening: Of its table.
        body: The rules for single lines.
        has_last_line_end: False when the last row may have been cut off.
    """
    below = [line.record for line in lines if line.record.line >= opening.body_line]
    found = list(classified(iter(below), body, has_last_line_end))
    columns = Columns(lines, typed_columns(lines))
    if body.layout.record_prefix is not None or not columns.typed or not below:
        return Understood(tuple(found))
    above, lines = lines[: len(lines) - len(below)], lines[len(lines) - len(below) :]
    kinds = [kind for _, kind in found]
    mark_page_heads(above, lines, kinds)
    mark_count(lines, kinds, body.width)
    tail = _Tail(lines, kinds, columns, body, has_last_line_end)
    tail.mark()
    _mark_groups(lines, kinds, tail.start)
    held = [at for at, kind in enumerate(kinds) if kind in (None, "total") and not lines[at].is_lone]
    table = [lines[at] for at in held]
    totals = find_totals(table, [kinds[at] == "total" for at in held], columns, body.layout.sums)
    for total in totals:
        kinds[total.line.at - lines[0].at] = "total"
    by_line = {total.line.at: total for total in totals}
    numbers = number_columns(table, sorted(columns.typed))
    mismatches = total_mismatches([by_line.get(line.at) for line in table], numbers, opening.headings)
    return Understood(tuple(zip(below, kinds, strict=True)), total_issues(totals), tuple(mismatches))


class _Tail:
    """The lines below the last record: notes, marked in `kinds`."""

    def __init__(
        self,
        lines: Sequence[Line],
        kinds: list[IgnoredKind | None],
        columns: Columns,
        body: Body,
        has_last_line_end: bool,
    ) -> None:
        self.lines, self.kinds, self.columns, self.body = lines, kinds, columns, body
        self.has_last_line_end = has_last_line_end
        self.keys = _key_shapes(line for line in lines if columns.is_data(line))
        self.start = self._start()

    def _start(self) -> int:
        for at in range(len(self.lines) - 1, -1, -1):
            if self.kinds[at] in (None, "note") and self._is_record(at):
                return at + 1
            if self.kinds[at] == "total":
                return at + 1
        return 0

    def _is_record(self, at: int) -> bool:
        line = self.lines[at]
        if self.columns.is_data(line):
            return True
        return not line.is_lone and not self._is_wide_note(at)

    def _is_wide_note(self, at: int) -> bool:
        """True for a footnote whose mark has a cell of its own, or text where only numbers stand."""
        line = self.lines[at]
        if at + 1 == len(self.lines) and not self.has_last_line_end:
            return False
        held = [column for column in line.cells if column in self.columns.typed]
        if not held or any(column in line.typed or column in line.missing for column in held):
            return False
        first = line.cells.get(0, "")
        if shape_of(first) in self.keys:
            return False
        return bool(_FOOTNOTE.fullmatch(first)) or (at > 0 and self.lines[at - 1].is_blank)

    def mark(self) -> None:
        """Name the notes: lone lines with a note's look, and those that stand with one or apart from the records."""
        for at in range(self.start, len(self.lines)):
            line = self.lines[at]
            if self.kinds[at] is not None or line.is_blank:
                continue
            is_last = at + 1 == len(self.lines)
            may_be = self.body.may_be_note(line.record.cells, self.has_last_line_end or not is_last)
            cut_off = is_last and not self.has_last_line_end
            near = at > 0 and (self.lines[at - 1].is_blank or self.kinds[at - 1] == "note")
            if may_be or (not cut_off and (near or not line.is_lone)):
                self.kinds[at] = "note"


def _mark_groups(lines: Sequence[Line], kinds: list[IgnoredKind | None], tail: int) -> None:
    """Name the lone texts that head the records below them.

    One alone in the midst of records may be a record that has lost its cells: it stays one. So does one that looks
    like the keys of the records.
    """
    keys = _key_shapes(line for line in lines if not line.is_lone)
    lone = [
        at
        for at in range(tail)
        if kinds[at] is None and lines[at].is_lone and not lines[at].typed and shape_of(lines[at].cells[0]) not in keys
    ]
    apart = [at for at in lone if at == 0 or kinds[at - 1] is not None]
    for at in lone if len(lone) > 1 else apart:
        kinds[at] = "group"


def _key_shapes(lines: Iterable[Line]) -> set[str]:
    """How the keys of these lines are built: the shapes of their first cells that hold digits."""
    return {shape for line in lines if "9" in (shape := shape_of(line.cells.get(0, "")))}
