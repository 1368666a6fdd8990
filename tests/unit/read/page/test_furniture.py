"""What printing programs put around a table names no column and is no record."""

import pytest
from tests.unit.read.reading import read_text

from sellthrough.errors import Held

HEADING = "SKU,Name,Qty,Amount\n"
ROWS = "A-1,Cap,5,2.50\nA-2,Bell,6,3.50\nA-3,Lamp,7,4.50\n"
RECORDS = [["A-1", "Cap", "5", "2.50"], ["A-2", "Bell", "6", "3.50"], ["A-3", "Lamp", "7", "4.50"]]

pytestmark = pytest.mark.feature("E12")


@pytest.mark.parametrize(
    "row",
    ["(1),(2),(3),(4)", "1,2,3,4", "[1],[2],[3],[4]", "text,text,integer,decimal", "VARCHAR2(20),CHAR(3),INT,NUMBER"],
)
def test_a_row_that_numbers_the_columns_or_says_their_types_adds_nothing_to_their_names(row: str) -> None:
    found = read_text(f"{HEADING}{row}\n{ROWS}")
    assert found.report.headings == ("SKU", "Name", "Qty", "Amount")
    assert (found.rows, found.kinds) == (RECORDS, [(1, "header"), (2, "header")])


def test_columns_that_are_called_like_types_keep_their_names() -> None:
    found = read_text("Report,,\nDate,Number,Text\n2025-03-01,4,x y\n2025-03-02,5,y z\n")
    assert found.report.headings[1:] == ("Number", "Text")


def test_lines_drawn_around_a_table_are_neither_its_heading_nor_records() -> None:
    rule = "+-----+------+-----+\n"
    body = "| SKU | Name | Qty |\n" + rule + "| A-1 | Cap  |   5 |\n| A-2 | Bell |   6 |\n| A-3 | Lamp |   7 |\n"
    found = read_text(rule + body + rule)
    assert [[(cell or "").strip() for cell in row[1:4]] for row in found.rows] == [row[:3] for row in RECORDS]
    assert [heading.strip() for heading in found.report.headings[1:4]] == ["SKU", "Name", "Qty"]
    assert found.kinds == [(1, "comment"), (2, "header"), (3, "comment"), (7, "comment")]


@pytest.mark.parametrize("rule", ["------,------,------,------", "======,====,===,======", "-----------------------"])
def test_a_line_below_the_names_is_no_part_of_them(rule: str) -> None:
    found = read_text(f"{HEADING}{rule}\n{ROWS}{rule}\n")
    assert found.report.headings == ("SKU", "Name", "Qty", "Amount")
    assert (found.rows, found.kinds) == (RECORDS, [(1, "header"), (2, "comment"), (6, "comment")])


@pytest.mark.parametrize("page", ["Page 1", "Seite 1 von 2", "Página 1", "1/2 ページ"])
def test_titles_and_headings_that_stand_again_on_each_page_are_no_records(page: str) -> None:
    head = f"Sales report,,,{page}\n,,,\n{HEADING}"
    found = read_text(f"{head}{ROWS},,,\n{head.replace('1', '2', 1)}{ROWS}")
    assert found.report.headings == ("SKU", "Name", "Qty", "Amount")
    assert found.rows == RECORDS * 2
    assert found.kinds == [
        (1, "title"), (2, "blank"), (3, "header"), (7, "blank"), (8, "title"), (9, "blank"), (10, "header"),
    ]  # fmt: skip


@pytest.mark.parametrize("count", ["Number of records,3", "Rows,3,,", "Anzahl Zeilen,3", "件数,3,,"])
def test_a_count_of_the_records_below_them_is_the_trailer(count: str) -> None:
    found = read_text(f"{HEADING}{ROWS}{count}\n")
    assert (found.rows, found.kinds) == (RECORDS, [(1, "header"), (5, "trailer")])
    assert found.report.trailer_rows == 3


@pytest.mark.parametrize("date_at", [1, 3])
def test_head_and_trailer_of_a_file_whose_lines_say_what_they_are_name_no_column(date_at: int) -> None:
    heading = ["Type", "SKU", "Name", "Qty", "Amount", "Sold to"]
    rows = [["DTL", f"A-{at}", "Cap", str(at), f"{at}.50", "Blue Shop"] for at in range(1, 6)]
    heading.insert(date_at, "Sold on")
    for at, row in enumerate(rows, 1):
        row.insert(date_at, f"2025-03-{at:02d}")
    lines = [["HDR", "20250401", "KIEFER"], heading, *rows, ["TRL", "0005"]]
    found = read_text("".join(",".join(line) + "\n" for line in lines))
    assert found.report.headings == tuple(heading)
    assert (found.rows, found.kinds) == (rows, [(1, "title"), (2, "header"), (8, "trailer")])


@pytest.mark.parametrize("row", ["Number of records,4", "Line cutter,3"])
def test_two_cells_that_are_no_count_stay_a_record(row: str) -> None:
    assert len(read_text(f"{HEADING}{ROWS}{row}\n").rows) == 4


def test_numbers_alone_below_the_records_are_a_total_when_each_is_their_sum() -> None:
    rows = "".join(f"A-{at},Cap {at},2025-03-{at + 1:02d},{at % 5},1.00\n" for at in range(1, 25))
    heading = "SKU,Name,Date,Qty,Price\n"
    sold = sum(at % 5 for at in range(1, 25))
    assert read_text(f"{heading}{rows},,,{sold},\n").kinds == [(1, "header"), (26, "total")]
    assert len(read_text(f"{heading}{rows},,,{sold + 1},\n").rows) == 25


def test_a_japanese_sentence_below_the_records_is_a_note() -> None:
    found = read_text(f"{HEADING}{ROWS}※価格は税抜です。\n単価は税抜。\n")
    assert (found.rows, found.kinds) == (RECORDS, [(1, "header"), (5, "note"), (6, "note")])


@pytest.mark.parametrize("head", ["-----,---,---\n" * 500, "=" * 30 + "\n"])
def test_a_text_that_begins_with_nothing_but_lines_is_read_or_asked_about(head: str) -> None:
    try:
        found = read_text(head + "a,b,c\nd,e,f\n")
    except Held as held:
        assert held.code == "UNCLEAR_LAYOUT"
    else:
        assert len(found.rows) + len(found.kinds) >= 3
