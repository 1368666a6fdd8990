"""In: headings and records of a table. Out: its year and month columns that stand for a date, and a record's date."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from sellthrough.model.months import month_begun
from sellthrough.model.workspace import Layout
from sellthrough.read.page.pivot import last_day_of
from sellthrough.read.values import BLANKS, is_number, is_typed, normalised

_WORDS = tomllib.loads(files(__package__).joinpath("periods.toml").read_text(encoding="utf-8"))
# 2025 and 3 as written, and 2025.0 and 3.0 as a spreadsheet prints them.
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])(?:\.0)?")


@dataclass(frozen=True)
class SplitPeriod:
    """Positions (from 0) of the columns that hold year and month."""

    year: int
    month: int

    def day_of(self, cells: Sequence[str]) -> str:
        """The last day of the record's month (ISO 8601); "" when its cells name none."""
        year = _YEAR.fullmatch(_cell(cells, self.year))
        text = _cell(cells, self.month)
        digits = _MONTH.fullmatch(text)
        month = int(digits[1]) if digits else month_begun(text.rstrip("."))
        return last_day_of(int(year[1]), month).isoformat() if year and month else ""


def find_split_period(headings: Sequence[str], records: Sequence[Sequence[str]], layout: Layout) -> SplitPeriod | None:
    """The columns of year and month, None when the table has dates of its own or the agreement maps one of them.

    Args:
        headings: Of the table.
        records: The cells of its first records.
        layout: The agreement's layout.
    """
    names = [normalised(heading) for heading in headings]
    found = {word: [at for at, name in enumerate(names) if name in _WORDS[word]] for word in ("year", "month")}
    agreed = {normalised(heading) for heading in layout.columns}
    if any(len(places) != 1 or names[places[0]] in agreed for places in found.values()):
        return None
    period = SplitPeriod(found["year"][0], found["month"][0])
    dates = [any(is_typed(cell) and not is_number(cell) for cell in cells) for cells in records]
    days = [period.day_of(cells) for cells in records]
    return None if any(dates) or sum(map(bool, days)) * 2 <= len(days) else period


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip(BLANKS) if at < len(cells) else ""
