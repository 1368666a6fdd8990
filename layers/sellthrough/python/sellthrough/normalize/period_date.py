"""A mapping without a date of sale and the reporting period in; the mapping with the period's last day as the date out.

Some partners name the month in the file's name only. Then every line counts on the last day of the period, as those of
a sheet that is named after its month do, and the report says so. What might be a date itself is asked about instead.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from sellthrough.model.fields import PRODUCT_FIELDS, mandatory_fields
from sellthrough.model.months import month_named
from sellthrough.model.reports import Issue
from sellthrough.model.workspace import Feed, Vendor
from sellthrough.normalize.dates import read_date
from sellthrough.normalize.mapping import Mapping
from sellthrough.normalize.periods import span_of
from sellthrough.normalize.recognition.headings import meanings, words_of
from sellthrough.normalize.record_types import RULES

_RECORD_TYPES = ("sell_through", "sell_in")
_LONGEST = 35  # days of a fiscal month; over a quarter one day would put all sales into one month
_MOSTLY = 0.8
Row = Sequence[str | None]


def dated_by_period(mapping: Mapping, feed: Feed, rows: Sequence[Row], period: str | None, vendor: Vendor) -> Mapping:
    """Give the date of sale the last day of the reporting period where nothing in the file says it.

    Args:
        rows: Sample lines, cells by position.
        period: The reporting period, as the file's name or the agreement says it; None when nothing does.

    Returns:
        The same mapping when the file or the agreement names a column for the date, when a column could be one or
        names a day, a month or the like, when another mandatory field is missing too, or when the period is none or
        longer than a month.
    """
    main = RULES[feed.record_type].main_date
    span = span_of(period, vendor) if period else None
    if feed.record_type not in _RECORD_TYPES or mapping.has(main) or span is None or not rows:
        return mapping
    if any(not _is_filled(mapping, name) for name in mandatory_fields(feed.record_type) if name != main):
        return mapping
    if (span[1] - span[0]).days >= _LONGEST or _expects(feed, main) or _may_be_there(mapping, main, rows):
        return mapping
    issue = Issue(
        code="DATE_FROM_PERIOD",
        detail=(
            f"No column is {main}: every line is dated {span[1]}, the last day of the reporting period {period}, which "
            "the file's name, its folder or the agreement says."
        ),
    )
    constants = mapping.constants | {main: span[1].isoformat()}
    return replace(mapping, constants=constants, issues=(*mapping.issues, issue))


def _is_filled(mapping: Mapping, name: str) -> bool:
    return any(mapping.has(n) for n in (PRODUCT_FIELDS if name == "product_code" else (name,)))


def _expects(feed: Feed, main: str) -> bool:
    """True when the agreement, or an answer for a layout, names a column for the date: it is missing now."""
    layouts = (feed.layout.columns, *(known.columns for known in feed.layout.remembered))
    return any(main in columns.values() for columns in layouts)


def _may_be_there(mapping: Mapping, main: str, rows: Sequence[Row]) -> bool:
    if any(c.field == main for r in mapping.unclear for c in r.candidates):
        return True
    cells = {c.heading: [row[c.position - 1] for row in rows if c.position <= len(row)] for c in mapping.unmapped}
    return any(_are_times(found) or (any(found) and _names_time(heading)) for heading, found in cells.items())


def _names_time(heading: str) -> bool:
    """True for a day, a month, a week, a year: lines that it tells apart are not all of one day."""
    if not words_of(heading):  # the format of a date is no word: "DD.MM.", and so "Day"
        return any(c.isalpha() for c in heading)
    return any(meaning.concepts & {"date", "month"} for meaning in meanings(heading))


def _are_times(cells: Sequence[str | None]) -> bool:
    """True when most cells are dates or name months, as sheets called "Jan", "Feb" do."""
    filled = [cell for cell in cells if cell]
    times = sum((read_date(cell) is not None and not cell.strip().isdigit()) or _names_month(cell) for cell in filled)
    return bool(filled) and times >= _MOSTLY * len(filled)


def _names_month(cell: str) -> bool:
    return any(month_named(word) for word in re.findall(r"[^\W\d_]+", cell))
