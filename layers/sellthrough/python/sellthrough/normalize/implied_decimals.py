"""Quantity, price and amount of the sample's lines in; a question where the amount's decimal mark is left out out."""

from collections.abc import Sequence
from decimal import Decimal

from sellthrough.errors import Held
from sellthrough.normalize.numbers import parse_number
from sellthrough.normalize.work import Work

_DIGITS = (2, 3, 4)
_TELLING = 3
_ENOUGH = Decimal("0.9")
_COLUMNS = ("quantity_units", "unit_price_amount", "net_amount")


def ask_implied_decimals(work: Work, rows: Sequence[Sequence[str | None]]) -> None:
    """Look whether quantity x price is the amount once its last digits are taken for decimals.

    Raises:
        Held: UNCLEAR_NUMBERS, when that is so on nearly every line and the agreement does not say it yet.
    """
    places = [work.mapping.positions.get(name) for name in _COLUMNS]
    if None in places or set(_COLUMNS) & work.feed.layout.implied_decimals.keys():
        return
    lines = [_numbers([row[place - 1] for place in places if place]) for row in rows]
    telling = [line for line in lines if line and line[0] * line[1] and line[2] == line[2].to_integral_value()]
    for digits in _DIGITS:
        right = [
            line for line in telling if abs(line[0] * line[1] - line[2] / 10**digits) <= Decimal("0.01") * abs(line[0])
        ]
        if len(telling) >= _TELLING and len(right) >= _ENOUGH * len(telling):
            heading = work.heading("net_amount")
            raise Held(
                "UNCLEAR_NUMBERS",
                f"On {len(right)} of {len(telling)} lines looked at, quantity x price is column {heading!r} divided by "
                f"{10**digits}. Are its last {digits} digits decimals (implied_decimals)?",
            )


def _numbers(cells: list[str | None]) -> tuple[Decimal, Decimal, Decimal] | None:
    values = [parse_number(cell, ".") if cell else None for cell in cells]
    quantity, price, amount = values
    return None if quantity is None or price is None or amount is None else (quantity, price, amount)
