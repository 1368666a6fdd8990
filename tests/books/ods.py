"""A workbook comes in; an OpenDocument sheet (.ods) comes out."""

import datetime as dt
from xml.sax.saxutils import escape, quoteattr

from tests.books.specified import Book, Cell, Error, Formula, Sheet
from tests.hostile.packages import zip_of

_NAMES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "table", "text", "style", "manifest")
}
_MIME = "application/vnd.oasis.opendocument.spreadsheet"


def ods(book: Book) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in _NAMES.items())
    styles = (
        '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    tables = "".join(map(_table, book.sheets))
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest {spaces}><manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {"mimetype": _MIME.encode()}
    for name, text in {"content.xml": content, "META-INF/manifest.xml": manifest}.items():
        parts[name] = ('<?xml version="1.0" encoding="UTF-8"?>\n' + text).encode()
    return zip_of(parts)


def _table(sheet: Sheet) -> str:
    rows = []
    for number, cells in enumerate(sheet.rows, 1):
        hidden = ' table:visibility="collapse"' if number in sheet.hidden_rows else ""
        rows.append(f"<table:table-row{hidden}>{''.join(map(_cell, cells))}</table:table-row>")
    style = "ta2" if sheet.is_hidden else "ta1"
    # As the office program does: the rest of the sheet is one repeated blank row.
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    return f'<table:table table:name={quoteattr(sheet.name)} table:style-name="{style}">{"".join(rows)}{rest}</table:table>'


def _cell(cell: Cell) -> str:
    if isinstance(cell, Formula):
        cell = cell.result
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, Error):
        return _written("string", 'office:string-value=""', cell)
    if isinstance(cell, bool):
        return _written("boolean", f'office:boolean-value="{str(cell).lower()}"', str(cell).upper())
    if isinstance(cell, str):
        return _written("string", "", cell)
    if isinstance(cell, dt.date):
        return _written("date", f'office:date-value="{cell.isoformat()}"', cell.strftime("%d.%m.%y"))
    return _written("float", f'office:value="{cell!r}"', f"{cell:.2f}")


def _written(kind: str, value: str, shown: str) -> str:
    paragraphs = "".join(f"<text:p>{_text(line)}</text:p>" for line in shown.split("\n"))
    return f'<table:table-cell office:value-type="{kind}" {value}>{paragraphs}</table:table-cell>'


def _text(line: str) -> str:
    return escape(line).replace("  ", ' <text:s text:c="1"/>')
