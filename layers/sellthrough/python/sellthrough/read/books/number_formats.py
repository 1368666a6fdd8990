"""In: a number format as a workbook has it. Out: whether it shows a day number as a date, a time or a duration."""

import re
from functools import cache

_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
# What shows as it stands: quoted text, an escaped character, a space of a character's width, a filler, a colour.
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]')
_BUILT_IN = {
    **dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), "date"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "time"),
    46: "duration",
}


@cache
def kind_of_format(code: str) -> str | None:
    """ "date", "time", "duration", or None for anything else."""
    section = code.split(";", 1)[0]
    if _DURATION.search(re.sub(r'"[^"]*"?|\\.', "", section)):
        return "duration"
    letters = set(_LITERAL.sub("", section).casefold())
    if section.casefold() in ("general", "standard") or "#" in letters or "?" in letters:
        return None
    if letters & set("yd"):
        return "date"
    if letters & set("hs"):
        return "time"
    return "date" if "m" in letters else None


def kind_of_format_id(number: int, custom: dict[int, str]) -> str | None:
    """As `kind_of_format`, for the number by which cells name a format; `custom` are the workbook's own."""
    return kind_of_format(custom[number]) if number in custom else _BUILT_IN.get(number)
