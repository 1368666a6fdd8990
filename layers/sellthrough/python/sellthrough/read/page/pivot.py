"""In: the headings of a table. Out: which columns are months of one measure, to make one record of each month."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sellthrough.model.months import month_begun
from sellthrough.model.workspace import Layout
from sellthrough.read.values import is_blank, normalised

_SPELLINGS = (
    re.compile(r"(?P<year>(?:19|20)\d\d)[-/. ]?(?P<month>0[1-9]|1[0-2])(?:[-/. ]\d\d)?"),
    re.compile(r"(?P<month>0?[1-9]|1[0-2])[-/. ](?P<year>(?:19|20)\d\d)"),
    re.compile(r"(?P<name>[^\W\d]{3,10})\.?[-/. ,']*(?P<year>(?:19|20)\d\d|\d\d)"),
)
_LEAST_MONTHS = 2
_NO_MONTHS = frozenset({"set"})  # "Set 12" is a pack, though "12 set 2025" is a day


@dataclass(frozen=True)
class Pivot:
    """A table with a column for each month.

    Attributes:
        kept: Positions (from 0) of the columns that are no month.
        months: For each month its last day and, by measure, the position of its column.
        measures: What the months' numbers count, "" when no heading says it.
    """

    kept: tuple[int, ...]
    months: tuple[tuple[date, dict[str, int]], ...]
    measures: tuple[str, ...]


def month_in(heading: str) -> tuple[date, str] | None:
    """The last day of the month that a heading names, and the heading without it; None when it names no month."""
    text = normalised(heading)
    for spelling in _SPELLINGS:
        for match in spelling.finditer(text):
            groups = match.groupdict()
            name = groups.get("name") or ""
            month = int(groups.get("month") or (name not in _NO_MONTHS and month_begun(name)) or 0)
            edges = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
            if month and not any(map(str.isalnum, edges)):
                year = int(groups["year"]) + (2000 if len(groups["year"]) == 2 else 0)
                rest = " ".join((text[: match.start()] + " " + text[match.end() :]).split()).strip(" -/()[],:")
                return last_day_of(year, month), rest
    return None


def last_day_of(year: int, month: int) -> date:
    """The last day of that month."""
    return date(year, month, monthrange(year, month)[1])


def find_pivot(headings: Sequence[str], layout: Layout) -> Pivot | None:
    """The months among the columns, None when the table has none or the agreement maps one of them as it stands."""
    agreed = {normalised(heading) for heading in layout.columns}
    found = {at: month for at, heading in enumerate(headings) if (month := month_in(heading))}
    counts = Counter(measure for _, measure in found.values())
    found = {at: month for at, month in found.items() if counts[month[1]] >= _LEAST_MONTHS}
    if not found or len(set(found.values())) < len(found) or any(normalised(headings[at]) in agreed for at in found):
        return None
    months: dict[date, dict[str, int]] = {}
    for at, (day, measure) in found.items():
        months.setdefault(day, {})[measure] = at
    measures = tuple(dict.fromkeys(measure for _, measure in found.values()))
    return Pivot(tuple(at for at in range(len(headings)) if at not in found), tuple(months.items()), measures)


def month_cells(pivot: Pivot, cells: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each month that the record has a number for (YYYY-MM), with the cells of its own record."""
    for day, columns in pivot.months:
        values = [cells[columns[measure]] if measure in columns else "" for measure in pivot.measures]
        if not all(map(is_blank, values)):
            yield f"{day:%Y-%m}", [*(cells[at] for at in pivot.kept), day.isoformat(), *values]
