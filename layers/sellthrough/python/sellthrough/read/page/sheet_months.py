"""In: tables on sheets named after months. Out: the day that stands for each sheet, where no cell holds a date."""

import re
from collections.abc import Iterable, Sequence

from sellthrough.model.fields import fields, fold_heading
from sellthrough.model.workspace import Layout
from sellthrough.read.page.pivot import month_in
from sellthrough.read.values import is_number, is_typed

# A day in a sheet's name is as often the day of the export as that of the report.
_DAY = re.compile(r"(?:19|20)\d\d[-/. ]?\d\d[-/. ]?\d\d|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d\d")


def sheet_days(
    names: Sequence[str], headings: Sequence[str], records: Iterable[Sequence[str]], layout: Layout
) -> dict[str, str]:
    """The last day of its month, by the sheet's name; none at all when something else says the date.

    Args:
        names: Of the sheets; "" for a text.
        headings: Of all their tables.
        records: The cells of the first records of each.
        layout: The agreement's layout.
    """
    months = {name: month_in(name) for name in names if not _DAY.search(name)}
    found = {name: month[0].isoformat() for name, month in months.items() if month}
    if len(found) < len(set(names)) or _says_date(headings, layout):
        return {}
    has_date = any(is_typed(cell) and not is_number(cell) for cells in records for cell in cells)
    return {} if has_date else found


def _says_date(headings: Sequence[str], layout: Layout) -> bool:
    """True when a heading means a date, or the agreement says where the date is."""
    dates = {name: spec for name, spec in fields().items() if spec.kind == "date"}
    called = {text for spec in dates.values() for text in (*spec.synonyms, *spec.fallbacks)}
    agreed = {*layout.columns.values(), *layout.constants}
    return not agreed.isdisjoint(dates) or not called.isdisjoint(map(fold_heading, headings))
