"""In: the tables of a file that are its report. Out: one table: sheets joined, months as rows, groups kept, dates made.

A sheet's name and a group's heading become columns ("Sheet", "Group"), for they say what the cells do not. Of a table
with a column for each month every month becomes a record, on a sheet named after it: a record's home is sheet and line.
Year and month in columns of their own, or a month that only the sheet's name says, become a column "Date", with the
month's last day, where the table has no dates.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sellthrough.model.reports import IgnoredKind, Issue
from sellthrough.model.workspace import Layout
from sellthrough.read.cells import Record
from sellthrough.read.page.periods import SplitPeriod, find_split_period
from sellthrough.read.page.pivot import Pivot, find_pivot, month_cells
from sellthrough.read.page.sheet_months import sheet_days
from sellthrough.read.page.tables import Table

_SAMPLE_ROWS = 400


@dataclass(frozen=True)
class Gathered:
    """Tables of the same headings, read as one.

    Attributes:
        headings: Of the records that `rows` gives.
        has_sheets: Whether each record carries its sheet's name.
        has_groups: Whether each record carries the heading of its group.
        pivot: The months among the columns, where there are some.
        period: The columns of year and month, where they stand for a date.
        days: The date of all records of a sheet, by its name, where only that says it.
    """

    tables: tuple[Table, ...]
    headings: tuple[str, ...]
    has_sheets: bool
    has_groups: bool
    pivot: Pivot | None
    period: SplitPeriod | None = None
    days: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    @property
    def is_plain(self) -> bool:
        """True when the records are the rows of one table as they stand."""
        return len(self.tables) == 1 and not (self.has_groups or self.pivot or self.period or self.days)

    def rows(self) -> Iterator[tuple[str, Record, IgnoredKind | None, int]]:
        """In order: sheet, row, what the row is (None for a record), and its count of cells where that is too high."""
        for table in self.tables:
            group = ""
            width = len(table.opening.headings)
            for row, kind in table.rows():
                if kind == "group":
                    group = next(cell.strip() for cell in row.cells if cell.strip())
                if kind is not None:
                    yield table.page.name, row, kind, 0
                    continue
                yield from self._records(table.page.name, row, width, group)

    def _records(self, sheet: str, row: Record, width: int, group: str) -> Iterator[tuple[str, Record, None, int]]:
        cells, surplus = row.cells[:width], row.cells[width:]
        if any(surplus):  # nothing is lost: it stays with the last column
            cells = [*cells[:-1], self.tables[0].page.joint.join([cells[-1], *surplus])]
        cells = [*cells, *[""] * (width - len(cells))]
        overlong = len(row.cells) if any(surplus) else 0
        context = [self.period.day_of(cells)] if self.period else [self.days[sheet]] if self.days else []
        context += [sheet] * self.has_sheets + [group] * self.has_groups
        if self.pivot is None:
            yield sheet, row._replace(cells=[*cells, *context]), None, overlong
            return
        for month, made in month_cells(self.pivot, cells):
            yield f"{sheet} {month}".strip(), row._replace(cells=[*made, *context]), None, overlong


def gather(tables: Sequence[Table], layout: Layout) -> Gathered:
    """Make one table of the tables that are the report.

    Args:
        tables: Of the same headings; one, or one for each sheet.
        layout: The agreement's layout.
    """
    first = tables[0].opening.headings
    pivot = find_pivot(first, layout) if layout.header else None
    understood = [table.understood for table in tables if table.understood]
    has_groups = any(kind == "group" for page in understood for _, kind in page.rows)
    issues: tuple[Issue, ...] = ()
    headings = first
    if pivot:
        measures = [measure or layout.measure or "" for measure in pivot.measures]
        headings = (*(first[at] for at in pivot.kept), "Date", *measures)
        if not all(measures):
            months = f"{first[min(pivot.months[0][1].values())]} to {first[max(pivot.months[-1][1].values())]}"
            detail = f"What do the columns of months count ({months}): units or amounts? No heading says it."
            issues = (Issue(code="UNCLEAR_LAYOUT", severity="question", detail=detail),)
    has_sheets = len(tables) > 1
    period = None if pivot else find_split_period(first, _first_records(tables[0]), layout)
    days: dict[str, str] = {}
    if layout.header and not (pivot or period):
        samples = (cells for table in tables for cells in _first_records(table))
        days = sheet_days([table.page.name for table in tables], first, samples, layout)
    headings = (*headings, *["Date"] * bool(period or days), *["Sheet"] * has_sheets, *["Group"] * has_groups)
    return Gathered(tuple(tables), headings, has_sheets, has_groups, pivot, period, days, issues)


def _first_records(table: Table) -> list[list[str]]:
    if table.page.given is not None:
        return []
    return [row.cells for row, kind in islice(table.rows(), _SAMPLE_ROWS) if kind is None]
