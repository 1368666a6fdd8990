"""Columns of fixed width, found by their gutters or known from the agreement, read like their tab and pipe twins."""

import pytest
from tests.unit.read.reading import Reading, read_bytes, read_text
from tests.unit.read.test_inspection import inspected

from sellthrough.model.workspace import Layout

HEADINGS = ["Part No", "Description", "Qty", "Unit price", "Invoice date"]
ROWS = [
    ["A-100", "Helmet, red", "3", "12.50", "2019-10-01"],
    ["A-200", "Gloves | summer", "-11", "7.00", "2019-10-02"],
    ["B-1", "Long sleeve jersey", "100", "1099.99", "2019-10-03"],
    ["C-99", "", "5", "3.00", "2019-10-05"],
    ["C-100", "Bottle cage; black", "15", "13.00", "2019-10-06"],
]
WIDTHS = (10, 22, 6, 13, 12)


def fixed(rows: list[list[str]], widths: tuple[int, ...] = WIDTHS) -> str:
    """Text on the left, numbers on the right, two blanks apart."""
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width - 2) + "  " if at in (2, 3) else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("".join(cells).rstrip() + "\n")
    return "".join(lines)


def told(found: Reading) -> tuple[object, ...]:
    return found.rows, found.lines, found.report.headings, found.report.rows_in


@pytest.mark.feature("E7")
def test_tab_pipe_and_fixed_width_twins_read_alike() -> None:
    rows = [[cell.replace("|", "/") for cell in row] for row in [HEADINGS, *ROWS]]
    tab = read_text("".join("\t".join(row) + "\n" for row in rows))
    pipe = read_text("".join("|".join(row) + "\n" for row in rows))
    found = read_text(fixed(rows))
    agreed = read_text(fixed(rows), Layout(widths=WIDTHS))
    assert found.report.kind == agreed.report.kind == "fixed_width"
    assert told(found) == told(agreed) == told(tab) == told(pipe)


def test_a_title_a_rule_and_a_total_around_the_columns_are_told_apart() -> None:
    body = fixed([HEADINGS, ["-" * 7, "-" * 11, "---", "-" * 10, "-" * 12], *ROWS, ["Total", "", "112", "1135.49", ""]])
    found = inspected(f"ACME DISTRIBUTION   Sales report of October\n\n{body}".encode())
    (table,) = found["tables"]
    assert table["preamble"] == ["ACME DISTRIBUTION   Sales report of October"]
    assert table["header"] == HEADINGS
    assert table["total_lines"] == [10]
    assert ROWS[2] in table["rows"]


def test_columns_that_touch_need_the_agreement() -> None:
    text = "A100000320191001\nB200001120191002\nC300010020191003\n"
    found = read_text(text, Layout(widths=(4, 4, 8), header=False))
    assert found.rows == [["A100", "0003", "20191001"], ["B200", "0011", "20191002"], ["C300", "0100", "20191003"]]


def test_a_line_that_a_cut_would_tear_stays_whole() -> None:
    found = inspected((fixed([HEADINGS, *ROWS]) + "This is a long remark without any gaps in it whatsoever\n").encode())
    assert found["tables"][0]["footer"] == ["This is a long remark without any gaps in it whatsoever"]


def test_columns_in_another_encoding_are_cut_by_characters() -> None:
    rows = [HEADINGS, *([row[0], row[1].replace("e", "é"), *row[2:]] for row in ROWS)]
    found = read_bytes(fixed(rows).encode("cp1252"))
    assert found.rows[2][1] == "Long sléévé jérséy"


def test_a_line_of_dashes_marks_the_columns_that_stand_one_blank_apart() -> None:
    text = (
        "Part #   Order Date Qty Customer Name\n-------- ---------- --- -------------------------\n"
        "NL-DL124 2025-01-02   3 Harbor Distribution, Inc.\nNL-DL125 2025-01-03  13 Prairie, North\n"
        "NL-DL126            313 O'Hara\n\n3 rows selected.\n"
    )
    found = read_text(text)
    assert found.report.headings == ("Part #", "Order Date", "Qty", "Customer Name")
    assert found.rows == [
        ["NL-DL124", "2025-01-02", "3", "Harbor Distribution, Inc."],
        ["NL-DL125", "2025-01-03", "13", "Prairie, North"],
        ["NL-DL126", None, "313", "O'Hara"],
    ]
    assert found.kinds == [(1, "header"), (2, "blank"), (6, "blank"), (7, "note")]


def test_a_heading_of_two_words_over_numbers_is_one() -> None:
    heading = ["Part No", "Sold to", "Ship Qty", "Product quantity", "Invoice date"]
    rows = [[f"A-{at}", "Helmet shop", str(at % 9), str(at), f"2019-10-{at:02d}"] for at in range(1, 11)]
    found = read_text(fixed([heading, *rows], (10, 22, 11, 18, 12)))
    assert found.report.headings == tuple(heading)
    assert found.rows == rows
