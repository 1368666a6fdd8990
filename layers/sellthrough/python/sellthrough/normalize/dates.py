"""Spellings of dates in, calendar dates out; the order of day and month comes from the whole column, not a guess.

Each distinct spelling is parsed once. Two-digit years are 1970 to 2069. A dotted date is day first (no locale writes
month.day.year) unless the column itself shows otherwise.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sellthrough.model.months import month_named

Order = Literal["dmy", "mdy", "ymd"]
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_SERIALS = range(25569, 73051)  # 1970-01-01 to 2099-12-31
_TIME = (
    r"(?:[T ,]+\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_NUMERIC = re.compile(rf"(\d{{1,2}})\s?([-/. ])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}}){_TIME}")
_JAPANESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日.*")
_DAY_NAME = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[-/. ]*(?:de )?([^\W\d_]+)\.?[-/., ]*(?:de |del )?(\d{{4}}|\d{{2}}){_TIME}"
)
_NAME_DAY = re.compile(rf"([^\W\d_]+)\.?[-/. ]*(\d{{1,2}})(?:st|nd|rd|th)?[-/., ]+(\d{{4}}|\d{{2}}){_TIME}")
_YEAR_NAME = re.compile(rf"(\d{{4}})[-/. ]+([^\W\d_]+)\.?[-/. ]+(\d{{1,2}}){_TIME}")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_WEEKDAY = re.compile(r"(?P<word>[^\W\d_]+)\.?,?\s+")


@dataclass(frozen=True)
class NumericDate:
    """A date of three numbers whose order the column must decide; `third` has four digits when `is_long`."""

    first: int
    second: int
    third: int
    is_long: bool
    is_dotted: bool


@dataclass
class OrderEvidence:
    """How many distinct values of a column can only be day first, month first or year first, and how many either."""

    dmy: int = 0
    mdy: int = 0
    ymd: int = 0
    either: int = 0

    def add(self, value: NumericDate) -> None:
        """Count one distinct value; a value that is no date in any order says nothing."""
        first, second = value.first, value.second
        if first > 31 and not value.is_long:
            self.ymd += 1
        elif 31 >= first > 12 >= second:
            self.dmy += 1
        elif 31 >= second > 12 >= first:
            self.mdy += 1
        elif first <= 12 and second <= 12 and first != second:
            self.either += 1

    @property
    def order(self) -> Order | None:
        """The order that 95 % of the telling values show; None when nothing tells, or they contradict each other."""
        counts: dict[Order, int] = {"dmy": self.dmy, "mdy": self.mdy, "ymd": self.ymd}
        best = max(counts, key=lambda o: counts[o])
        return best if counts[best] and counts[best] >= 0.95 * sum(counts.values()) else None


def read_date(text: str) -> date | NumericDate | None:
    """The date that the text can only mean, the three numbers of an ambiguous one, or None when it is no date."""
    text = unicodedata.normalize("NFKC", text).strip(" '\"")
    weekday = _WEEKDAY.match(text)
    if weekday and month_named(weekday["word"]) is None:
        text = text[weekday.end() :]
    for pattern, meaning in _MEANINGS:
        if match := pattern.fullmatch(text):
            return meaning(match)
    return None


def settle(value: NumericDate, order: Order | None) -> date | None:
    """The date in that order; None when there is no such day, or the order is not known and matters."""
    first, second, third = value.first, value.second, value.third
    if not value.is_long and (order == "ymd" or first > 31):
        return _day(_full_year(first), second, third)
    if order not in {"dmy", "mdy"}:
        order = "dmy" if first > 12 or first == second else "mdy" if second > 12 else None
    if order is None:
        return None
    year = third if value.is_long else _full_year(third)
    return _day(year, second, first) if order == "dmy" else _day(year, first, second)


def evidence_of(values: Iterable[date | NumericDate | None], is_dotted: bool) -> OrderEvidence:
    """What the distinct values of one column show about their order; dotted dates speak for themselves."""
    evidence = OrderEvidence()
    for value in values:
        if isinstance(value, NumericDate) and value.is_dotted == is_dotted:
            evidence.add(value)
    return evidence


def _numeric(m: re.Match[str]) -> NumericDate:
    return NumericDate(int(m[1]), int(m[3]), int(m[4]), is_long=len(m[4]) == 4, is_dotted=m[2] == ".")


def _named(year: str, month: str, day: str) -> date | None:
    number = month_named(month)
    return _day(int(year) if len(year) == 4 else _full_year(int(year)), number, int(day)) if number else None


def _serial(m: re.Match[str]) -> date | None:
    return _EXCEL_EPOCH + timedelta(days=int(m[1])) if int(m[1]) in _EXCEL_SERIALS else None


def _full_year(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_MEANINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | NumericDate | None]], ...] = (
    (_ISO, lambda m: _day(int(m[1]), int(m[3]), int(m[4]))),
    (_COMPACT, lambda m: _day(int(m[1]), int(m[2]), int(m[3]))),
    (_NUMERIC, _numeric),
    (_JAPANESE, lambda m: _day(int(m[1]), int(m[2]), int(m[3]))),
    (_DAY_NAME, lambda m: _named(m[3], m[2], m[1])),
    (_NAME_DAY, lambda m: _named(m[3], m[1], m[2])),
    (_YEAR_NAME, lambda m: _named(m[1], m[2], m[3])),
    (_SERIAL, _serial),
)
