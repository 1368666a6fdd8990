from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sellthrough.console import words

D = Decimal


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (None, None, "–"),
        (0, None, "0"),
        (1234567, None, "1,234,567"),
        (D("1234.5000"), None, "1,234.5"),
        (D("1E+3"), None, "1,000"),
        (D("-12.345"), 2, "−12.34"),
        (D("-12.355"), 2, "−12.36"),
        (D("-0.001"), 2, "0.00"),
        (D("0.00000049"), None, "0"),
        (D("5"), 2, "5.00"),
    ],
)
def test_numbers(value: Any, digits: int | None, text: str) -> None:
    assert words.number(value, digits) == text


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("reporting_amount", D("1234567.89123456"), "1,234,567.89"),
        ("quantity_units", D("12.5000"), "12.5"),
        ("win_rate_count_ratio", D("0.123456"), "12.3 %"),
        ("win_rate_count_ratio", None, "–"),
        ("weeks_of_supply", D("13.250000"), "13.25"),
        ("won_count", 3, "3"),
    ],
)
def test_a_measure_is_shown_as_its_kind_is(column: str, value: Any, text: str) -> None:
    assert words.measure(column, value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0"), ("750", "750"), ("2500", "2.5 k"), ("-1500000", "−1.5 m"), ("2E9", "2 bn"), ("0.025", "0.025")],
)
def test_the_lines_of_a_chart_have_short_numbers(value: str, text: str) -> None:
    assert words.short_number(D(value)) == text


@pytest.mark.parametrize(
    ("column", "label"),
    [
        ("on_hand_units", "On hand (units)"),
        ("reporting_amount", "Value"),
        ("tier_to", "Sold to"),
        ("won_count", "Won"),
        ("bookings_amount", "Bookings (amount)"),
    ],
)
def test_a_column_has_a_name_that_people_use(column: str, label: str) -> None:
    assert words.label_of(column) == label


def test_instants_are_shown_in_the_vendors_zone() -> None:
    assert words.moment("2025-07-01T22:30:00+00:00", "Europe/Berlin") == "2025-07-02 00:30 CEST"
    assert words.moment("2025-07-01T22:30:00") == "2025-07-01 22:30 UTC"
    assert words.moment(None) == "–"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-07-01T11:59:30+00:00", "just now"),
        ("2025-07-01T11:58:59+00:00", "1 minute ago"),
        ("2025-07-01T09:00:00+00:00", "3 hours ago"),
        ("2025-06-01T12:00:00+00:00", "30 days ago"),
        ("2025-07-01T13:00:00+00:00", ""),
        (None, ""),
    ],
)
def test_how_long_ago(text: str | None, said: str) -> None:
    assert words.ago(text, datetime(2025, 7, 1, 12, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("2025-07-01T12:00:03.250000+00:00", "3.2 s"),
        ("2025-07-01T12:02:05+00:00", "2 min 5 s"),
        ("2025-07-01T14:02:05+00:00", "2 h 2 min"),
        (None, "–"),
    ],
)
def test_how_long_it_took(end: str | None, text: str) -> None:
    assert words.duration("2025-07-01T12:00:00+00:00", end) == text
