"""In: an OpenDocument package (.ods). Out: its sheets, row by row in bounded memory."""

import re
from collections.abc import Iterator
from typing import Protocol

from sellthrough.read.books.cell_text import duration_text, number_text, plain_text, truth_text
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.sheets import Damage, Row, placed
from sellthrough.read.books.xml import Parsing, local_attributes, parse_xml
from sellthrough.read.limits import Limits

_CONTENT = "content.xml"
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:[.,]\d+)?)?")
_MAX_COLUMNS = 16_384


class Chunked(Protocol):
    """Gives a part piece by piece, as `Parts` does."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part unpacked, as far as it goes."""
        ...


def ods_sheets(package: Parts, damage: Damage, limits: Limits, password: str | None) -> list["OdsSheet"]:
    """The sheets in the document's order.

    Raises:
        Refused: ENCRYPTED_FILE when it has a password and that is not the one.
    """
    parts: Chunked = package
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        from sellthrough.read.books.ods_passwords import unlocked  # noqa: PLC0415 - few workbooks need it

        parts = unlocked(package, _CONTENT, password, limits, damage)
    hidden_styles: set[str] = set()
    style = [""]
    sheets: list[OdsSheet] = []

    def start(element: str, given: dict[str, str]) -> None:
        if element == "style":
            style[0] = local_attributes(given).get("name", "")
        elif element == "table-properties" and local_attributes(given).get("display") == "false":
            hidden_styles.add(style[0])
        elif element == "table":
            values = local_attributes(given)
            is_hidden = values.get("style-name", "") in hidden_styles
            sheets.append(OdsSheet(parts, len(sheets), values.get("name", ""), is_hidden, damage))

    parse_xml(parts.chunks(_CONTENT), start, _nothing, _nothing)
    return sheets


class OdsSheet:
    """One sheet."""

    def __init__(self, parts: Chunked, number: int, name: str, is_hidden: bool, damage: Damage) -> None:
        self.name, self.is_hidden = name, is_hidden
        self.hidden_rows: list[int] = []
        self._parts, self._number, self._damage = parts, number, damage

    def rows(self) -> Iterator[Row]:
        """See `SheetSource`."""
        reading = _Reading(self._number, self.hidden_rows)
        parsing = Parsing(reading.start, reading.end, reading.text)
        for chunk in self._parts.chunks(_CONTENT):
            going = parsing.feed(chunk)
            yield from reading.taken()
            if not going or reading.is_through:
                break
        else:
            parsing.close()
        if not parsing.is_sound:
            reading.end_row()
            yield from reading.taken()
            self._damage.note(
                f"The sheet {self.name!r} is damaged after row {reading.row}; the rows up to there were read."
            )


class _Reading:
    """Collects the cells of the n-th table while the XML goes by."""

    def __init__(self, number: int, hidden_rows: list[int]) -> None:
        self.row = 0
        self.is_through = False
        self._number, self._hidden = number, hidden_rows
        self._table = -1
        self._done: list[tuple[int, int, list[str]]] = []
        self._cells: dict[int, str] = {}
        self._column = 0
        self._row_repeats = 1
        self._given: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._paragraphs = 0
        self._depth_outside = 0

    def taken(self) -> Iterator[Row]:
        """The rows that are complete since the last call; a repeated one as often as it stands there."""
        done, self._done = self._done, []
        for first, repeats, cells in done:
            for row in range(first, first + repeats):
                yield row, list(cells)

    def start(self, element: str, given: dict[str, str]) -> None:
        if element == "table":
            self._table += 1
            return
        if self._table != self._number or self.is_through:
            return
        if element in ("annotation", "shape", "shapes", "object", "detective"):
            self._depth_outside += 1
        elif element == "table-row":
            values = local_attributes(given)
            self._row_repeats = _repeats(values.get("number-rows-repeated"))
            self._column = 0
            if values.get("visibility", "visible") != "visible":
                self._hidden.extend(range(self.row + 1, self.row + 1 + min(self._row_repeats, 1_000)))
        elif element in ("table-cell", "covered-table-cell"):
            self._given = local_attributes(given)
            self._pieces, self._paragraphs = [], 0
        elif self._given is not None and not self._depth_outside:
            self._start_text(element, given)

    def _start_text(self, element: str, given: dict[str, str]) -> None:
        if element == "p":
            if self._paragraphs:
                self._pieces.append("\n")
            self._paragraphs += 1
        elif element == "s":
            self._pieces.append(" " * min(_repeats(local_attributes(given).get("c")), 1_000))
        elif element == "tab":
            self._pieces.append("\t")
        elif element == "line-break":
            self._pieces.append("\n")

    def end(self, element: str) -> None:
        if self._table != self._number or self.is_through:
            return
        if element in ("annotation", "shape", "shapes", "object", "detective"):
            self._depth_outside = max(0, self._depth_outside - 1)
        elif element in ("table-cell", "covered-table-cell") and self._given is not None:
            self._end_cell(self._given)
        elif element == "table-row":
            self.end_row()
        elif element == "table":
            self.is_through = True

    def text(self, text: str) -> None:
        if self._given is not None and self._paragraphs and not self._depth_outside:
            self._pieces.append(text)

    def end_row(self) -> None:
        """Take the row that was being read."""
        if self._cells:
            self._done.append((self.row + 1, self._row_repeats, placed(self._cells)))
            self._cells = {}
        self.row += self._row_repeats
        self._row_repeats = 1

    def _end_cell(self, given: dict[str, str]) -> None:
        repeats = _repeats(given.get("number-columns-repeated"))
        self._given = None
        if text := _cell_text(given, "".join(self._pieces)):
            last = min(self._column + repeats, _MAX_COLUMNS + 1)
            self._cells.update(dict.fromkeys(range(self._column, last), text))
        self._column += repeats


def _cell_text(given: dict[str, str], shown: str) -> str:
    kind = given.get("value-type", "")
    if kind in ("float", "percentage", "currency") and not shown.startswith(
        "#"
    ):  # an error shows as #N/A, its value is 0
        try:
            return number_text(float(given.get("value", "")))
        except ValueError:
            return plain_text(shown)
    if kind == "boolean":
        return truth_text(given.get("boolean-value") == "true")
    if kind == "date" and (match := _DATE.fullmatch(given.get("date-value", ""))):
        return match[1] if match[2] in (None, "00:00:00") else f"{match[1]} {match[2]}"
    if kind == "time" and (match := _DURATION.fullmatch(given.get("time-value", ""))):
        days, hours, minutes = (int(match[at] or 0) for at in (2, 3, 4))
        seconds = float((match[5] or "0").replace(",", "."))
        total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        return duration_text(-total if match[1] else total)
    return plain_text(shown or given.get("string-value", ""))


def _repeats(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 10 else 1


def _nothing(_: str) -> None:
    return None
