"""In: the lines of a page. Out: its parts, each with one table: a new one begins where new headings stand apart."""

from collections.abc import Sequence

from sellthrough.read.page.lines import ColumnTypes, Line, is_year_like
from sellthrough.read.values import normalised


def split_tables(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Split a page where a row of names, perhaps below a title, follows records of a table.

    A row of names is one of texts that stand where the table so far holds numbers, with numbers in the next row. The
    same names again are a repeated heading: the table goes on. Other names open a table below a blank row; right below
    a record only those that the table above has too, in other columns or in another number: not every row of texts is
    a heading.
    """
    starts, names = [0], set[tuple[str, ...]]()
    heading: dict[int, str] = {}
    types, has_records = ColumnTypes(), False
    for at, line in enumerate(lines):
        if len(line.cells) > 1 and not _typed(line):
            title = _title_above(lines, at)
            here = {column: normalised(text) for column, text in line.cells.items()}
            key = tuple(here.values())
            is_new = title > starts[-1] and key not in names and (lines[title - 1].is_blank or _differ(here, heading))
            if is_new and has_records and _opens_table(lines, at, types.typed):
                starts.append(title)
                types, has_records = ColumnTypes(), False
            names.add(key)
            if not has_records:
                heading = here
        has_records |= len(line.cells) > 1 and bool(_typed(line))
        types.add(line)
    return [lines[start:stop] for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _title_above(lines: Sequence[Line], at: int) -> int:
    """Where the title of the row begins: lone texts right above it; the row itself when it has none."""
    while at and lines[at - 1].is_lone:
        at -= 1
    return at


def _differ(names: dict[int, str], heading: dict[int, str]) -> bool:
    """True when names of the heading stand in other columns, or most are its own in another number."""
    shared = [column for column, name in names.items() if name in heading.values()]
    moved = [column for column in shared if heading.get(column) != names[column]]
    return bool(moved) or (len(shared) * 2 > len(names) and len(names) != len(heading))


def _opens_table(lines: Sequence[Line], at: int, typed: frozenset[int]) -> bool:
    here = [column for column in lines[at].cells if column in typed]
    below = lines[at + 1] if at + 1 < len(lines) else None
    texts = [column for column in here if column not in lines[at].missing]
    return bool(below and _typed(below) and len(below.cells) > 1 and texts) and len(texts) * 2 > len(here)


def _typed(line: Line) -> list[int]:
    """Columns of the line with a number or a date that is no year."""
    return [column for column in line.typed if not is_year_like(line.cells[column])]
