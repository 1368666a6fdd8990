"""Numbers as partners and statistics offices write them."""

import pytest

from sellthrough.read.page.figures import comma_is_decimal, figure_of, is_missing


@pytest.mark.parametrize(
    ("cell", "value", "decimals", "digits"),
    [
        ("1234", 1234, 0, 4),
        ("12000", 12000, 0, 2),
        ("1,234.50", 1234.5, 1, 5),
        ("1.234,5", 1234.5, 1, 5),
        ("1\u00a0234", 1234, 0, 4),
        ("1'234'567", 1234567, 0, 7),
        ("(45.10)", -45.1, 1, 3),
        ("45-", -45, 0, 2),
        ("–11.4", -11.4, 1, 3),
        ("$ 7.25", 7.25, 2, 3),
        ("78.3%", 78.3, 1, 3),
        ("5.6564e-002", 0.056564, 4, 5),
        ("0.05", 0.05, 2, 1),
        ("4,800E", 4800, 0, 2),
        ("19.5 \\2", 19.5, 1, 3),
        ("3.2*", 3.2, 1, 2),
    ],
)
def test_a_number_is_read_with_its_digits(cell: str, value: float, decimals: int, digits: int) -> None:
    figure = figure_of(cell, decimal_comma=False)
    assert figure is not None
    assert figure[:3] == (pytest.approx(value), decimals, digits)


@pytest.mark.parametrize("cell", ["", "A-1", "2019-10-01", "1,2,3", "12,34,5", "1 23", "SO 12", "1.2.3", "x", "1E999"])
def test_what_is_no_number_is_none(cell: str) -> None:
    assert figure_of(cell, decimal_comma=False) is None


def test_the_page_tells_what_a_comma_is() -> None:
    assert comma_is_decimal(["38,9", "1,234", "7,25"])
    assert not comma_is_decimal(["38.9", "1,234", "1,234,567"])


def test_a_long_cell_is_no_number_and_costs_no_time() -> None:
    assert not comma_is_decimal(["1," + "\t" * 3000 + "x"])  # 16 minutes, once
    assert figure_of("1,234", decimal_comma=True) == (1.234, 3, 4, False)
    assert figure_of("1,234", decimal_comma=False) == (1234, 0, 4, False)


@pytest.mark.parametrize("cell", ["-", "–", "..", "(NA)", "n/a", "(X)", "N.A.", "null"])
def test_marks_for_no_number_are_known(cell: str) -> None:
    assert is_missing(cell)


@pytest.mark.parametrize("cell", ["A", "EA", "Oslo", "0", "(2)"])
def test_short_texts_are_no_such_marks(cell: str) -> None:
    assert not is_missing(cell)
