import random
from decimal import Decimal

import pytest

from sellthrough.console.chart import HEIGHT, Chart, bar_chart

D = Decimal


def periods(count: int) -> list[str]:
    return [f"{2024 + n // 12}-{n % 12 + 1:02d}" for n in range(count)]


def drawn(*values: str | None) -> Chart:
    return bar_chart([(p, D(v) if v is not None else None) for p, v in zip(periods(len(values)), values, strict=True)])


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["0"], ["0", "1"]),
        (["3"], ["0", "1", "2", "3"]),
        (["100", "40"], ["0", "25", "50", "75", "100"]),
        (["-40", "100"], ["-50", "0", "50", "100"]),
        (["-7"], ["-8", "-6", "-4", "-2", "0"]),
        (["0.083"], ["0.000", "0.025", "0.050", "0.075", "0.100"]),
        (["1234567.89"], ["0", "500000", "1000000", "1500000"]),
    ],
)
def test_lines_stand_at_round_values_and_hold_every_bar(values: list[str], ticks: list[str]) -> None:
    assert [tick.value for tick in drawn(*values).ticks] == [D(t) for t in ticks]


def test_heights_are_in_proportion_and_negative_bars_hang_below_zero() -> None:
    chart = drawn("100", "50", "-50")
    tall, half, below = chart.bars
    assert tall.height == pytest.approx(2 * half.height, abs=1)
    assert tall.top + tall.height == half.top + half.height == chart.base
    assert (below.top, below.height) == (chart.base, half.height)


def test_a_gap_has_no_bar_and_a_small_value_is_still_seen() -> None:
    gap, zero, small, _ = drawn(None, "0", "0.001", "1000").bars
    assert (gap.height, zero.height, small.height) == (0, 0, 1)


def test_the_year_stands_where_it_begins() -> None:
    bars = drawn(*["1"] * 14).bars
    assert [bar.year for bar in bars] == ["2024", *[""] * 11, "2025", ""]
    assert (bars[0].label, bars[13].label) == ("Jan", "Feb")


def test_no_values_make_an_empty_chart() -> None:
    chart = bar_chart([])
    assert (chart.bars, [tick.value for tick in chart.ticks]) == ((), [D(0), D(1)])


@pytest.mark.parametrize("seed", range(30))
def test_whatever_the_values_everything_lies_within_the_picture(seed: int) -> None:
    dice = random.Random(seed)
    size = D(10) ** dice.randint(-6, 12)
    values = [None if dice.random() < 0.1 else D(dice.randint(-999, 999)) * size for _ in range(dice.randint(1, 24))]
    chart = bar_chart(list(zip(periods(len(values)), values, strict=True)))
    assert 2 <= len(chart.ticks) <= 7
    assert [t.value for t in chart.ticks] == sorted(t.value for t in chart.ticks)
    for bar in chart.bars:
        assert 0 <= bar.left < bar.left + bar.width <= 100
        assert 0 <= bar.top <= bar.top + bar.height <= HEIGHT
    for tick in chart.ticks:
        assert 10 <= tick.top <= HEIGHT - 30
