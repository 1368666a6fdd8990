"""In: lines of a page. Out: which of them a printing program has put around the table: page heads, counts, types.

They name no column and are no record: the number of a page, a row that numbers the columns or says their types, the
titles and headings that stand again on each page, the number of records below them.
"""

import re
from collections.abc import Sequence

from sellthrough.model.reports import IgnoredKind
from sellthrough.read.page.lines import Line
from sellthrough.read.values import says_count

_PAGE = re.compile(
    r"(?:page|seite|blatt|p[áa]gina|p[áa]g\.?|ページ|頁)\s*:?\s*\d+(?:\s*(?:of|von|de|sur|/)\s*\d+)?"
    r"|\d+(?:\s*/\s*\d+)?\s*(?:ページ|頁)",
    re.I,
)
_COUNTED = re.compile(r"[(\[]?0*(\d{1,3})(?:\.0)?[)\].]?")
_TYPE = re.compile(
    r"(?:n?(?:var)?char2?|string|text|(?:big|small|tiny)?int(?:eger)?|number|numeric|decimal|float|double|real|money|"
    r"currency|date|date ?time2?|timestamp|time|bool(?:ean)?)(?:\s?\(\d+(?:[,.]\s?\d+)?\))?",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_LONGEST = 40  # characters
_PAGE_HEAD = 12  # lines


def has_page_number(line: Line) -> bool:
    """True when a cell is the number of a printed page: "Page 3", "Seite 1 von 4"."""
    return any(len(text) <= _LONGEST and _PAGE.fullmatch(text) for text in line.cells.values())


def is_numbering(line: Line) -> bool:
    """True for a row that numbers the columns: 1, 2, 3, 4 and on, or (1), (2), (3), (4), without a gap."""
    counted = [match[1] if (match := _COUNTED.fullmatch(text[:_LONGEST])) else "" for text in line.cells.values()]
    return len(counted) > 3 and counted == [str(at + 1) for at in range(len(counted))]


def _names_types(line: Line) -> bool:
    """True for a row that says how the columns are stored: "date", "varchar(20)", "decimal(10,2)"."""
    return len(line.cells) > 2 and all(_TYPE.fullmatch(text[:_LONGEST]) for text in line.cells.values())


def adds_no_name(row: Line, rows: Sequence[Line]) -> bool:
    """True for a row of a heading that only numbers columns, or says their types, which the other rows name."""
    named = {column for other in rows if other is not row for column in other.cells}
    return named.issuperset(row.cells) and (is_numbering(row) or _names_types(row))


def mark_page_heads(above: Sequence[Line], below: Sequence[Line], kinds: list[IgnoredKind | None]) -> None:
    """Name the titles of the page that stand again above a repeated heading; numbers in them (date, page) may differ.

    Args:
        above: The lines above the first record.
        below: The lines below the heading.
        kinds: What each of `below` is; changed in place.
    """
    titles = {_without_numbers(line) for line in above if not line.is_blank}
    for at, kind in enumerate(kinds):
        if kind == "header":
            for other in range(at - 1, max(-1, at - _PAGE_HEAD), -1):
                if not below[other].is_blank and _without_numbers(below[other]) not in titles:
                    break
                kinds[other] = kinds[other] or "title"


def _without_numbers(line: Line) -> tuple[tuple[int, str], ...]:
    return tuple((column, _DIGITS.sub("9", text)) for column, text in line.cells.items())


def mark_count(below: Sequence[Line], kinds: list[IgnoredKind | None], width: int) -> None:
    """Name the last line when it says how many records there are: two cells of a wider table, and the number is right.

    Args:
        width: How many columns the table has.
    """
    records = [at for at, kind in enumerate(kinds) if kind is None]
    if width < 3 or len(records) < 2:
        return
    texts = list(below[records[-1]].cells.values())
    if len(texts) == 2 and _counts(texts[1], len(records) - 1):
        kinds_of_line = {below[at].cells.get(0, "") for at in records[:-1]}
        is_typed = len(kinds_of_line) == 1 and texts[0].isalpha() and texts[0] not in kinds_of_line  # DTL, DTL, TRL
        if is_typed or says_count(texts[0]):
            kinds[records[-1]] = "trailer"


def _counts(text: str, records: int) -> bool:
    return text.isdecimal() and len(text) <= _LONGEST and int(text) == records
