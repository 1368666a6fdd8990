"""Quantities of one file in, sales as positive numbers out; a file of nothing but negative ones is asked about.

Some systems post what leaves the warehouse as negative. Read as written, a month of sales would be a month of returns.
"""

from collections.abc import Sequence
from decimal import Decimal

from sellthrough.errors import Held
from sellthrough.normalize.numbers import parse_number
from sellthrough.normalize.pack_headings import pack_fields
from sellthrough.normalize.record_types import RULES
from sellthrough.normalize.work import Work

_TELLING = 5
_MOSTLY = 0.95
_SIGNED = ("quantity_units", "net_amount")


def ask_signs(work: Work, rows: Sequence[Sequence[str | None]]) -> None:
    """Look whether nearly all quantities of the sample are negative.

    Raises:
        Held: UNCLEAR_NUMBERS, when they are and the agreement does not say what that means.
    """
    if work.feed.layout.sign or "quantity_units" not in work.fields or not RULES[work.feed.record_type].signed:
        return
    values = [value for value in _numbers(work, "quantity_units", rows) if value]
    negative = [v for v in values if v < 0]
    if len(values) >= _TELLING and len(negative) >= _MOSTLY * len(values):
        raise Held(
            "UNCLEAR_NUMBERS",
            f"{len(negative)} of {len(values)} quantities looked at in column {work.heading('quantity_units')!r} are "
            "negative. Are they sales that the sender writes as negative numbers, or returns (sign)?",
        )


def turn_signs(work: Work, rows: Sequence[Sequence[str | None]]) -> None:
    """Turn quantities around where the agreement says that sales are negative; amounts too when they go with them."""
    if work.feed.layout.sign != "reversed":
        return
    for name in (*_SIGNED, *pack_fields()):
        if name in work.fields and (name != "net_amount" or _go_together(work, rows)):
            work.columns[f"{name}_value"] = f"-({work.columns[f'{name}_value']})"
            work.readings[name] = "; ".join(filter(None, (work.readings.get(name), "sign turned around, as agreed")))


def _go_together(work: Work, rows: Sequence[Sequence[str | None]]) -> bool:
    """True when most amounts of the sample have the sign of their quantity."""
    pairs = zip(_numbers(work, "quantity_units", rows), _numbers(work, "net_amount", rows), strict=True)
    same = [q * a > 0 for q, a in pairs if q and a]
    return 2 * sum(same) >= len(same)


def _numbers(work: Work, name: str, rows: Sequence[Sequence[str | None]]) -> list[Decimal | None]:
    position = work.mapping.positions.get(name, 0)
    cells = [row[position - 1] if 0 < position <= len(row) else None for row in rows]
    return [parse_number(cell, ".") if cell else None for cell in cells]
