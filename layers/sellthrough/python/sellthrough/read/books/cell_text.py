"""In: the value of a workbook's cell. Out: its canonical text, the same whichever format the workbook has.

The rules (docs/formats.md#cells-of-a-workbook): a number has at most the 15 digits that a spreadsheet shows, no
exponent and no ".0"; a date is 2019-12-31, with a time that is not midnight 2019-12-31 08:30:00; truth values are TRUE
and FALSE; an error is what the sheet shows (#N/A).
"""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

_DAY = 86_400
_SHORT = 16  # characters: 15 digits and a mark, or a whole number of which every digit is shown
_SAMPLE = 200
_LAST_SERIAL = 2_958_465  # 9999-12-31; not itself, for its last half second would be the day after
_START = dt.date(1899, 12, 30)
_START_BEFORE_MARCH = dt.date(1899, 12, 31)
_START_1904 = dt.date(1904, 1, 1)
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def number_text(value: float) -> str:
    """3, 1807.05, 0.3 for 0.1 + 0.2; "" for what is no number."""
    text = f"{value:.15g}"
    if "e" in text:
        text = f"{Decimal(text if abs(value) < 1 else repr(value)):f}".removesuffix(".0")
    return text if text != "-0" and math.isfinite(value) else "0" if text == "-0" else ""


def truth_text(value: object) -> str:
    """TRUE or FALSE, as every spreadsheet shows it."""
    return "TRUE" if value else "FALSE"


def plain_text(value: str) -> str:
    """Line breaks inside a cell are line feeds; NUL, which no table can hold, shows as U+FFFD."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return value.replace("\0", "\ufffd") if "\0" in value else value


def moment_text(value: dt.datetime) -> str:
    """To the second, half up; a midnight is its date alone."""
    if value.microsecond:
        value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()


def duration_text(seconds: float) -> str:
    """Hours, minutes and seconds: 26:00:00."""
    whole = math.floor(abs(seconds) + 0.5)
    sign = "-" if seconds < 0 and whole else ""
    return f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def serial_text(serial: float, *, kind: str, is_1904: bool) -> str:
    """The text of a day number.

    Args:
        serial: Days since the workbook's first day.
        kind: "date", "time" or "duration", from the number format.
        is_1904: The workbook counts from 1904-01-01. In the other system 1900 counts as a leap year, as it was made to.
    """
    if not 0 <= serial < _LAST_SERIAL - 1462 * is_1904:
        return number_text(serial)
    if kind == "duration" or (serial < 1 and (kind == "time" or serial > 0)):
        return duration_text(serial * _DAY)
    days, seconds = divmod(math.floor(serial * _DAY + 0.5), _DAY)
    time = f" {duration_text(seconds)}" if seconds else ""
    if days == 60 and not is_1904:
        return f"1900-02-29{time}"  # which never was
    start = _START_1904 if is_1904 else _START if days > 60 else _START_BEFORE_MARCH
    return f"{start + dt.timedelta(days=days)}{time}"


def cell_text(value: Any) -> str:
    """The text of a Python value, as readers of workbooks give it."""
    writer = _WRITERS.get(type(value))
    return writer(value) if writer else ""


def _time_text(value: dt.time) -> str:
    return duration_text(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: plain_text,
    bool: truth_text,
    int: lambda value: number_text(float(value)),
    float: number_text,
    dt.date: dt.date.isoformat,
    dt.datetime: moment_text,
    dt.time: _time_text,
    dt.timedelta: lambda value: duration_text(value.total_seconds()),
}


def _number_texts(values: Sequence[float]) -> Sequence[str]:
    """As `number_text` for each: once for each distinct number, or by way of the shortest text that means it."""
    sample = values[:_SAMPLE]
    if len(set(sample)) < len(sample) * 0.95:
        shown = {value: number_text(value) for value in set(values)}
        return [shown[value] for value in values]
    joined = " ".join(map(repr, values)) + " "
    if "e" in joined or "n" in joined or "-0.0 " in joined:
        return list(map(number_text, values))
    texts = joined.replace(".0 ", " ").split()
    if max(map(len, texts)) <= _SHORT:
        return texts
    return [text if len(text) <= _SHORT else number_text(value) for text, value in zip(texts, values, strict=True)]


_date_text = lru_cache(4096)(dt.date.isoformat)


def column_texts(values: Sequence[Any]) -> Sequence[str]:
    """The texts of a run of cells of one column; of one type, as they mostly are, in a few calls for all of them."""
    kinds = set(map(type, values))
    if kinds == {str}:
        joined = "".join(values)
        return values if "\r" not in joined and "\0" not in joined else [plain_text(value) for value in values]
    if kinds == {float}:
        return _number_texts(values)
    if kinds == {dt.date}:
        return list(map(_date_text, values))
    return [value if type(value) is str and value == "" else cell_text(value) for value in values]
