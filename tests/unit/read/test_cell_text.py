"""The texts of a column are those of its cells, whichever way is the quick one."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellthrough.read.books.cell_text import cell_text, column_texts

AWKWARD = [
    2.0**53,
    -(2.0**53),
    9.5e15,
    1e15 + 0.5,
    0.0,
    -0.0,
    0.1 + 0.2,
    1e15,
    1e16,
    123456789012345.6,
    1234567890123456.0,
    1e-5,
    0.00012345678901234567,
    -1e22,
]
FLOATS = st.floats(allow_nan=True) | st.sampled_from(AWKWARD) | st.integers(-(10**16), 10**16).map(float)


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.0**53, "9007199254740992"), (-9.5e15, "-9500000000000000"), (1e15, "1000000000000000"), (1e16, "10000000000000000"),
     (1e15 + 0.5, "1000000000000000.5"), (1.5e-7, "0.00000015"), (1e22, "1" + "0" * 22)],
)  # fmt: skip
def test_a_long_number_has_no_exponent_and_no_point_zero(value: float, text: str) -> None:
    assert cell_text(value) == text


@given(values=st.lists(FLOATS, min_size=1, max_size=30), times=st.integers(1, 20))
@settings(max_examples=200, deadline=None)
def test_numbers_of_a_column_read_as_each_of_them_does(values: list[float], times: int) -> None:
    assert list(column_texts(values * times)) == [cell_text(value) for value in values] * times


@given(cents=st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=300, unique=True))
@settings(max_examples=100, deadline=None)
def test_amounts_read_as_they_were_written(cents: list[int]) -> None:
    amounts = [Decimal(number) / 100 for number in cents]
    assert [Decimal(text) for text in column_texts([float(amount) for amount in amounts])] == amounts


@pytest.mark.parametrize(
    "values",
    [
        [dt.date(2025, 3, 1), dt.date(1999, 12, 31), dt.date(2025, 3, 1)],
        ["a", "two\r\nlines", "nul\0", ""],
        [1.5, "x", dt.date(2025, 1, 1), True, ""],
    ],
)
def test_a_column_of_any_kind_reads_as_its_cells_do(values: list[object]) -> None:
    assert list(column_texts(values)) == [cell_text(value) for value in values]
