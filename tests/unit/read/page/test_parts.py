"""Several tables on one page: each is found, one is the report, and every line is accounted for."""

import pytest
from tests.unit.read.page.grids import tables_of
from tests.unit.read.reading import read_text

from sellthrough.errors import Held
from sellthrough.model.workspace import Layout

SALES = [["Sales"], ["SKU", "Units", "Net"], ["A-1", "5", "51.20"], ["A-2", "7", "14.75"], ["Total", "12", "65.95"]]
STOCK = [["Stock on hand"], ["Place", "SKU", "On hand"], ["Oslo", "A-1", "40"], ["Narvik", "A-2", "9"]]
TEXT = "\n".join(",".join([*row, "", ""][:3]) for row in [*SALES, [], *STOCK]) + "\n"


@pytest.mark.feature("M22")
def test_each_table_of_a_page_is_found_with_its_own_heading_and_lines() -> None:
    sales, stock = tables_of([*SALES, [], *STOCK])
    assert sales.opening.headings == ("SKU", "Units", "Net")
    assert [kind for _, kind in sales.rows()] == [None, None, "total", "blank"]
    assert stock.opening.headings == ("Place", "SKU", "On hand")
    assert [row.line for row, kind in stock.rows() if kind is None] == [9, 10]


def test_the_agreement_says_which_table_is_the_report_and_the_lines_of_the_other_are_named() -> None:
    found = read_text(TEXT, Layout(columns={"Place": "location", "On hand": "on_hand_units"}))
    assert found.rows == [["Oslo", "A-1", "40"], ["Narvik", "A-2", "9"]]
    assert sorted(found.kinds) == [
        (1, "other"), (2, "other"), (3, "other"), (4, "other"), (5, "other"), (6, "blank"), (7, "title"), (8, "header"),
    ]  # fmt: skip
    assert found.report.ignored_lines + found.report.rows_in == len(TEXT.splitlines())


def test_without_the_agreement_a_person_says_which_table_is_the_report() -> None:
    with pytest.raises(Held) as held:
        read_text(TEXT)
    assert held.value.question == "Which table is the report? These hold tables: 'line 2', 'line 8'."


@pytest.mark.parametrize(
    "again",
    [
        [["SKU", "Units", "Net"], ["A-3", "1", "2.10"]],
        [["A-3", "1", "2.10"]],
        [["A-3", "Cap", "2.10"], ["A-4", "1", "2.10"]],
    ],
)
def test_a_table_goes_on_below_a_blank_row(again: list[list[str]]) -> None:
    rows = [*SALES[:4], [], *again] if again[0][0] == "SKU" else [*SALES[:4], *again]
    (table,) = tables_of(rows)
    assert table.opening.header_lines == (2,)


@pytest.mark.parametrize(
    ("names", "record"),
    [
        (["SKU", "Units"], ["A-1", "9"]),
        (["Place", "SKU", "On hand"], ["Oslo", "A-1", "40"]),
        (["Net", "Units", "SKU"], ["51.20", "5", "A-1"]),
    ],
)
def test_names_of_the_table_in_other_columns_or_number_open_another_one_without_a_blank_row(
    names: list[str], record: list[str]
) -> None:
    first, second = tables_of([*SALES[1:4], names, record])
    assert [row.cells for row, kind in first.rows() if kind is None] == SALES[2:4]
    assert second.opening.header_lines == (4,)
    assert [row.cells for row, kind in second.rows() if kind is None] == [record]


@pytest.mark.parametrize("row", [["North", "Units", "Net"], ["A-3", "none", "free"], ["Units", "5", "SKU"]])
def test_texts_in_place_of_numbers_alone_open_no_table(row: list[str]) -> None:
    (table,) = tables_of([*SALES[1:4], row, ["A-4", "1", "2.10"]])
    assert row in [one.cells for one, kind in table.rows() if kind is None]
