"""In: an .xlsx package, strict or transitional, whole or damaged. Out: its sheets, row by row in bounded memory.

The exact reader: what the fast one cannot read, or cannot tell (error values), comes here.
"""

import re
from collections.abc import Iterator

from sellthrough.read.books.cell_text import truth_text
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.sheets import Damage, Row, placed
from sellthrough.read.books.xlsx_parts import LOST_NOTE, BookParts, SheetEntry, book_parts, string_text
from sellthrough.read.books.xml import Parsing

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?Z?)?")


def xlsx_sheets(parts: Parts, damage: Damage) -> list["XlsxSheet"]:
    """The worksheets in the workbook's order."""
    book = book_parts(parts)
    return [XlsxSheet(parts, book, entry, damage) for entry in book.sheets]


class XlsxSheet:
    """One worksheet."""

    def __init__(self, parts: Parts, book: BookParts, entry: SheetEntry, damage: Damage) -> None:
        self.name, self.is_hidden, self.part = entry.name, entry.is_hidden, entry.part
        self.hidden_rows: list[int] = []
        self._parts, self._book, self._damage = parts, book, damage

    def rows(self) -> Iterator[Row]:
        """See `SheetSource`."""
        reading = _Reading(self._book, self.hidden_rows)
        parsing = Parsing(reading.start, reading.end, reading.text)
        for chunk in self._parts.chunks(self.part):
            going = parsing.feed(chunk)
            yield from reading.taken()
            if not going:
                break
        parsing.close()
        reading.end_row()
        yield from reading.taken()
        if self._book.has_lost_strings:
            self._damage.note(LOST_NOTE)
        if not parsing.is_sound:
            self._damage.note(
                f"The sheet {self.name!r} is damaged after row {reading.row}; the rows up to there were read."
            )


class _Reading:
    """Collects cells while the XML of a sheet goes by."""

    def __init__(self, book: BookParts, hidden_rows: list[int]) -> None:
        self.row = 0
        self._book, self._hidden = book, hidden_rows
        self._done: list[Row] = []
        self._cells: dict[int, str] = {}
        self._last_row = 0
        self._column = -1
        self._type = "n"
        self._style = 0
        self._pieces: list[str] = []
        self._takes_text = self._in_cell = self._in_phonetic = False

    def taken(self) -> list[Row]:
        """The rows that are complete since the last call."""
        done, self._done = self._done, []
        return done

    def start(self, element: str, given: dict[str, str]) -> None:
        if element == "c":
            self._in_cell = True
            self._place(given.get("r"))
            self._type = given.get("t", "n")
            style = given.get("s", "0")
            self._style = int(style) if style.isdecimal() else 0
            self._pieces = []
        elif element in ("v", "t"):
            self._takes_text = self._in_cell and not self._in_phonetic
        elif element == "rPh":
            self._in_phonetic = True
        elif element == "row":
            self.end_row()
            number = given.get("r", "")
            self.row = max(self.row + 1, int(number) if number.isdecimal() and len(number) < 10 else 0)
            self._column = -1
            if given.get("hidden") in ("1", "true"):
                self._hidden.append(self.row)

    def end(self, element: str) -> None:
        if element in ("v", "t"):
            self._takes_text = False
        elif element == "rPh":
            self._in_phonetic = False
        elif element == "c":
            self._in_cell = False
            if self._pieces and (text := self._cell_text("".join(self._pieces))):
                self._cells[self._column] = text
        elif element == "row":
            self.end_row()

    def text(self, text: str) -> None:
        if self._takes_text:
            self._pieces.append(text)

    def end_row(self) -> None:
        """Take the row that was being read."""
        if self._cells:
            self.row = max(self.row, self._last_row + 1)  # cells outside any row are a row of their own
            self._last_row = self.row
            self._done.append((self.row, placed(self._cells)))
            self._cells = {}

    def _place(self, reference: str | None) -> None:
        match = _REFERENCE.fullmatch(reference) if reference else None
        if match is None:
            self._column += 1
            return
        column = 0
        for letter in match[1].upper():
            column = column * 26 + ord(letter) - 64
        self._column = column - 1

    def _cell_text(self, value: str) -> str:
        kind = self._type
        if kind == "s":
            return self._book.string(int(value) if value.strip().isdecimal() and len(value) < 12 else -1)
        if kind in ("str", "inlineStr", "e"):
            return string_text(value)
        if kind == "b":
            return truth_text(value.strip() in ("1", "true"))
        if match := _ISO_DATE.fullmatch(value) if kind == "d" else None:
            return match[1] if match[2] in (None, "00:00", "00:00:00") else f"{match[1]} {match[2]}"
        try:
            return self._book.shown(float(value), self._style)
        except ValueError:
            return string_text(value)
