"""The headings of one file in, the same without what says nothing about their columns out.

Query tools number them ("1. Date", "A - Date") or put the table's name before each ("Sales.Date", "Sales[Qty]").
"""

import re
from collections.abc import Sequence

from sellthrough.normalize.recognition.headings import fold, meanings

_LONGEST = 200  # characters: what is longer is no heading
_LEAST = 4  # headings, from which on it is no chance that all begin alike
_NUMBERED = re.compile(r"\s*[(\[]?(\d{1,3}|[A-Za-z]{1,2})(?:[)\]]|\s*[.:]|\s+[-–])\s+(\S.*)", re.S)
_QUALIFIED = re.compile(r"\s*([^\W_]+)\s*(?:[.:>|/_\[]|->|\s)\s*([^\s.:>|/\[\]].*?)\]?\s*", re.S)
# Words that may stand before every heading of a report of sales or stock without changing what any of them means.
_WORDS = (
    "sales sale data report export query table view fact facts detail details lines dataset sheet verkauf daten bericht"
    " abfrage tabelle ventes donnees rapport requete tableau ventas datos informe consulta tabla"
)
_TABLES = frozenset(_WORDS.split())


def undecorated(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings, in order; those of a file whose headings are not all decorated alike stay as they are."""
    filled = [heading for heading in headings if heading.strip()]
    if len(filled) < _LEAST or max(map(len, filled)) > _LONGEST:
        return tuple(headings)
    bare = _without_numbers(filled) or _without_table(filled)
    if not bare:
        return tuple(headings)
    rest = iter(bare)
    return tuple(next(rest) if heading.strip() else heading for heading in headings)


def _without_numbers(headings: Sequence[str]) -> list[str]:
    """Without 1, 2, 3 or A, B, C before them; nothing when they are not counted one by one."""
    found = [match for heading in headings if (match := _NUMBERED.fullmatch(heading))]
    if len(found) < len(headings):
        return []
    marks = [match[1] for match in found]
    counted = [str(at + 1) for at in range(len(marks))]
    lettered = [_letters(at) for at in range(len(marks))]
    is_counted = [mark.lstrip("0") for mark in marks] == counted or [mark.upper() for mark in marks] == lettered
    return [match[2] for match in found] if is_counted else []


def _letters(at: int) -> str:
    """The name that a spreadsheet gives the column: A, B ... Z, AA, AB."""
    return (chr(64 + at // 26) if at >= 26 else "") + chr(65 + at % 26)


def _without_table(headings: Sequence[str]) -> list[str]:
    """Without the word that begins all of them; nothing when they share none, or one that means something."""
    found = [match for heading in headings if (match := _QUALIFIED.fullmatch(heading))]
    words = {fold(match[1]) for match in found}
    if len(found) < len(headings) or len(words) != 1:
        return []
    word = words.pop()
    return [match[2] for match in found] if word in _TABLES or all(m.unknown == 1 for m in meanings(word)) else []
