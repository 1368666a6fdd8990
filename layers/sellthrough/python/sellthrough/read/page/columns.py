"""In: the lines of a table. Out: its columns of numbers, with how finely each is written, to compare sums by."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sellthrough.read.page.figures import Figure
from sellthrough.read.page.lines import Line

# Rounded numbers miss their sum by about half a unit times the root of how many they are; this is three times that.
_ROUNDING = 0.9
# Numbers blurred on purpose to multiples of 3 or 5, as statistics offices do, miss by more.
_BLURRING = 1.6
_MOST_DECIMALS = 6


@dataclass(frozen=True)
class NumberColumn:
    """Numbers of one column.

    Attributes:
        values: Position in the body to number.
        unit: What they are rounded to.
        looseness: By how many units, for one addend, a sum may be missed.
        is_signed: Whether some are negative.
    """

    values: dict[int, Figure]
    unit: float
    looseness: float
    is_signed: bool

    def slack(self, addends: int, total: float) -> float:
        """How far a sum of so many rounded numbers may be from its rounded total."""
        return self.unit * self.looseness * math.sqrt(addends + 1) + 1e-9 * abs(total)

    def told(self, total: Figure, addends: int) -> float:
        """How many digits a sum that agrees with this total tells."""
        slack = self.slack(addends, total.value)
        return min(math.log10(1 + abs(total.value) / (2 * slack)), total.digits)


def number_columns(body: Sequence[Line], columns: Sequence[int]) -> dict[int, NumberColumn]:
    """Those of the columns that hold more than two numbers."""
    held = {column: _column_of(body, column) for column in columns}
    return {column: numbers for column, numbers in held.items() if len(numbers.values) > 2}


def _column_of(body: Sequence[Line], column: int) -> NumberColumn:
    values = {at: figure for at, line in enumerate(body) if (figure := line.figures.get(column))}
    decimals = max((figure.decimals for figure in values.values()), default=0)
    unit, looseness = 10.0**-decimals, _ROUNDING
    if decimals <= _MOST_DECIMALS:
        steps = math.gcd(*(round(figure.value * 10**decimals) for figure in values.values()))
        tens = 0
        while steps and steps % 10 == 0:
            steps, tens = steps // 10, tens + 1
        unit *= 10**tens
        if steps in (3, 5):
            unit, looseness = unit * steps, _BLURRING
    return NumberColumn(values, unit, looseness, any(figure.value < 0 for figure in values.values()))
