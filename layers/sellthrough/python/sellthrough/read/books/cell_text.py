"""In: the value of a workbook's cell. Out: its canonical text, the same whichever format the workbook has.

The rules (docs/formats.md#cells-of-a-workbook): a number has at most the 15 digits that a spreadsheet shows, no exponent
and no ".0"; a date is 2019-12-31, with a time that is not midnight 2019-12-31 08:30:00; truth values are TRUE and FALSE;
an error is what the sheet shows (#N/A).
"""

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_EXACT = 2**53
_DAY = 86_400
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31
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
        whole = value.is_integer() and abs(value) < _EXACT
        text = str(int(value)) if whole else f"{Decimal(text if abs(value) < 1 else repr(value)):f}"
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
    if is_1904:
        start = dt.datetime(1904, 1, 1)
    elif serial >= 61:
        start = dt.datetime(1899, 12, 30)
    elif serial < 60:
        start = dt.datetime(1899, 12, 31)
    else:
        return "1900-02-29"
    return moment_text(start + dt.timedelta(days=int(serial), seconds=math.floor(serial % 1 * _DAY + 0.5)))


def cell_text(value: Any) -> str:
    """The text of a Python value, as readers of workbooks give it."""
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, bool):
        return truth_text(value)
    if isinstance(value, (int, float)):
        return number_text(float(value))
    if isinstance(value, dt.datetime):
        return moment_text(value.replace(tzinfo=None))
    if isinstance(value, dt.time):
        return duration_text(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)
    if isinstance(value, dt.timedelta):
        return duration_text(value.total_seconds())
    return value.isoformat() if isinstance(value, dt.date) else ""


def column_texts(values: Sequence[Any]) -> Sequence[str]:
    """The texts of a run of cells of one column; of one type, as they mostly are, in a few calls for all of them."""
    kinds = set(map(type, values))
    if kinds == {str}:
        joined = "".join(values)
        return values if "\r" not in joined and "\0" not in joined else [plain_text(value) for value in values]
    if kinds == {float}:
        joined = ("%.15g " * len(values)) % tuple(values)
        if "e" not in joined and "n" not in joined and "-0 " not in joined:
            return joined.split()
        return [number_text(value) for value in values]
    if kinds == {dt.date}:
        return list(map(dt.date.isoformat, values))
    return [value if type(value) is str and value == "" else cell_text(value) for value in values]
