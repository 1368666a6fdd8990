"""A whole column in DuckDB is read exactly as each of its values is read alone, and unclear columns hold the file."""

import random
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellthrough.errors import Held
from sellthrough.model.cleaning import Cleaning, cleaning_of
from sellthrough.normalize.names import define_name_macros, name_key
from sellthrough.normalize.numbers import parse_number
from sellthrough.normalize.text import clean, define_text_macros

CONNECTION = duckdb.connect()
define_text_macros(CONNECTION)
define_name_macros(CONNECTION)
HEADINGS = ["Invoice No", "Invoice Date", "Vendor Part #", "Qty", "Net Amount"]


def column(values: list[str]) -> list[list[str | None]]:
    return [[f"I{i}", "2025-03-01", "VX-100", "1", v] for i, v in enumerate(values)]


def test_a_column_of_mixed_spellings_is_read_value_by_value(run) -> None:
    spellings = [
        "1,234.56",
        "1.234,56",
        "$12.50",
        "1 234,56",
        "1’234.56",
        "１２３．５",
        "1.5E+02",
        "12,50 €",
        "0,123",
        "1326.5100000000002",
    ]
    result = run(HEADINGS, column(spellings), configuration={"exchange_rates": [
        {"period": "2025-03", "currency_code": "EUR", "units_per_reporting_unit": "0.5"}]})  # fmt: skip
    expected = [parse_number(s, ".").quantize(Decimal("0.0001")) for s in spellings]  # type: ignore[union-attr]
    assert [row["net_amount"] for row in result.candidates] == expected


def test_values_of_every_length_are_exact_to_the_last_decimal(run) -> None:
    dice, texts = random.Random(5), list[str]()
    for digits in [*range(1, 14)] * 12:
        whole, decimals = dice.randrange(10**digits), dice.choice(["", "5", "05", "995", "0005", "99995", "000050"])
        dot = f"{whole:,}.{decimals}" if decimals else str(whole)
        comma = dot.translate(str.maketrans(",.", ".,"))
        texts += [dot, f"-{dot}", f"({dot})", f"USD {dot}", comma, f"{comma} €", f"{dot.replace(',', '')}-"]
    values = [parse_number(text, ".") or Decimal(0) for text in texts]
    rows = column(texts)
    for row, value in zip(rows, values, strict=True):
        row[3] = "-1" if value < 0 else "1"
    rates = [{"period": "2025-03", "currency_code": "EUR", "units_per_reporting_unit": "0.5"}]
    result = run(HEADINGS, rows, layout={"decimal": "."}, configuration={"exchange_rates": rates})
    found = [row["net_amount"] for row in result.candidates]
    assert found == [value.quantize(Decimal("0.0001"), ROUND_HALF_UP) for value in values]


@pytest.mark.feature("E18")
def test_the_mark_of_the_file_decides_a_column_that_shows_none(run) -> None:
    rows = [["I1", "2025-03-01", "VX-100", "1.200", "2.400,50"]]
    result = run(HEADINGS, rows, partner_id="eiche")
    assert result.candidates[0]["quantity_units"] == Decimal(1200)


@pytest.mark.feature("E18")
def test_a_column_whose_mark_is_not_certain_holds_the_file_until_the_agreement_says(run) -> None:
    rows = column(["1,234", "5,678"])
    with pytest.raises(Held, match="UNCLEAR_NUMBERS"):
        run(HEADINGS, rows)
    amounts = {
        mark: [row["net_amount"] for row in run(HEADINGS, rows, layout={"decimal": mark}).candidates] for mark in ".,"
    }
    assert amounts == {".": [Decimal(1234), Decimal(5678)], ",": [Decimal("1.234"), Decimal("5.678")]}


@pytest.mark.feature("E17")
def test_dates_that_could_be_two_days_hold_the_file_until_the_agreement_says(run) -> None:
    rows = [["I1", "03/02/2025", "VX-100", "1", "5.00"], ["I2", "04/02/2025", "VX-100", "1", "5.00"]]
    with pytest.raises(Held, match=r"UNCLEAR_DATES.*Invoice Date"):
        run(HEADINGS, rows)
    days = [str(row["sold_date"]) for row in run(HEADINGS, rows, layout={"date_order": "dmy"}).candidates]
    assert days == ["2025-02-03", "2025-02-04"]
    with_evidence = [*rows, ["I3", "02/27/2025", "VX-100", "1", "5.00"]]
    assert str(run(HEADINGS, with_evidence).candidates[0]["sold_date"]) == "2025-03-02"


def test_a_time_of_day_is_no_part_of_the_day(run) -> None:
    rows = [[f"I{h}", f"2025-03-01 {h:02d}:15:0{h % 10}", "VX-100", "1", "5.00"] for h in range(24)]
    assert {str(row["sold_date"]) for row in run(HEADINGS, rows).candidates} == {"2025-03-01"}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="ab\"' =\u00a0\n\té日\x00\x01\u200b\ufeff1-", max_size=7), min_size=1, max_size=30))
def test_clean_is_one_rule_in_both_languages(cells: list[str]) -> None:
    found = CONNECTION.execute("select clean(k) from (select unnest(?) as k)", [cells]).fetchall()
    assert [row[0] for row in found] == [clean(c) for c in cells]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="ab\"' =é日-", min_size=1, max_size=7), min_size=1, max_size=30))
def test_cells_with_only_spaces_to_take_are_cleaned_alike_in_the_short_way(cells: list[str]) -> None:
    cells = [c for c in cells if cleaning_of(pa.chunked_array([[c]])) < Cleaning.ANYTHING]
    query = """select clean_spaces(k), taken(k, clean(k)), cast(k is distinct from clean_spaces(k) as utinyint)
               from (select unnest(?) as k)"""
    found = CONNECTION.execute(query, [cells]).fetchall()
    assert [row[0] for row in found] == [clean(c) for c in cells]
    assert [row[1] for row in found] == [row[2] for row in found]


WORDS = ["Acme", "Inc.", "INCORPORATED", "Ltd", "Limited", "S.A.", "S. A.", "b.v.", "Co", "&", "und", "O'Neil", "A/S",
         "Müller", "GmbH", "K.K.", "-", "AT&T", "Public", "limited", "company", "_x_"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=30))
def test_a_plain_name_folds_to_its_key(names: list[str]) -> None:
    query = "select k, fold_name(k) from (select unnest(?) as k) where is_plain_name(k, fold_name(k))"
    found = CONNECTION.execute(query, [names]).fetchall()
    assert [(k, name_key(k)) for k, _ in found] == found
