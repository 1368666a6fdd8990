"""Date spellings are read as what they can only mean; what could be two days is never guessed."""

from datetime import date

import pytest

from sellthrough.normalize.dates import NumericDate, evidence_of, read_date, settle

THIRD = date(2019, 10, 3)
SPELLINGS = [
    "2019-10-03", "2019/10/03", "2019.10.03", "2019-10-3", "20191003", "2019-10-03T00:00:00", "2019-10-03T00:00:00Z",
    "2019-10-03 12:30", "2019-10-03T10:00:00.123+02:00", "20191003123000", "3-Oct-2019", "03 Oct 2019", "3-Oct-19",
    "03OCT2019", "Oct 3, 2019", "October 3rd, 2019", "Thursday, October 3, 2019", "Thu, 3 Oct 2019", "2019-Oct-03",
    "3. Oktober 2019", "03. Okt. 2019", "3 octobre 2019", "3-oct.-2019", "3 de octubre de 2019", "03/octubre/2019",
    "2019年10月3日", "２０１９年１０月３日", "43741", "43741.75", " 2019-10-03 ", '"2019-10-03"',
]  # fmt: skip
NUMERIC = ["03/10/2019", "3/10/19", "03-10-2019", "3 10 2019", "03.10.2019", "03.10.19", "03/10/2019 23:59:59",
           "3/10/2019 12:00 AM"]  # fmt: skip


@pytest.mark.feature("E17")
@pytest.mark.parametrize("text", SPELLINGS)
def test_a_spelling_with_one_reading_is_that_day(text: str) -> None:
    assert read_date(text) == THIRD


@pytest.mark.feature("E17")
@pytest.mark.parametrize("text", NUMERIC)
def test_a_numeric_date_follows_the_order_of_its_column(text: str) -> None:
    value = read_date(text)
    assert isinstance(value, NumericDate)
    assert settle(value, "dmy") == THIRD
    assert settle(value, "mdy") == date(2019, 3, 10)


def test_the_months_of_four_languages_are_known() -> None:
    words = ["März", "mars", "marzo", "March", "Mrz", "mar"]
    assert {read_date(f"5 {w} 2020") for w in words} == {date(2020, 3, 5)}
    assert read_date("1er août 2020") == date(2020, 8, 1)
    assert read_date("24. Dez. 2020") == read_date("24 déc. 2020") == read_date("24 dic 2020") == date(2020, 12, 24)


@pytest.mark.parametrize("text", ["n/a", "", "2019-02-30", "2019-13-01", "31 Foo 2019", "12345678901", "99999", "TBD"])
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["31/11/2019", "45/13/2019", "0/0/2019"])
def test_an_impossible_numeric_day_is_no_date_in_any_order(text: str) -> None:
    value = read_date(text)
    assert isinstance(value, NumericDate)
    assert [settle(value, order) for order in ("dmy", "mdy", None)] == [None, None, None]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/10/2019", "27/10/2019"], "dmy"),
        (["03/10/2019", "10/27/2019"], "mdy"),
        (["03/10/2019", "04/10/2019"], None),
        (["27/10/2019", "10/27/2019"], None),
        ([f"{d}/10/2019" for d in range(13, 32)] * 2 + ["10/27/2019"], "dmy"),
        (["31/31/2019", "45/13/2019"], None),
        (["32/10/03", "33/11/04"], "ymd"),
    ],
)
def test_the_order_shows_in_days_beyond_twelve(texts: list[str], order: str | None) -> None:
    assert evidence_of([read_date(t) for t in texts], is_dotted=False).order == order


def test_two_digit_years_lie_between_1970_and_2069() -> None:
    assert [settle(read_date(t), "dmy") for t in ("1/2/70", "1/2/69")] == [date(1970, 2, 1), date(2069, 2, 1)]  # type: ignore[arg-type]
