"""What is a record and what is not, cell by cell, in delimited text."""

import pytest
from tests.unit.read.reading import read_bytes, read_text

from sellthrough.errors import ConfigurationError, Held, Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.limits import Limits

GUM = Layout(header=False, preamble_prefix="HDR", trailer_prefix="TRL", delimiter="|", columns={"1": "a", "3": "b"})


def test_titles_blank_lines_totals_and_notes_are_named_not_read() -> None:
    found = read_text(
        "Monthly report,,\nPeriod: October 2019,,\n\nSKU,Qty,Amount\nA-1,5,10.00\nA-2,7,14.00\n,,\nTotal,12,24.00\n"
        "* all amounts in USD,,\n"
    )
    assert found.rows == [["A-1", "5", "10.00"], ["A-2", "7", "14.00"]]
    assert found.lines == [5, 6]
    assert found.kinds == [
        (1, "title"), (2, "title"), (3, "blank"), (4, "header"), (7, "blank"), (8, "total"), (9, "note"),
    ]  # fmt: skip
    assert found.report.totals == {2: "12", 3: "24.00"}
    assert (found.report.rows_in, found.report.ignored_lines, found.report.header_line) == (2, 7, 4)


@pytest.mark.parametrize(
    "word",
    [
        "Total",
        "TOTAL:",
        "Grand Total",
        "Summe",
        "Gesamt",
        "Total général",
        "合計",
        "Итого",
        "Totale",
        "Suma",
        "Total Oct 2019",
    ],
)
def test_a_total_row_is_known_in_many_languages(word: str) -> None:
    found = read_text(f"SKU,Name,Date,Qty,Amount\nA-1,x,2019-10-01,5,2.50\n{word},,,5,2.50\n")
    assert found.kinds == [(1, "header"), (3, "total")]
    assert found.report.totals == {4: "5", 5: "2.50"}


@pytest.mark.parametrize(
    "row", ["Total Care,cream,2019-10-01,5,2.50", "Total,Energies SE,,1,1", "Summer,x,,1,", "Totes,,,2,1"]
)
def test_a_product_called_like_a_total_is_a_record(row: str) -> None:
    found = read_text(f"SKU,Name,Date,Qty,Amount\nA-1,x,2019-10-01,5,2.50\n{row}\n")
    assert len(found.rows) == 2


def test_only_a_grand_total_counts_among_several() -> None:
    body = "SKU,Qty\nA-1,5\nSubtotal,5\nA-2,7\nSubtotal,7\n"
    assert read_text(body).report.totals == {}
    assert read_text(body + "Grand Total,12\n").report.totals == {2: "12"}


def test_a_repeated_heading_is_no_record() -> None:
    found = read_text("SKU,Qty\nA-1,5\nsku , QTY\nA-2,7\n")
    assert found.kinds == [(1, "header"), (3, "header")]


def test_one_filled_cell_between_records_stays_a_record() -> None:
    found = read_text("SKU,Qty,Amount\nA-1,5,1\nspare parts only,,\nA-2,7,1\nprinted by SAP,,\n")
    assert found.lines == [2, 3, 4]
    assert found.kinds[-1] == (5, "note")


def test_a_record_that_is_cut_off_is_a_record_not_a_note() -> None:
    assert read_text("Name,Qty,Amount\nBike,5,1\nRed bike, la").lines == [2, 3]
    assert read_text("Name,Qty,Amount\nBike,5,1\nRed bike la").lines == [2, 3]


@pytest.mark.parametrize(("trailer", "issues"), [("TRL|2", 0), ("TRL|3", 1)])
def test_a_trailer_counts_the_records(trailer: str, issues: int) -> None:
    found = read_text(f"HDR|GUM|201910\nSO1|x|5\nSO2|y|7\n{trailer}\n", GUM)
    assert found.rows == [["SO1", "x", "5"], ["SO2", "y", "7"]]
    assert found.kinds == [(1, "header"), (4, "trailer")]
    assert found.report.trailer_rows == int(trailer[-1])
    assert [issue.code for issue in found.report.issues] == ["CONTROL_TOTAL_MISMATCH"] * issues
    assert found.report.header_line is None


def test_a_file_with_header_and_trailer_records_only_is_a_nil_report() -> None:
    found = read_text("HDR|GUM|202001\nTRL|0\n", GUM)
    assert (found.report.rows_in, found.report.trailer_rows, found.report.issues) == (0, 0, ())
    assert found.report.headings == ("", "", "")


@pytest.mark.parametrize("text", ["SKU,Qty\n", "SKU;Qty;Date", "\n\nSKU\tQty\n\n"])
def test_headings_without_lines_are_a_nil_report(text: str) -> None:
    found = read_text(text)
    assert found.report.rows_in == 0
    assert found.report.headings[:2] == ("SKU", "Qty")


def test_only_lines_with_the_record_prefix_are_records() -> None:
    layout = Layout(header=False, record_prefix="P", delimiter=";")
    found = read_text("H;x\nP;A-1;5\nP;A-2;7\nZ;2\n", layout)
    assert found.rows == [["P", "A-1", "5"], ["P", "A-2", "7"]]


def test_surplus_cells_stay_with_the_last_column() -> None:
    found = read_text("SKU,Name,Qty\nA-1,Helmet, Red,5\nA-2,Cap,1\nA-3,Bell,2,,\nA-4\n")
    assert found.rows == [["A-1", "Helmet", " Red,5"], ["A-2", "Cap", "1"], ["A-3", "Bell", "2"], ["A-4", None, None]]
    assert found.report.overlong == {2: 4}


def test_the_columns_that_most_records_have_beyond_the_headings_are_nameless() -> None:
    found = read_text("SKU,Qty\nA-1,5,x\nA-2,7,y\n")
    assert found.report.headings == ("SKU", "Qty", "")
    assert found.report.overlong == {}


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('A-1,"x, y",1', ["A-1", "x, y", "1"]),
        ('A-1,"say ""hi""",1', ["A-1", 'say "hi"', "1"]),
        ('A-1, "x" ,1', ["A-1", "x", "1"]),
        ('A-1,5" TV,1', ["A-1", '5" TV', "1"]),
        ('A-1,"6" TV",1', ["A-1", '6" TV', "1"]),
        ('A-1,"open,1', ["A-1", '"open', "1"]),
        ('A-1,"two\nlines",1', ["A-1", "two\nlines", "1"]),
        ('A-1,"two\r\n\r\nlines",1', ["A-1", "two\n\nlines", "1"]),
        ("A-1,,1", ["A-1", None, "1"]),
        ('A-1,"",1', ["A-1", None, "1"]),
        ("A-1, padded ,1", ["A-1", " padded ", "1"]),
    ],
)  # fmt: skip
def test_cells_are_kept_as_written(line: str, cells: list[str | None]) -> None:
    found = read_text(f"SKU,Name,Qty\n{line}\nA-9,last,9\n")
    assert found.rows == [cells, ["A-9", "last", "9"]]
    assert found.lines == [2, 3 + line.count("\n")]


def test_the_agreements_headings_find_the_heading_row() -> None:
    layout = Layout(columns={"Artikel": "product", "Menge": "quantity"})
    found = read_text("Bericht;Oktober;x\nArtikel;Menge;2019\nA-1;5;3\n", layout)
    assert found.report.header_line == 2


def test_the_separator_that_excel_is_told_is_taken() -> None:
    found = read_text("sep=;\nSKU;Name, long\nA-1;x, y\n")
    assert found.report.delimiter == ";"
    assert found.kinds[0] == (1, "comment")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("a;b,c\nx;y,z\n", "Which character separates"),
        ("hello\nworld\n", "Which character separates"),
        ("SO1,2019-10-01,5\nSO2,2019-10-02,7\n", "Which line holds the headings"),
    ],
)
def test_what_is_not_certain_is_asked(text: str, asked: str) -> None:
    with pytest.raises(Held) as held:
        read_text(text)
    assert held.value.code == "UNCLEAR_LAYOUT"
    assert asked in held.value.question


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b",,\n,,\n", b'"",""\n'])
def test_a_file_without_a_filled_cell_is_empty(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_bytes(content)
    assert refused.value.code == "EMPTY_FILE"


@pytest.mark.parametrize(
    ("limits", "name"),
    [(Limits(text_bytes=5), "text_bytes"), (Limits(columns=1), "columns"), (Limits(line_bytes=8), "line_bytes")],
)
def test_a_limit_is_named_when_it_is_exceeded(limits: Limits, name: str) -> None:
    with pytest.raises(Refused, match=name) as refused:
        read_bytes(b"SKU,Qty\nA-1,12345678\n", limits=limits)
    assert refused.value.code == "LIMIT_EXCEEDED"


def test_the_agreement_must_name_an_encoding_that_exists_and_fits() -> None:
    with pytest.raises(ConfigurationError, match="klingon"):
        read_text("SKU,Qty\nA-1,5\n", Layout(encoding="klingon"))
    with pytest.raises(Refused, match="cp932"):
        read_bytes("SKU,Café\nA-1,\xff\xff\n".encode("cp1252"), Layout(encoding="cp932"))


def test_a_late_byte_that_is_no_utf8_is_found_beyond_the_first_megabytes() -> None:
    content = b"SKU,Name\n" + b"A-1,plain\n" * 600_000 + "A-2,café\n".encode("cp1252")
    found = read_bytes(content)
    assert found.report.encoding == "cp1252"
    assert found.rows[-1] == ["A-2", "café"]


def test_a_last_record_whose_number_is_no_number_is_no_note() -> None:
    found = read_text("SKU,Qty\nA-1,3\nA-2,4\nA-3,five\n")
    assert found.rows == [["A-1", "3"], ["A-2", "4"], ["A-3", "five"]]
