"""In: a page of records. Out: the tables on it, each with its heading and what each row below that is."""

from collections.abc import Iterator
from dataclasses import dataclass

from sellthrough.model.reports import IgnoredKind
from sellthrough.model.workspace import Layout
from sellthrough.read.body import Body
from sellthrough.read.cells import Record, first_records
from sellthrough.read.opened import Page
from sellthrough.read.opening import SAMPLE_CELLS, SAMPLE_ROWS, Opening, find_opening
from sellthrough.read.tolerant import classified
from sellthrough.read.values import filled_cells


@dataclass(frozen=True)
class Table:
    """One table on a page.

    Attributes:
        opening: Its heading and the rows above it.
        body: Tells its records from other rows.
        is_plain: False when it is not certain where its heading is.
    """

    page: Page
    opening: Opening
    body: Body
    is_plain: bool = True

    def rows(self) -> Iterator[tuple[Record, IgnoredKind | None]]:
        """The rows below the heading, in order, each with what it is; None for a record."""
        below = (row for row in self.page.records() if row.line >= self.opening.body_line)
        return classified(below, self.body, self.page.has_last_line_end)


def find_tables(page: Page, layout: Layout) -> list[Table]:
    """The tables on the page from top to bottom; none when no cell is filled."""
    rows = first_records(page.records(), SAMPLE_ROWS, SAMPLE_CELLS)
    if not any(filled_cells(row.cells) for row in rows):
        return []
    opening = find_opening(rows, layout)
    is_plain = opening is not None
    if opening is None:
        opening = find_opening(rows, layout.model_copy(update={"header": False}))
    return [] if opening is None else [Table(page, opening, Body(opening.headings, layout), is_plain)]
