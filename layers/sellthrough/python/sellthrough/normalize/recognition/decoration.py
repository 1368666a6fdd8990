"""The headings of one file in, the same without what says nothing about their columns out.

Query tools number them ("1. Date", "A - Date") or put the table's name before each ("Sales.Date", "Sales[Qty]");
reports set bands over them that say little more than that columns follow ("Document", "Values").
"""

import re
from collections.abc import Sequence
from itertools import groupby

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
_BANDS = _TABLES | frozenset(
    [
        "document",
        "general",
        "header",
        "info",
        "values",
        "figures",
        "measures",
        "amounts",
        "beleg",
        "werte",
        "valeurs",
        "valores",
    ]
)


def undecorated(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings, in order; those of a file whose headings are not all decorated alike stay as they are."""
    filled = [heading for heading in headings if heading.strip()]
    if len(filled) < _LEAST or max(map(len, filled)) > _LONGEST:
        return tuple(headings)
    bare = _without_numbers(filled) or _without_table(filled) or _without_bands(filled)
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


def _without_bands(headings: Sequence[str]) -> list[str]:
    """Without such words over two columns and more each; nothing when not every column stands under some band."""
    found = [match for heading in headings if (match := _QUALIFIED.fullmatch(heading))]
    if len(found) < len(headings):
        return []
    bands = [(word, [match[2] for match in run]) for word, run in groupby(found, lambda match: fold(match[1]))]
    named = {word for word, _ in bands}
    if len(bands) < 2 or len(named) < len(bands) or named.isdisjoint(_BANDS) or any(len(run) < 2 for _, run in bands):
        return []
    whole = iter(headings)
    bare = [
        rest if word in _BANDS else heading for word, run in bands for rest, heading in zip(run, whole, strict=False)
    ]
    return bare if len({fold(heading) for heading in bare}) == len(headings) else []
