"""In: a page of records. Out: the tables on it, each with its heading and what each row below that is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sellthrough.model.reports import IgnoredKind, Issue
from sellthrough.model.workspace import Layout
from sellthrough.read.body import Body
from sellthrough.read.cells import Record, first_records
from sellthrough.read.opened import Page
from sellthrough.read.opening import SAMPLE_CELLS, SAMPLE_ROWS, Opening, find_opening
from sellthrough.read.page.kinds import Understood, understand
from sellthrough.read.page.lines import Line, lines_of
from sellthrough.read.page.parts import split_tables
from sellthrough.read.tolerant import classified
from sellthrough.read.values import filled_cells

# A page of more lines or cells is a list of records: it is read line by line, not looked at as a whole.
MAX_LINES = 5_000
MAX_CELLS = 100_000
MAX_TEXT_BYTES = 1 << 20


@dataclass(frozen=True)
class Table:
    """One table on a page.

    Attributes:
        opening: Its heading and the rows above it.
        body: Tells its records from other rows.
        is_plain: False when it is not certain where its heading is.
        understood: What the page as a whole tells of its rows; None for a large page.
        part: Which of several tables on its page it is, from 1; 0 for the only one.
    """

    page: Page
    opening: Opening
    body: Body
    is_plain: bool = True
    understood: Understood | None = None
    part: int = 0

    def rows(self) -> Iterator[tuple[Record, IgnoredKind | None]]:
        """The rows below the heading, in order, each with what it is; None for a record."""
        if self.page.given is not None:
            return ((row, kind) for _, row, kind in self.page.given.rows())
        if self.understood:
            return iter(self.understood.rows)
        below = (row for row in self.page.records() if row.line >= self.opening.body_line)
        return classified(below, self.body, self.page.has_last_line_end)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What a person should know of its rows; a question among them holds the file."""
        return self.understood.issues if self.understood else ()

    @property
    def mismatches(self) -> tuple[Issue, ...]:
        """Totals of the table that are not what their lines add up to, each with its sheet and line."""
        found = self.understood.mismatches if self.understood else ()
        return tuple(issue.model_copy(update={"sheet": self.page.name}) for issue in found)


def find_tables(page: Page, layout: Layout) -> list[Table]:
    """The tables on the page from top to bottom; none when no cell is filled."""
    if page.given is not None:
        return [Table(page, Opening(page.given.headings, None, 1, ()), Body(page.given.headings, layout))]
    rows = _whole(page)
    if rows is None:
        found = [_table(page, _sample(page.records()), None, layout)]
    else:
        lines = lines_of(rows)
        parts = split_tables(lines) if layout.header and layout.record_prefix is None else [lines]
        if len(parts) > 1:  # what a cell shows depends on the others of its table
            parts = [lines_of([line.record for line in part]) for part in parts]
        found = [_table(page, _sample(line.record for line in part), part, layout) for part in parts]
    tables = [table for table in found if table]
    return [replace(table, part=at) for at, table in enumerate(tables, 1)] if len(tables) > 1 else tables


def _sample(records: Iterable[Record]) -> list[Record]:
    return first_records(records, SAMPLE_ROWS, SAMPLE_CELLS)


def _table(page: Page, sample: Sequence[Record], whole: Sequence[Line] | None, layout: Layout) -> Table | None:
    """The table that begins with these rows, None when no cell of them is filled."""
    if not any(filled_cells(row.cells) for row in sample):
        return None
    opening = find_opening(sample, layout)
    is_plain = opening is not None
    if opening is None:
        opening = find_opening(sample, layout.model_copy(update={"header": False}))
    if opening is None:
        return None
    body = Body(opening.headings, layout)
    understood = understand(whole, opening, body, page.has_last_line_end) if whole is not None else None
    return Table(page, opening, body, is_plain, understood)


def _whole(page: Page) -> list[Record] | None:
    """All records of the page, None when it is a large one."""
    if page.text and page.text.stat().st_size >= MAX_TEXT_BYTES:
        return None
    rows = first_records(page.records(), MAX_LINES + 1, MAX_CELLS + 1)
    is_whole = len(rows) <= MAX_LINES and sum(len(row.cells) for row in rows) <= MAX_CELLS
    return rows if is_whole else None
