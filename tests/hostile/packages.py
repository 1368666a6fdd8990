"""Parts come in; XLSX packages go out, written by hand so that they can be wrong."""

import io
import zipfile

_TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
_RELS = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
_BOOK = b"""<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Sales" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_BOOK_RELS = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="worksheets/sheet1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
<Relationship Id="rId2" Target="sharedStrings.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>"""
_STRINGS = b"<sst><si><t>SKU</t></si><si><t>Qty</t></si></sst>"
_NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def zip_of(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive with fixed dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook(sheet: bytes, strings: bytes = _STRINGS, more: dict[str, bytes] | None = None) -> bytes:
    """A workbook with one sheet "Sales"."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _BOOK_RELS,
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": sheet,
    }
    return zip_of(parts | (more or {}))


def sheet_of(rows: bytes, before: bytes = b"", dimension: bytes = b"A1:B2") -> bytes:
    """The XML of a sheet."""
    return (
        b'<?xml version="1.0"?>' + before + b"<worksheet " + _NAMESPACE + b'><dimension ref="' + dimension + b'"/>'
        b"<sheetData>" + rows + b"</sheetData></worksheet>"
    )


def far_cell(reference: str) -> bytes:
    """A sheet with a small table and one cell far away from it."""
    row = "".join(char for char in reference if char.isdigit())
    cell = f'<row r="{row}"><c r="{reference}"><v>9</v></c></row>'.encode()
    return sheet_of(b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>' + cell)


def plain_workbook(rows: int) -> bytes:
    """A sound workbook: SKU and Qty."""
    head = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    body = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>SKU-%d</t></is></c><c r="B%d"><v>%d</v></c></row>'
        % (at, at, at, at, at % 9 + 1)
        for at in range(2, rows + 2)
    )
    return workbook(sheet_of(head + body))
