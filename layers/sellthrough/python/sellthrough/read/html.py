"""In: an HTML page, also one named .xls. Out: each of its tables as a page of records.

Only the text of cells is taken; scripts, styles and hidden markup are not, and nothing is ever fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from sellthrough.errors import Refused
from sellthrough.read.cells import Record
from sellthrough.read.encodings import declared_encoding, encoding_of, to_utf8
from sellthrough.read.limits import Limits, keep_to
from sellthrough.read.opened import Opened, Page, Request

_SILENT = frozenset({"script", "style", "head", "template", "noscript"})
_BREAKS = frozenset({"br", "p", "div", "li"})
_BLOCK = 1 << 16
_MAX_SPAN = 1_000


def open_html(path: Path, request: Request) -> Opened:
    """Open an HTML page.

    Raises:
        Refused: EMPTY_FILE when it holds no table; LIMIT_EXCEEDED.
    """
    keep_to("workbook_bytes", path.stat().st_size, request.limits.workbook_bytes, "bytes of HTML")
    encoding = declared_encoding(path, request.layout) or encoding_of(path, request.layout)
    text = request.folder / "page.utf8"
    to_utf8(path, encoding, text)
    reader = _Tables(request.limits)
    with text.open(encoding="utf-8-sig") as file:
        while block := file.read(_BLOCK):
            reader.feed(block)
    reader.close()
    pages = tuple(Page(table.records, name=table.caption, path=request.place) for table in reader.tables if table.rows)
    if not pages:
        raise Refused("EMPTY_FILE", "The HTML page holds no table.")
    return Opened("html", pages, encoding)


@dataclass
class _Table:
    """A table while it is read.

    `down` tells for each column how many rows below the present one a cell still reaches into; `taken` are the columns
    of the present row that cells from above fill.
    """

    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)
    down: dict[int, int] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()
    text: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    is_caption: bool = False

    def records(self) -> Iterator[Record]:
        """The rows, numbered from 1."""
        for number, cells in enumerate(self.rows, 1):
            yield Record(number, 1, cells or [""], " ".join(cell for cell in cells if cell))

    def start_row(self) -> None:
        """Open a row; what is open is closed."""
        self.end_cell()
        self.taken = frozenset(self.down)
        self.down = {column: left - 1 for column, left in self.down.items() if left > 1}
        self.rows.append([])

    def start_cell(self, spans: tuple[int, int]) -> None:
        """Open a cell that covers so many rows and columns."""
        self.end_cell()
        if not self.rows:
            self.start_row()
        self.text, self.spans = [], spans

    def start_caption(self) -> None:
        """Open the caption."""
        self.end_cell()
        self.text, self.is_caption = [], True

    def end_cell(self) -> None:
        """Close the open cell; where it covers several places its text stands in the first."""
        if self.text is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self.text).split("\n"))
        shown, self.text = "\n".join(filter(None, lines)), None
        if self.is_caption:
            self.caption, self.is_caption = shown, False
            return
        row, (rows, columns) = self.rows[-1], self.spans
        while len(row) in self.taken:
            row.append("")
        for at in range(columns):
            if rows > 1:
                self.down[len(row)] = rows - 1
            row.append("" if at else shown)


class _Tables(HTMLParser):
    """Collects the tables of a page in the order in which they start; a table within a cell is one of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._limits, self._silent, self._cells = limits, 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what the tag opens."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            keep_to("members", len(self.tables) + 1, self._limits.members, "tables")
            self.tables.append(_Table())
            self._open.append(self.tables[-1])
        elif tag == "body":
            self._silent = 0
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                table.start_row()
                keep_to("sheet_rows", len(table.rows), self._limits.sheet_rows, "rows in a table")
            elif tag in ("td", "th"):
                spans = dict(attrs)
                table.start_cell((_span(spans.get("rowspan")), _span(spans.get("colspan"))))
                self._cells += table.spans[1]
                keep_to("sheet_cells", self._cells, self._limits.sheet_cells, "cells")
            elif tag == "caption":
                table.start_caption()
            elif tag in _BREAKS:
                self.handle_data("\n", is_break=True)

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag closes."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open:
            if tag in ("td", "th", "caption", "tr"):
                self._open[-1].end_cell()
            elif tag == "table":
                self._open.pop().end_cell()

    def handle_data(self, data: str, is_break: bool = False) -> None:
        """Text: of the open cell, when there is one."""
        if self._open and not self._silent and (text := self._open[-1].text) is not None:
            text.append(data if is_break else " ".join(data.split("\n")))

    def close(self) -> None:
        """End of the page; a table that was cut off keeps what it has."""
        super().close()
        for table in self._open:
            table.end_cell()


def _span(value: str | None) -> int:
    return max(1, min(int(value), _MAX_SPAN)) if value and value.isascii() and value.isdecimal() else 1
