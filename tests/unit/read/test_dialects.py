"""However text is written - separator, quotes, escape, padding - the same cells are read, or a plain question is asked."""

import itertools

import pytest
from tests.unit.read.reading import read_text
from tests.unit.read.test_inspection import inspected

from sellthrough.errors import Held
from sellthrough.model.workspace import Layout
from sellthrough.read.cells import Dialect
from sellthrough.read.dialects import find_dialect

CELLS = [
    ["Part No", "Description", "Sold to", "Units", "Amount", "Date"],
    ["A-100", "Helmet, red; size M", "Shop | North", "3", "12.50", "2019-10-01"],
    ["A-200", 'Tube 26" light', "O'Neil & Sons", "-1", "7.00", "2019-10-02"],
    ["B-001", "Two\nlines", "", "10", "1099.99", "2019-10-03"],
    ["B-002", "Plain words here", "Shop ~ South", "12", "0.99", "2019-10-04"],
]


def written(delimiter: str, quote: str = '"', escape: str = "", quote_all: bool = False) -> str:
    """The cells as text; `escape` doubles the quote when it is empty."""

    def cell(text: str) -> str:
        needs = quote_all or quote in text or "\n" in text or any(mark in text for mark in delimiter)
        return quote + text.replace(quote, (escape or quote) + quote) + quote if needs else text

    return "".join(delimiter.join(map(cell, row)) + "\r\n" for row in CELLS)


SEPARATORS = [",", ";", "\t", "|", "^", "~", "\x1f", "||", ";;", "::", "|~|", "¦"]
QUOTINGS = [('"', "", False), ('"', "\\", True), ("'", "", True), ("`", "", True)]


@pytest.mark.parametrize(("delimiter", "quoting"), list(itertools.product(SEPARATORS, QUOTINGS)))
def test_every_dialect_reads_to_the_same_cells(delimiter: str, quoting: tuple[str, str, bool]) -> None:
    quote, escape, quote_all = quoting
    found = inspected(written(delimiter, quote, escape, quote_all).encode())
    assert found["dialect"]["delimiter"] == delimiter
    assert found["dialect"]["quotechar"] == quote
    table = found["tables"][0]
    assert [table["header"], *table["rows"]] == CELLS
    assert found["issues"] == []


DIALECTS = [
    ("a, b, c\n1, 2, 3\n4, 5, 6\n", Dialect(",", '"', '"', is_padded=True)),
    ("x y z\n1 2 3\n4 5 6\n7 8 9\n", Dialect(" ", '"', '"')),
    ("C    0.0  1.0  2\nH   1.0 12.0   3\nH  -1.0  2.0  10\n", Dialect(" ", '"', '"', is_run=True)),
    ("start,end\n15:02:37,15:03\n16:00:00,17:30\n", Dialect(",", '"', '"')),
    ("id;tags;price\n1;a,b,c;1,50\n2;d,e,f;2,75\n", Dialect(";", '"', '"')),
    ('{"a": 1},13:31:38,06:00+01:00\n{"b": 2},22:13:29,14:20+02:00\n', Dialect(",", '"', '"')),
    ('p,"say \\"hi\\" now",1\nq,"and \\"ho\\"",2\n', Dialect(",", '"', "\\")),
    ('folder,size\n"C:\\dir\\",3\n"D:\\",4\n', Dialect(",", '"', '"')),
    ('p,"say \0"hi\0" now",1\nq,"and \0"ho\0"",2\n', Dialect(",", '"', "\0")),
    ("# made by x\n# on y\nSKU|Qty\nA|1\nB|2\n", Dialect("|", '"', '"')),
    ("A fine report, they say\nfor us, for you, for all\n\nSKU\tQty\tNote\nA\t1\tx\nB\t2\ty\nC\t3\tz\n", Dialect("\t", '"', '"')),
]  # fmt: skip


@pytest.mark.parametrize(("text", "dialect"), DIALECTS)
def test_the_dialect_is_found(text: str, dialect: Dialect) -> None:
    assert find_dialect(text.splitlines(keepends=True), Layout()) == (dialect, "")


def test_signs_that_stand_only_within_a_longer_separator_separate_nothing() -> None:
    rows = [["Sold to", "Date", "Branch", "Deal", "Qty", "Part", "Rate", "From", "Paid", "Net"]]
    rows += [
        ["Blue Shop", f"05/03/202{at}", "N7", "", "8", f"A-{at}", "5", "Hub Inc.", "x", "£2,108.00"] for at in range(5)
    ]
    text = "".join("|~|".join(row) + "\n" for row in rows)
    assert find_dialect(text.splitlines(keepends=True), Layout()) == (Dialect("|~|", '"', '"'), "")


def test_escapes_and_padding_leave_the_cells() -> None:
    assert read_text('SKU, Name, Qty\nA-1, "7\\" pipe", 2\nB-2, "9\\" pipe", 3\n').rows == [
        ["A-1", '7" pipe', "2"],
        ["B-2", '9" pipe', "3"],
    ]


@pytest.mark.parametrize("text", ["one\ntwo\nthree\n", "a,b;c\nd,e;f\ng,h;i\n"])
def test_what_is_not_certain_is_asked(text: str) -> None:
    with pytest.raises(Held, match="Which character separates the cells"):
        read_text(text)


def test_the_agreements_separator_may_be_several_characters() -> None:
    found = read_text("SKU<>Qty\nA,1<>2\nB,2<>3\n", Layout(delimiter="<>"))
    assert found.rows == [["A,1", "2"], ["B,2", "3"]]


def test_a_stray_quote_costs_its_own_line_only() -> None:
    found = inspected(b'SKU;Name;Qty\nA;"open;1\nB;fine;2\nC;5" tube;3\nD;"x"y;4\nE;"closed";5\n')
    assert found["tables"][0]["rows"] == [
        ["A", '"open', "1"], ["B", "fine", "2"], ["C", '5" tube', "3"], ["D", '"x"y', "4"], ["E", "closed", "5"],
    ]  # fmt: skip
