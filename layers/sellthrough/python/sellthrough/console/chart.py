"""Numbers by period in, the geometry of a bar chart out. `chart.html.j2` draws it, with its table below.

Widths are per cent and heights pixels, so that text keeps its size on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

HEIGHT = 180
_TOP, _BOTTOM = 18, 36
_BAR_SHARE = Decimal("0.64")
_LEAST_SLOTS = 6  # a few bars stand on the left, and are no wider than others
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Bar:
    """One period: per cent from the left and wide, pixels from the top and high. `label` and `year` stand below it."""

    period: str
    value: Decimal | None
    left: Decimal
    width: Decimal
    middle: Decimal
    top: int
    height: int
    label: str
    year: str


@dataclass(frozen=True)
class Tick:
    """One line across: its value, and pixels from the top."""

    value: Decimal
    top: int


@dataclass(frozen=True)
class Chart:
    """A bar chart, `height` pixels high; `base` is where zero lies."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: int
    base: int


def bar_chart(values: Sequence[tuple[str, Decimal | None]], height: int = HEIGHT) -> Chart:
    """The chart of these values.

    Args:
        values: Period YYYY-MM and its value, in the order shown; None leaves a gap.
        height: Pixels, with the labels.
    """
    known = [value for _, value in values if value is not None]
    step = _step(max(known, default=Decimal(0)), min(known, default=Decimal(0)))
    low = (min([*known, Decimal(0)]) / step).to_integral_value(ROUND_FLOOR) * step
    high = max((max([*known, Decimal(0)]) / step).to_integral_value(ROUND_CEILING) * step, low + step)
    scale = Decimal(height - _TOP - _BOTTOM) / (high - low)

    def top_of(value: Decimal) -> int:
        return _TOP + round((high - value) * scale)

    base = top_of(Decimal(0))
    slot = Decimal(100) / max(len(values), _LEAST_SLOTS)
    bars = []
    for place, (period, value) in enumerate(values):
        edge = top_of(value) if value is not None else base
        # What is not zero is seen, however small.
        tall = max(abs(base - edge), 1) if value else 0
        is_first = place == 0 or period[:4] != values[place - 1][0][:4]
        bars.append(
            Bar(
                period=period,
                value=value,
                left=_cent(slot * (place + (1 - _BAR_SHARE) / 2)),
                width=_cent(slot * _BAR_SHARE),
                middle=_cent(slot * (place + Decimal("0.5"))),
                top=base if value is not None and value < 0 else base - tall,
                height=tall,
                label=_MONTHS[int(period[5:7]) - 1],
                year=period[:4] if is_first else "",
            )
        )
    count = int((high - low) / step)
    ticks = tuple(Tick(low + step * n, top_of(low + step * n)) for n in range(count + 1))
    return Chart(tuple(bars), ticks, height, base)


def _step(highest: Decimal, lowest: Decimal) -> Decimal:
    """A round distance between lines that makes two to five of them."""
    span = max(highest, Decimal(0)) - min(lowest, Decimal(0))
    if not span:
        return Decimal(1)
    rough = span / 4
    power = Decimal(10) ** rough.adjusted()
    return next(factor * power for factor in _STEPS if factor * power >= rough)


def _cent(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
