"""Where the heading of a table is, in how many rows, and what its headings are."""

import pytest
from tests.unit.read.page.grids import tables_of

from sellthrough.model.workspace import Layout

DATA = [["A-1", "Helmet", "5", "7"], ["A-2", "Cap", "12", "9"], ["A-3", "Bell", "4", "1"]]


@pytest.mark.parametrize(
    ("above", "header_lines", "headings"),
    [
        ([["SKU", "Name", "Qty", "Net"]], (1,), ("SKU", "Name", "Qty", "Net")),
        ([["SKU", "Name", "Sold", ""], ["", "", "Oct", "Nov"]], (1, 2), ("SKU", "Name", "Sold Oct", "Sold Nov")),
        ([["Stock"], [], ["", "", "Units", ""], ["SKU", "Name", "2018", "2019"]], (3, 4),
         ("SKU", "Name", "Units 2018", "Units 2019")),
        ([["Partner", "ACME"], ["Period", "2019-10"], [], ["SKU", "Name", "Qty", "Net"]], (4,),
         ("SKU", "Name", "Qty", "Net")),
        ([["SKU", "Name", "2018", "2019"]], (1,), ("SKU", "Name", "2018", "2019")),
        ([["SKU", "Name", "2019-10-31", "2019-11-30"]], (1,), ("SKU", "Name", "2019-10-31", "2019-11-30")),
        ([["SKU", "Name", "2018*", "20191"], ["", "", "(1,000)", "(1,000)"]], (1, 2),
         ("SKU", "Name", "2018* (1,000)", "20191 (1,000)")),
        ([["1", "2", "3", "4"], ["SKU", "Name", "Qty", "Net"]], (2,), ("SKU", "Name", "Qty", "Net")),
    ],
)  # fmt: skip
def test_the_heading_is_found_in_one_row_or_several(
    above: list[list[str]], header_lines: tuple[int, ...], headings: tuple[str, ...]
) -> None:
    (table,) = tables_of([*above, *DATA])
    assert table.is_plain
    assert table.opening.header_lines == header_lines
    assert table.opening.headings == headings
    assert [row.cells for row, kind in table.rows() if kind is None] == DATA


@pytest.mark.parametrize(
    "above",
    [
        [["From", "2019-10-01", "To", "2019-10-31"]],
        [["Partner", "ACME"], ["Month", "2019-10"], ["Printed", "2019-11-02 08:11"], []],
    ],
)
def test_a_date_beside_its_key_above_the_heading_is_no_record(above: list[list[str]]) -> None:
    heading = ["SKU", "Date", "Name", "Sold on", "Qty"]
    rows = [[f"A-{at}", f"2019-10-{at:02d}", "Cap", f"2019-10-{at:02d}", str(at)] for at in range(1, 5)]
    (table,) = tables_of([*above, heading, *rows])
    assert table.opening.headings == tuple(heading)
    assert [row.cells for row, kind in table.rows() if kind is None] == rows


@pytest.mark.parametrize("above", [[], [["Report for ACME"]], [["Partner", "ACME"]]])
def test_a_table_without_headings_is_not_plain(above: list[list[str]]) -> None:
    (table,) = tables_of([*above, *DATA])
    assert not table.is_plain


def test_the_agreement_joins_rows_only_when_its_headings_are_joined_ones() -> None:
    rows = [["SKU", "Name", "Sold", "Sold"], ["", "", "Oct", "Nov"], *DATA]
    joined = Layout(columns={"SKU": "product", "Sold Oct": "quantity", "Sold Nov": "ignore"})
    (table,) = tables_of(rows, joined)
    assert table.opening.headings == ("SKU", "Name", "Sold Oct", "Sold Nov")
    lower = Layout(columns={"Oct": "quantity", "Nov": "ignore"})
    (table,) = tables_of(rows, lower)
    assert table.opening.headings == ("", "", "Oct", "Nov")


def test_in_a_table_of_texts_a_row_that_is_keyed_like_the_next_ones_is_a_record() -> None:
    rows = [["Reports"], [], ["Title"], *[[f"Report {at}:", word, "monthly"] for at, word in enumerate("abcd")]]
    (table,) = tables_of(rows)
    assert table.opening.header_lines == (3,)
    assert table.opening.headings == ("Title", "", "")
    (table,) = tables_of(rows[3:])
    assert not table.is_plain


@pytest.mark.parametrize(
    "slipped",
    [
        ["", "A-0", "Lamp", "3", "2.50", "2019-10-01"],
        ["A-0 Lamp", "3", "2.50", "2019-10-01"],
        ["A-0", "Lamp3", "2.50", "2019-10-01"],
        ["A-0", "Lamp", "3", "", "2.50", "2019-10-01"],
    ],
)
def test_a_first_record_whose_cells_have_slipped_is_no_second_row_of_the_heading(slipped: list[str]) -> None:
    rows = [["A-1", "Helmet", "5", "7.00", "2019-10-02"], ["A-2", "Cap", "12", "9.10", "2019-10-03"]]
    (table,) = tables_of([["SKU", "Name", "Qty", "Net", "Date"], slipped, *rows])
    assert (table.opening.header_lines, table.opening.headings) == ((1,), ("SKU", "Name", "Qty", "Net", "Date"))
    assert [row.cells for row, kind in table.rows() if kind is None] == [slipped, *rows]
