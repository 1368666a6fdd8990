"""Number spellings are read as what they can only mean; the decimal mark comes from the column, never from a guess."""

from decimal import Decimal

import pytest

from sellthrough.errors import Held
from sellthrough.normalize.numbers import MarkEvidence, decide_marks, parse_number

ONE_READING = [
    ("0", "0"), ("12", "12"), ("-12", "-12"), ("+5", "5"), ("1,234.56", "1234.56"), ("1.234,56", "1234.56"),
    ("1 234,56", "1234.56"), ("1\u00a0234,56", "1234.56"), ("1\u202f234,56", "1234.56"), ("1'234.56", "1234.56"),
    ("1’234.56", "1234.56"), ("$1,234.56", "1234.56"), ("€ 12,50", "12.50"), ("12,50 €", "12.50"),
    ("USD 1,234.50", "1234.50"), ("1234.5 usd", "1234.5"), ("kr 12,50", "12.50"), ("US$ 7.25", "7.25"),
    ("(12.50)", "-12.50"), ("($1,200.00)", "-1200.00"), ("$(12.00)", "-12.00"), ("12-", "-12"), ("12.50-", "-12.50"),
    ("-€5", "-5"), ("€-5", "-5"), ("−5", "-5"), ("(-5)", "-5"), ("25%", "25"), ("12,5 %", "12.5"),
    ("１２３", "123"), ("１，２３４．５６", "1234.56"), ("0,123", "0.123"), ("0.123", "0.123"), ("1234,567", "1234.567"),
    ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("1,23,456.78", "123456.78"), ("1e3", "1000"),
    ("1.5E+02", "150"), (".5", "0.5"), (",5", "0.5"), ("12,", "12"), ("CHF 1'000.-", "1000"), ("12 345,678", "12345.678"),
    ('"12"', "12"), (" 12 ", "12"), ("1.000,00-", "-1000"),
]  # fmt: skip
NO_NUMBER = ["abc", "n/a", "", "-", "12 34", "12 pcs", "--5", "(5", "5)", "1,2,3", "1.2.3", "1,23.456,7", "five", "1..2",
             "12 XYZ", "$", "(-5-)", "1 2345,0", "0x1F"]  # fmt: skip


@pytest.mark.feature("E18")
@pytest.mark.parametrize(("text", "value"), ONE_READING)
def test_a_spelling_with_one_reading_is_that_number(text: str, value: str) -> None:
    assert parse_number(text, ".") == parse_number(text, ",") == Decimal(value)


@pytest.mark.parametrize("text", NO_NUMBER)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text, ".") is None


@pytest.mark.feature("E18")
@pytest.mark.parametrize(
    ("text", "point", "comma"), [("1,234", "1234", "1.234"), ("1.234", "1.234", "1234"), ("$12,345", "12345", "12.345")]
)
def test_a_spelling_with_two_readings_follows_the_mark(text: str, point: str, comma: str) -> None:
    assert (parse_number(text, "."), parse_number(text, ",")) == (Decimal(point), Decimal(comma))


def marks(*columns: MarkEvidence, agreed: str | None = None, kind: str = "delimited") -> list[str]:
    named = {f"f{i}": e for i, e in enumerate(columns)}
    return list(decide_marks(named, {}, agreed, kind).values())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ([MarkEvidence(point=3, either=2, sample="1,234")], ["."]),
        ([MarkEvidence(comma=3, either=2, sample="1,234")], [","]),
        ([MarkEvidence(comma=3), MarkEvidence(either=1, sample="1.234")], [",", ","]),
        ([MarkEvidence(point=97, comma=3, either=1, sample="1,234")], ["."]),
        ([MarkEvidence()], ["."]),
    ],
)
def test_the_mark_shows_in_the_column_or_else_in_the_file(columns: list[MarkEvidence], wanted: list[str]) -> None:
    assert marks(*columns) == wanted


@pytest.mark.parametrize(
    "columns",
    [
        [MarkEvidence(either=1, sample="1,234")],
        [MarkEvidence(point=5, comma=5, either=1, sample="1,234")],
        [MarkEvidence(point=5), MarkEvidence(comma=5), MarkEvidence(either=1, sample="1,234")],
    ],
)
def test_two_readings_that_nothing_decides_hold_the_file(columns: list[MarkEvidence]) -> None:
    with pytest.raises(Held, match=r"UNCLEAR_NUMBERS.*1,234"):
        marks(*columns)
    assert marks(*columns, agreed=",") == [","] * len(columns)


def test_number_cells_of_a_workbook_have_a_point() -> None:
    assert marks(MarkEvidence(either=1, sample="1.234"), kind="xlsx") == ["."]
    with pytest.raises(Held):
        marks(MarkEvidence(comma=2), MarkEvidence(point=2), MarkEvidence(either=1, sample="1.234"), kind="xlsx")
