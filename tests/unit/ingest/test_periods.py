"""File names and folders to reporting periods: tables of (input, expected)."""

import pytest

from sellthrough.ingest.periods import period_in_folder, period_in_name

DIGITS = r"pos_(?P<year>\d{4})(?P<month>\d\d)\.csv"
SWAPPED = r"ventes_(?P<month>\d\d)(?P<year>\d{4})\.csv"
NAMED = r"Birch_(?P<month>\w+)_(?P<year>\d{4})(_CORRECTED)?\.xlsx"
SHORT = r"FirUK_POS_(?P<month>[a-z]{3})(?P<year>\d\d)\.csv"
QUARTER = r"q(?P<quarter>\d)-(?P<year>\d{4})\.csv"
WEEK = r"wk(?P<week>\d\d?)_(?P<year>\d{4})\.csv"
FISCAL = r"pos_(?P<year>\d{4})_P(?P<period>\d\d?)\.csv"
DAY = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\.csv"


@pytest.mark.parametrize(
    ("pattern", "name", "cadence", "expected"),
    [
        (DIGITS, "pos_201910.csv", "monthly", "2019-10"),
        (DIGITS, "POS_201910.CSV", "monthly", "2019-10"),
        (DIGITS, "pos_201913.csv", "monthly", None),
        (DIGITS, "pos_201900.csv", "monthly", None),
        (DIGITS, "pos_201910.csv.bak", "monthly", None),
        (SWAPPED, "ventes_122019.csv", "monthly", "2019-12"),
        (NAMED, "Birch_December_2019.xlsx", "monthly", "2019-12"),
        (NAMED, "Birch_December_2019_CORRECTED.xlsx", "monthly", "2019-12"),
        (NAMED, "Birch_DEZEMBER_2019.xlsx", "monthly", "2019-12"),
        (NAMED, "Birch_décembre_2019.xlsx", "monthly", "2019-12"),
        (NAMED, "Birch_diciembre_2019.xlsx", "monthly", "2019-12"),
        (NAMED, "Birch_août_2019.xlsx", "monthly", "2019-08"),
        (NAMED, "Birch_aout_2019.xlsx", "monthly", "2019-08"),
        (NAMED, "Birch_Mrz_2019.xlsx", "monthly", "2019-03"),
        (NAMED, "Birch_Smarch_2019.xlsx", "monthly", None),
        (SHORT, "FirUK_POS_Oct19.csv", "monthly", "2019-10"),
        (SHORT, "FirUK_POS_Oct99.csv", "monthly", "1999-10"),
        (DIGITS, "pos_201910.csv", "quarterly", "2019-Q4"),
        (DIGITS, "pos_201910.csv", "weekly", None),
        (DIGITS, "pos_201910.csv", "daily", None),
        (QUARTER, "q3-2019.csv", "quarterly", "2019-Q3"),
        (QUARTER, "q5-2019.csv", "quarterly", None),
        (QUARTER, "q3-2019.csv", "monthly", None),
        (WEEK, "wk1_2020.csv", "weekly", "2020-W01"),
        (WEEK, "wk53_2020.csv", "weekly", "2020-W53"),
        (WEEK, "wk53_2019.csv", "weekly", None),
        (DAY, "2019-12-30.csv", "weekly", "2020-W01"),
        (DAY, "2019-12-30.csv", "daily", "2019-12-30"),
        (DAY, "2019-02-29.csv", "daily", None),
        (DAY, "2019-12-30.csv", "monthly", "2019-12"),
        (DAY, "2019-12-30.csv", "none", "2019-12-30"),
        (FISCAL, "pos_2026_P3.csv", "4-4-5", "2026-P03"),
        (FISCAL, "pos_2026_P13.csv", "4-4-5", None),
        (FISCAL, "pos_2026_P3.csv", "monthly", None),
        (r"all_(?P<year>\d{4})\.csv", "all_2019.csv", "none", "2019"),
        (r"all_(?P<year>\d{4})\.csv", "all_0001.csv", "none", None),
        (DIGITS, "pos_999912.csv", "monthly", None),
        (DIGITS, "pos_000101.csv", "monthly", None),
        (QUARTER, "q4-9999.csv", "quarterly", None),
        (WEEK, "wk52_9999.csv", "weekly", None),
        (FISCAL, "pos_0001_P1.csv", "4-4-5", None),
        (DAY, "9999-12-31.csv", "daily", None),
        (r"all\.csv", "all.csv", "none", None),
    ],
)
def test_a_file_name_gives_its_period(pattern: str, name: str, cadence: str, expected: str | None) -> None:
    assert period_in_name(pattern, name, cadence, 1) == expected


def test_a_month_falls_into_the_fiscal_quarter() -> None:
    assert period_in_name(DIGITS, "pos_201910.csv", "quarterly", 10) == "2020-Q1"


@pytest.mark.parametrize(
    ("folder", "cadence", "expected"),
    [
        ("2019-10", "monthly", "2019-10"),
        ("2019-Q4", "quarterly", "2019-Q4"),
        ("2019-Q4", "monthly", None),
        ("2019-W53", "weekly", None),
        ("2019-12-31", "daily", "2019-12-31"),
        ("2019-13", "monthly", None),
        ("october", "monthly", None),
        ("2026-P12", "4-4-5", "2026-P12"),
        ("2026-P13", "4-4-5", None),
        ("2026-12", "4-4-5", None),
        ("2019", "none", "2019"),
        ("2019-10/more", "none", None),
        ("9999-W52", "weekly", None),
        ("0001", "none", None),
        ("\u0662\u0660\u0661\u0669", "none", None),
    ],
)
def test_a_folder_is_a_period_only_when_written_as_one(folder: str, cadence: str, expected: str | None) -> None:
    assert period_in_folder(folder, cadence) == expected
