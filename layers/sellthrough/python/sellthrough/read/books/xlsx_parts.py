"""In: the parts of an .xlsx package. Out: its list of sheets, shared strings and number formats; strict files too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sellthrough.read.books.cell_text import number_text, plain_text, serial_text
from sellthrough.read.books.number_formats import kind_of_format_id
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.relations import main_part, relations_of
from sellthrough.read.books.xml import local_attributes, parse_xml

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET_PART = re.compile(r"(?:.*/)?worksheets?/([^/]+)\.(?:xml|bin)")


# Stands in a cell whose text is lost, and nothing else does.
LOST = "\ufffd"
LOST_NOTE = "Texts of cells are lost; such a cell reads \ufffd."


@dataclass(frozen=True)
class SheetEntry:
    """A worksheet as the workbook lists it."""

    name: str
    is_hidden: bool
    part: str


@dataclass
class BookParts:
    """What the cells of all sheets refer to.

    Attributes:
        strings: Shared strings, in canonical text.
        formats: For each cell style, what its number format shows ("date", "time", "duration" or None).
    """

    sheets: list[SheetEntry] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: list[str | None] = field(default_factory=list)
    is_1904: bool = False
    has_lost_strings: bool = False

    def string(self, at: int) -> str:
        """A shared string; a lost one is shown as such, so that nobody takes its cell for an empty one."""
        if 0 <= at < len(self.strings):
            return self.strings[at]
        self.has_lost_strings = True
        return LOST

    def shown(self, number: float, style: int) -> str:
        """The text of a number in a cell of that style."""
        kind = self.formats[style] if style < len(self.formats) else None
        return serial_text(number, kind=kind, is_1904=self.is_1904) if kind else number_text(number)


def string_text(value: str) -> str:
    """Text as OOXML writes it: _x000D_ stands for a character that XML cannot hold."""
    if "_x" in value:
        value = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain_text(value)


def book_parts(parts: Parts) -> BookParts:
    """The workbook's own parts; sheets that no list names are found by the name of their part."""
    book = BookParts()
    root = main_part(parts, "xl/workbook.xml")
    relations = relations_of(parts, root)

    def start(element: str, given: dict[str, str]) -> None:
        values = local_attributes(given)
        if element == "workbookPr":
            book.is_1904 = values.get("date1904", "") in ("1", "true", "on")
        if element == "sheet":
            relation = relations.get(values.get("id", ""))
            if relation and relation.kind == "worksheet" and parts.has(relation.target):
                hidden = values.get("state", "visible") != "visible"
                book.sheets.append(SheetEntry(values.get("name", ""), hidden, relation.target))

    parse_xml(parts.chunks(root), start, _nothing, _nothing)
    if not book.sheets:
        book.sheets.extend(sheets_by_name(parts, ".xml"))
    by_kind = {relation.kind: relation.target for relation in relations.values()}
    _read_formats(parts, by_kind.get("styles", "xl/styles.xml"), book)
    book.strings.extend(_shared_strings(parts, by_kind.get("sharedStrings", "xl/sharedStrings.xml")))
    return book


def sheets_by_name(parts: Parts, suffix: str) -> Iterator[SheetEntry]:
    """Sheets without a workbook that lists them, in the order of their parts' numbers."""
    names = [name for name in parts.names() if _SHEET_PART.fullmatch(name) and name.endswith(suffix)]
    for name in sorted(names, key=lambda name: (len(name), name)):
        match = _SHEET_PART.fullmatch(name)
        yield SheetEntry(match[1] if match else name, False, name)


def _read_formats(parts: Parts, part: str, book: BookParts) -> None:
    custom: dict[int, str] = {}
    inside: list[str] = []

    def start(element: str, given: dict[str, str]) -> None:
        inside.append(element)
        if element == "numFmt" and "cellXfs" not in inside:
            custom[_whole(given.get("numFmtId"))] = given.get("formatCode", "")
        if element == "xf" and inside[-2:-1] == ["cellXfs"]:
            book.formats.append(kind_of_format_id(_whole(given.get("numFmtId")), custom))

    def end(_: str) -> None:
        inside.pop()

    parse_xml(parts.chunks(part), start, end, _nothing)


def _shared_strings(parts: Parts, part: str) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "phonetic": False}

    def start(element: str, _given: dict[str, str]) -> None:
        if element == "si":
            pieces.clear()
        elif element == "rPh":
            state["phonetic"] = True
        elif element == "t":
            state["text"] = not state["phonetic"]

    def end(element: str) -> None:
        if element == "si":
            strings.append(string_text("".join(pieces)))
        elif element == "rPh":
            state["phonetic"] = False
        elif element == "t":
            state["text"] = False

    parse_xml(parts.chunks(part), start, end, lambda text: pieces.append(text) if state["text"] else None)
    return strings


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _nothing(_: str) -> None:
    return None
