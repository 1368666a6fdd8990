"""In: an XML document: elements that repeat, or a workbook as XML. Out: pages of records.

Streamed twice with a parser that refuses every document type and entity: once to find what repeats, once to read it.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sellthrough.errors import Refused
from sellthrough.read.cells import Record
from sellthrough.read.limits import keep_to
from sellthrough.read.opened import Opened, Page, Request
from sellthrough.read.structured import Flat, page_of, put

_BLOCK = 1 << 16
_MAX_DEPTH = 64
_MAX_PATHS = 10_000
_SHEET, _ROW, _CELL = ("Workbook", "Worksheet"), "Row", "Cell"
Where = tuple[str, ...]


def open_xml(path: Path, request: Request) -> Opened:
    """Open an XML document.

    Raises:
        Refused: UNREADABLE_FILE (no well-formed XML, or with a document type); EMPTY_FILE when no element holds fields.
    """
    keep_to("text_bytes", path.stat().st_size, request.limits.text_bytes, "bytes of text")
    counted = _Counted()
    for _ in _events(path, counted.start, counted.text, counted.end):
        pass
    if counted.sheets:
        pages = tuple(
            Page(lambda at=at: _sheet_records(path, at), name=name, path=request.place)  # type: ignore[misc]
            for at, name in enumerate(counted.sheets)
        )
        return Opened("xml", pages, "utf-8")
    where = counted.record()
    if where is None:
        raise Refused("EMPTY_FILE", "No element of the XML document holds fields: it has no table.")
    return Opened("xml", (page_of(lambda: _rows(path, where), request, where[-1]),), "utf-8")


def _events(path: Path, start: Any, text: Any, end: Any) -> Iterator[None]:
    """Drive the parser over the file; yields after each block."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_document_type
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                parser.Parse(block, False)
                yield
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        at = f"; line {line:,} is where it breaks" if line else ""
        raise Refused("UNREADABLE_FILE", f"The XML document is not well-formed{at}.") from error
    yield


def _refuse_document_type(*_: object) -> None:
    raise Refused("UNREADABLE_FILE", "The XML document declares a document type or entities, which are not read.")


def _plain(name: str) -> str:
    return name.rpartition(":")[2]


class _Counted:
    """Counts the paths of a document, and how many fields stand right below each."""

    def __init__(self) -> None:
        self.sheets: list[str] = []
        self._at: list[str] = []
        self._paths, self._fields = Counter[Where](), Counter[Where]()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._at.append(_plain(name))
        if len(self._at) > _MAX_DEPTH or len(self._paths) > _MAX_PATHS:
            raise Refused("UNREADABLE_FILE", "The XML document is nested too deep or too wide to be a table.")
        where = tuple(self._at)
        self._paths[where] += 1
        self._fields[where] += len(attributes)
        if len(where) > 1:
            self._fields[where[:-1]] += 1
        if where == _SHEET:
            plain = {_plain(key): value for key, value in attributes.items()}
            self.sheets.append(plain.get("Name", f"sheet {len(self.sheets) + 1}"))

    def text(self, _text: str) -> None:
        """Text counts for nothing here."""

    def end(self, _name: str) -> None:
        """An element ends."""
        self._at.pop()

    def record(self) -> Where | None:
        """The path of the element that is a row: it has two fields or more, repeats if any does, holds the most."""
        below = {where: fields for where, fields in self._fields.items() if len(where) > 1}
        rows = {where: fields for where, fields in below.items() if fields >= 2 * self._paths[where]} or below
        rows = {where: fields for where, fields in rows.items() if self._paths[where] > 1} or rows
        return max((where for where in rows if rows[where]), key=lambda where: (rows[where], -len(where)), default=None)


def _rows(path: Path, where: Where) -> Iterator[tuple[int, Flat]]:
    """Each element at that path as a row: its attributes and what stands in it, by dotted name."""
    reader = _RowReader(where)
    for _ in _events(path, reader.start, reader.text, reader.end):
        yield from enumerate(reader.done, reader.number + 1)
        reader.number += len(reader.done)
        reader.done.clear()


class _RowReader:
    """Builds the rows while the document streams by."""

    def __init__(self, where: Where) -> None:
        self.done: list[Flat] = []
        self.number = 0
        self._where, self._at = where, list[str]()
        self._row: Flat | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._at.append(_plain(name))
        self._text.clear()
        if tuple(self._at) == self._where:
            self._row = {}
        if self._row is not None:
            for key, value in attributes.items():
                put(self._row, ".".join((*self._at[len(self._where) :], _plain(key))), value)

    def text(self, text: str) -> None:
        """Text of the innermost element."""
        self._text.append(text)

    def end(self, _name: str) -> None:
        """An element ends."""
        if self._row is not None:
            shown = "".join(self._text).strip()
            name = ".".join(self._at[len(self._where) :])
            if shown or (name and name not in self._row and not self._holds(name)):
                put(self._row, name or self._where[-1], shown)
            if tuple(self._at) == self._where:
                self.done.append(self._row)
                self._row = None
        self._text.clear()
        self._at.pop()

    def _holds(self, name: str) -> bool:
        return self._row is not None and any(key.startswith(f"{name}.") for key in self._row)


def _sheet_records(path: Path, wanted: int) -> Iterator[Record]:
    reader = _SheetReader(wanted)
    for _ in _events(path, reader.start, reader.text, reader.end):
        yield from reader.done
        reader.done.clear()


class _SheetReader:
    """Builds the rows of one worksheet of a workbook as XML (SpreadsheetML 2003)."""

    def __init__(self, wanted: int) -> None:
        self.done: list[Record] = []
        self._wanted, self._sheet, self._line = wanted, -1, 0
        self._cells: list[str] = []
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        plain = _plain(name)
        index = next(
            (int(value) for key, value in attributes.items() if _plain(key) == "Index" and value.isdecimal()), 0
        )
        if plain == "Worksheet":
            self._sheet += 1
        elif plain == _ROW and self._sheet == self._wanted:
            self._start_row(index)
        elif plain == _CELL and self._sheet == self._wanted:
            keep_to("columns", index, 16_384, "columns")
            self._cells += [""] * (index - 1 - len(self._cells))
            self._text.clear()

    def _start_row(self, index: int) -> None:
        if index > self._line + 1:
            keep_to("sheet_rows", index, 1_048_576, "rows")
            self.done += [Record(line, 1, [""], "") for line in range(self._line + 1, index)]
            self._line = index - 1
        self._line += 1
        self._cells = []

    def text(self, text: str) -> None:
        """Text of the innermost element."""
        self._text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._sheet != self._wanted:
            return
        plain = _plain(name)
        if plain == _CELL:
            self._cells.append("".join(self._text).strip())
        elif plain == _ROW:
            cells = self._cells or [""]
            self.done.append(Record(self._line, 1, cells, " ".join(cell for cell in cells if cell)))
