"""In: a date as EDI writes it, with its format code. Out: ISO 8601; what is no date stays as it is written."""

import re
from datetime import date

_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SHORT_DAY = re.compile(r"(\d\d)(\d\d)(\d\d)")
_PERIOD_FORMATS = frozenset({"718", "719", "711", "713", "RD8", "RD6"})
_SHORT_FORMATS = frozenset({"101", "201", "D6", "RD6"})
_TURN = 70  # two-digit years from here on are of the last century


def iso_days(text: str, form: str = "") -> tuple[str, str]:
    """First and last day of a date or of a range (718, RD8); they are equal for a date.

    >>> iso_days("20260101"), iso_days("2026010120260131", "718")
    (('2026-01-01', '2026-01-01'), ('2026-01-01', '2026-01-31'))
    """
    if form in _PERIOD_FORMATS:
        half = len(text) // 2
        first, last = text.split("-", 1) if text.count("-") == 1 else (text[:half], text[half:])
        return _iso_day(first, form), _iso_day(last, form)
    day = _iso_day(text, form)
    return day, day


def _iso_day(text: str, form: str) -> str:
    digits = text.strip()
    short = _SHORT_DAY.match(digits) if form in _SHORT_FORMATS or (len(digits) == 6 and form != "610") else None
    found = short or _DAY.match(digits)
    if found is None:
        return digits
    year, month, day = map(int, found.groups())
    if short:
        year += 1900 if year >= _TURN else 2000
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return digits
