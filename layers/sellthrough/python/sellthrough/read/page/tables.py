"""In: the records of a page and the agreement's layout. Out: the tables on it, and what every line is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sellthrough.model.workspace import Layout
from sellthrough.read.cells import Record
from sellthrough.read.page.heading import Columns, Heading, find_heading, joined_headings
from sellthrough.read.page.lines import Line, lines_of, typed_columns
from sellthrough.read.page.totals import find_totals

@dataclass(frozen=True)
class PageTable:
    header_lines: tuple[int, ...]
    headings: tuple[str, ...]
    kinds: Mapping[int, str]


def find_tables(records: Sequence[Record], layout: Layout) -> tuple[PageTable, ...]:
    lines = lines_of(records)
    columns = Columns(lines, typed_columns(lines))
    heading = find_heading(lines, columns)
    if heading is None:
        return ()
    kinds: dict[int, str] = {}
    rows = set(heading.rows)
    for at in range(heading.body_at):
        kinds[at] = "blank" if lines[at].is_blank else "header" if at in rows else "title"
    last = max(at for at, line in enumerate(lines) if columns.is_data(line))
    for at in range(heading.body_at, len(lines)):
        line = lines[at]
        kinds[at] = "blank" if line.is_blank else "note" if at > last else "group" if line.is_lone and not line.typed & columns.typed else "record"
    body = [lines[at] for at in range(len(lines)) if kinds[at] == "record"]
    for at in find_totals(body, sorted(columns.typed)):
        kinds[body[at].at] = "total"
    return (PageTable(tuple(lines[at].record.line for at in heading.rows), joined_headings([lines[at] for at in heading.rows]), {records[at].line: kind for at, kind in kinds.items()}),)
