"""In: one cell's text. Out: the number that it shows and how finely it is written, or that it stands for no number."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from sellthrough.read.values import BLANKS

_MISSING = re.compile(
    r"\(?(?:n\.?\s?/?a\.?|nil|null|[A-Z]{1,2})\)|[-–—−*.…:/]{1,4}|n\.?\s?/?a\.?|nil|null|#N/A|x", re.I
)
# A footnote's mark behind a number: "19.5 \2", "4,800E", "3.2*", "12 1)", "7.1r".
_MARKED = re.compile(r"(?P<number>.*\d)(?:\s?[A-Za-z*†‡]|\s?\\\d{1,2}|\s+\d\)|\s?\[\w\])")
_FIGURE = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+–−])?\s*(?:[A-Z]{3}\s|[A-Z]{0,2}[$€£¥￥₹])?\s*(?P<after>[-+–−])?\s*"
    r"(?P<body>\d[\d.,'’\u00a0\u202f\u2009 ]*|[.,]\d+)(?P<power>[eE][-+]?\d{1,3})?\s*(?:%|[$€£¥円元]|\s[A-Z]{3})?"
    r"\s*(?P<trail>[-−])?\s*(?P<close>\))?"
)
_DIGIT = re.compile(r"\d")
# No number is longer; a long run of blanks would keep the pattern busy for minutes.
_LONGEST = 40
_LARGEST = 1e100  # 1E999 is infinite, and sums of what is nearly so would be
_SPACED = re.compile(r"\d{1,3}(?:[\u00a0\u202f\u2009 '’]\d{3})+(?:[.,]\d+)?")
_SPACES = "\u00a0\u202f\u2009 '’"
_SPACES_TO_NOTHING = str.maketrans("", "", _SPACES)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,3}(?:\.\d{3})+(?:,\d*)?")
_DECIMAL_COMMA = re.compile(r"\d+,(?:\d{1,2}|\d{4,})|0,\d+|\d{1,3}(?:\.\d{3})+,\d+")
_DECIMAL_POINT = re.compile(r"\d+\.(?:\d{1,2}|\d{4,})|0?\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")


class Figure(NamedTuple):
    """A number as written: `decimals` digits stand behind its decimal mark, `digits` of it tell something.

    Trailing zeros tell nothing: 12,000 has two digits, 1.50 two. `is_marked` says that a footnote's mark follows.
    """

    value: float
    decimals: int
    digits: int
    is_marked: bool = False


def comma_is_decimal(cells: Iterable[str]) -> bool:
    """True when more of these cells need their comma for a decimal mark than need it for thousands."""
    comma = point = 0
    for cell in cells:
        is_told = len(cell) <= _LONGEST and ("," in cell or "." in cell)
        if is_told and (match := _FIGURE.fullmatch(cell)):
            body = match["body"].strip()
            comma += _DECIMAL_COMMA.fullmatch(body) is not None
            point += _DECIMAL_POINT.fullmatch(body) is not None
    return comma > point


def is_missing(cell: str) -> bool:
    """True for what stands where a number is not known or nil: "-", "..", "(NA)", "n/a"."""
    return _MISSING.fullmatch(cell) is not None


def figure_of(cell: str, decimal_comma: bool) -> Figure | None:
    """The number in a stripped cell, None when it is none.

    Args:
        cell: Without white space around it.
        decimal_comma: How "1,234" is to be read.
    """
    return _figure_of(cell, decimal_comma) if len(cell) <= _LONGEST and _DIGIT.search(cell) else None


@lru_cache(maxsize=1 << 14)  # a page is gone through for its tables, for its headings and for its totals
def _figure_of(cell: str, decimal_comma: bool) -> Figure | None:
    match = _FIGURE.fullmatch(cell)
    is_marked = match is None
    if match is None and (marked := _MARKED.fullmatch(cell)):
        match = _FIGURE.fullmatch(marked["number"].strip(BLANKS))
    body = match and _plain(match["body"].strip(BLANKS), decimal_comma)
    if match is None or body is None:
        return None
    value = float(body + (match["power"] or ""))
    if value > _LARGEST:
        return None
    negative = "-−–".count(match["sign"] or match["after"] or match["trail"] or "+") > 0 or bool(match["open"])
    whole, _, fraction = body.partition(".")
    fraction = fraction.rstrip("0")
    digits = len((whole + fraction).lstrip("0")) if fraction else len(whole.strip("0"))
    return Figure(-value if negative else value, len(fraction), digits, is_marked)


def _plain(body: str, decimal_comma: bool) -> str | None:
    """Digits with a point at most; None when the marks in them follow no way of writing numbers."""
    if any(mark in body for mark in _SPACES):
        return body.translate(_SPACES_TO_NOTHING).replace(",", ".") if _SPACED.fullmatch(body) else None
    marks = [mark for mark in ",." if mark in body]
    if not marks:
        return body
    is_grouped = _GROUPED.fullmatch(body) is not None
    if len(marks) == 2 or body.count(marks[0]) > 1:
        last = max(marks, key=body.rfind)
        thousands = "".join(marks).replace(last, "") or last
        return body.replace(thousands, "").replace(last, ".") if is_grouped else None
    holds_thousands = is_grouped and (marks[0] == ",") != decimal_comma and not body.startswith("0")
    return body.replace(marks[0], "" if holds_thousands else ".")
