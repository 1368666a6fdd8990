"""A workbook as plain values: what the writers in this folder write, each in its own format, and nothing reads."""

import datetime as dt
from dataclasses import dataclass

ERROR_CODES = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}


class Error(str):
    """An error value, "#N/A"."""


@dataclass(frozen=True)
class Formula:
    """A formula, of which every format keeps the last result."""

    result: str | float | bool


Cell = str | float | bool | dt.date | dt.datetime | Error | Formula | None


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: list[list[Cell]]
    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    sheets: list[Sheet]
    is_1904: bool = False

    def serial(self, moment: dt.date) -> float:
        """The day number of a date or a moment in this workbook."""
        start = dt.datetime(1904, 1, 1) if self.is_1904 else dt.datetime(1899, 12, 30)
        whole = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
        return (whole - start) / dt.timedelta(days=1)


def column_name(at: int) -> str:
    """A, B ... Z, AA for 0, 1 ... 25, 26."""
    name, at = "", at + 1
    while at:
        at, letter = divmod(at - 1, 26)
        name = chr(65 + letter) + name
    return name
