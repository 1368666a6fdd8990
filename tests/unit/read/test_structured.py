"""JSON, XML and HTML reports become the same records as their delimited twin; what is damaged is refused."""

import json
from collections.abc import Callable

import pytest
from tests.unit.read.reading import read_bytes
from tests.unit.read.test_inspection import inspected

from sellthrough.errors import Held, Refused
from sellthrough.read.limits import Limits

HEADINGS = ("sku", "qty", "price", "buyer")
ROWS = [["A-1", "3", "12.50", "Shop & Co"], ["B-2", "-1", "7.00", None], ["C-3", "10", "1e3", "Größe"]]


def members(row: list[str | None], exact: bool = True) -> str:
    """A JSON object with numbers as they were written."""
    pairs = zip(HEADINGS, row, strict=True)
    texts = (f'"{name}": {cell if name in ("qty", "price") and exact else json.dumps(cell)}' for name, cell in pairs)
    return "{" + ", ".join(texts) + "}"


def array_of(row: list[str | None]) -> str:
    return json.dumps(row)


def xml_line(row: list[str | None]) -> str:
    cells = (f"<x:{n}>{(c or '').replace('&', '&amp;')}</x:{n}>" for n, c in zip(HEADINGS, row, strict=True))
    return f"<x:line>{''.join(cells)}</x:line>"


def html_row(cells: list[str | None], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag} x:num>{(c or '').replace('&', '&amp;')}</{tag}>" for c in cells) + "</tr>\n"


def sheet_row(cells: list[str | None]) -> str:
    inner = "".join(
        f'<Cell ss:Index="{at}"><Data ss:Type="String">{cell.replace("&", "&amp;")}</Data></Cell>'
        for at, cell in enumerate(cells, 1)
        if cell
    )
    return f"<Row>{inner}</Row>"


FORMS: dict[str, Callable[[], str]] = {
    "an array of objects": lambda: "[" + ",\n".join(map(members, ROWS)) + "]",
    "an object a line": lambda: "\n".join(map(members, ROWS)) + "\n",
    "objects one after the other": lambda: "\n\n".join(members(row).replace(", ", ",\n") for row in ROWS),
    "an array within an object": lambda: '{"partner": "P", "report": {"rows": [' + ",".join(map(members, ROWS)) + "]}}",
    "an array of arrays": lambda: "[" + ",".join(map(array_of, [list(HEADINGS), *ROWS])) + "]",
    "XML": lambda: f'<?xml version="1.0"?><x:r xmlns:x="urn:x"><x:p>P</x:p>{"".join(map(xml_line, ROWS))}</x:r>',
    "HTML": lambda: (
        "<html><head><style>td{color:red}</style><title>no</title></head><body><p>Hello</p><table>"
        f"{html_row(list(HEADINGS), 'th')}{''.join(html_row(row, 'td') for row in ROWS)}</table></body></html>"
    ),
    "a workbook as XML": lambda: (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sales"><Table>'
        f"{sheet_row(list(HEADINGS))}{''.join(map(sheet_row, ROWS))}</Table></Worksheet></Workbook>"
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_form_of_a_table_reads_alike(form: str, encoding: str) -> None:
    found = read_bytes(FORMS[form]().encode(encoding), name="report.xls")
    assert found.report.headings == HEADINGS
    assert found.rows == ROWS
    assert len(set(found.lines)) == 3


def test_nested_members_become_dotted_columns_and_nothing_is_lost() -> None:
    table = inspected(b'[{"a": {"b": 1, "c": [1, "x"]}, "a.b": 2, "d": true}, {"e": null, "d": false}]')["tables"][0]
    assert table["header"] == ["a.b", "a.c", "a.b (2)", "d", "e"]
    assert table["rows"] == [["1", '["1", "x"]', "2", "true", ""], ["", "", "", "false", ""]]


def test_the_encoding_that_a_page_names_is_believed_when_it_fits() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><table><tr><th>Název<th>Qty<tr><td>Žluť<td>3</table>'
    found = inspected(page.encode("iso-8859-2"))
    assert found["encoding"] == "iso-8859-2"
    assert found["tables"][0]["rows"] == [["Žluť", "3"]]


def test_cells_over_several_rows_and_columns_keep_the_others_in_place() -> None:
    page = (
        b"<table><caption>October</caption><tr><th>SKU<th colspan=2>Qty<th>Note</tr>"
        b"<tr><td rowspan=2>A<td>1<td>2<td>x<tr><td>3<td>4<td>y</table>"
    )
    table = inspected(page)["tables"][0]
    assert table["name"] == "October"
    assert table["rows"] == [["A", "1", "2", "x"], ["", "3", "4", "y"]]


def test_several_tables_are_asked_about() -> None:
    table = b"<table><tr><th>SKU<th>Qty<tr><td>A<td>1</table>"
    assert len(inspected(table + table)["tables"]) == 2
    with pytest.raises(Held):
        read_bytes(table + table)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'[{"a": 1}, {"a": ', "UNREADABLE_FILE"),
        (b'{"a": 1}\n{"a": 2}\n{"a"\n', "UNREADABLE_FILE"),
        (b'[{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]", "UNREADABLE_FILE"),
        (b"[[]]", "EMPTY_FILE"),
        (b'<?xml version="1.0"?><a><b x="1" y="2"/><b x="1"', "UNREADABLE_FILE"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "x">]><a><b>&e;</b><b>2</b></a>', "UNREADABLE_FILE"),
        (b'<?xml version="1.0" encoding="x-none"?><a/>', "UNREADABLE_FILE"),
        (b"<a>" * 3 + b"<?xml", "HELD"),
        (b'<?xml version="1.0"?>' + b"<a>" * 5_000, "UNREADABLE_FILE"),
        (b"<html>no table</html>", "EMPTY_FILE"),
        (b"<table></table>", "EMPTY_FILE"),
    ],
)
def test_what_holds_no_table_or_is_damaged_is_refused(content: bytes, code: str) -> None:
    with pytest.raises((Refused, Held)) as stopped:
        read_bytes(content)
    assert code in ("HELD", stopped.value.code)


def test_limits_hold_for_every_form() -> None:
    for form in ("an array of objects", "XML", "an object a line"):
        with pytest.raises(Refused, match="limit columns"):
            read_bytes(FORMS[form]().encode(), limits=Limits(columns=3))
    with pytest.raises(Refused, match="limit line_bytes"):
        read_bytes(b'[{"a": "' + b"x" * 300_000 + b'"}]', limits=Limits(line_bytes=100_000))
    with pytest.raises(Refused, match="limit sheet_cells"):
        read_bytes(b"<table>" + b"<tr><td colspan=1000>x" * 200 + b"</table>", limits=Limits(sheet_cells=100_000))
