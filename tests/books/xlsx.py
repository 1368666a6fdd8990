"""A workbook comes in; an .xlsx comes out, transitional or strict."""

import datetime as dt
from xml.sax.saxutils import escape, quoteattr

from tests.books.specified import Book, Cell, Error, Formula, Sheet, column_name
from tests.hostile.packages import zip_of

_OPEN = {
    False: (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    True: ("http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DATE_STYLE = 1


def xlsx(book: Book, is_strict: bool = False, strings_first: bool = False) -> bytes:
    main, relations = _OPEN[is_strict]
    strings: dict[str, int] = {}
    parts: dict[str, str] = {}
    listed, related = [], []
    for number, sheet in enumerate(book.sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(book, sheet, main, strings, is_strict)
        state = ' state="hidden"' if sheet.is_hidden else ""
        listed.append(f'<sheet name={quoteattr(sheet.name)} sheetId="{number}"{state} r:id="rId{number}"/>')
        related.append(
            f'<Relationship Id="rId{number}" Type="{relations}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
    related.append(f'<Relationship Id="rIdS" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>')
    related.append(f'<Relationship Id="rIdF" Type="{relations}/styles" Target="styles.xml"/>')
    root = f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
    date1904 = ' date1904="1"' if book.is_1904 else ""
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    parts |= {
        "[Content_Types].xml": _types(len(book.sheets)),
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><workbookPr{date1904}/>'
        f"<sheets>{''.join(listed)}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{"".join(related)}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{items}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/>'
        '</numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    }
    if strings_first:
        parts = {"xl/sharedStrings.xml": parts["xl/sharedStrings.xml"], **parts}
    return zip_of({name: ('<?xml version="1.0" encoding="UTF-8"?>\n' + text).encode() for name, text in parts.items()})


def _types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}worksheet+xml"/>'
        for at in range(1, sheets + 1)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>{overrides}</Types>'
    )


def _sheet(book: Book, sheet: Sheet, main: str, strings: dict[str, int], is_strict: bool) -> str:
    rows = []
    for number, cells in enumerate(sheet.rows, 1):
        written = "".join(
            _cell(book, f"{column_name(at)}{number}", cell, strings, is_strict)
            for at, cell in enumerate(cells)
            if cell is not None
        )
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        rows.append(f'<row r="{number}"{hidden}>{written}</row>')
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merged)
    merges = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{main}"><sheetData>{"".join(rows)}</sheetData>{merges}</worksheet>'


def _cell(book: Book, ref: str, cell: Cell, strings: dict[str, int], is_strict: bool) -> str:
    formula = ""
    if isinstance(cell, Formula):
        formula, cell = "<f>A1</f>", cell.result
        if isinstance(cell, str):
            return f'<c r="{ref}" t="str">{formula}<v>{escape(cell)}</v></c>'
    if isinstance(cell, Error):
        return f'<c r="{ref}" t="e"><v>{cell}</v></c>'
    if isinstance(cell, bool):
        return f'<c r="{ref}" t="b">{formula}<v>{int(cell)}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{ref}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
    if isinstance(cell, dt.date):
        if is_strict:
            return f'<c r="{ref}" s="{DATE_STYLE}" t="d"><v>{cell.isoformat()}</v></c>'
        return f'<c r="{ref}" s="{DATE_STYLE}"><v>{book.serial(cell)!r}</v></c>'
    return f'<c r="{ref}">{formula}<v>{cell!r}</v></c>'
