"""In: JSON: an array of objects or of arrays, alone or within an object, or an object a line. Out: pages of records.

Values keep the digits that were written. A record's number is its line where each line is an object, else its place.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sellthrough.errors import Refused
from sellthrough.read.cells import Record
from sellthrough.read.encodings import encoding_of, to_utf8
from sellthrough.read.limits import keep_to
from sellthrough.read.opened import Opened, Page, Request
from sellthrough.read.structured import Flat, flat, page_of, put, text_of
from sellthrough.read.tolerant import physical_lines

_SPACE = " \t\r\n\ufeff"
_BLOCK = 1 << 16


def open_json(path: Path, request: Request) -> Opened:
    """Open JSON.

    Raises:
        Refused: UNREADABLE_FILE where it is no JSON, naming the line; LIMIT_EXCEEDED; EMPTY_FILE.
    """
    keep_to("text_bytes", path.stat().st_size, request.limits.text_bytes, "bytes of text")
    encoding = encoding_of(path, request.layout)
    text = path
    if encoding not in ("utf-8", "utf-8-sig"):
        text = request.folder / "text.utf8"
        to_utf8(path, encoding, text)
    if _is_object_a_line(text):
        return Opened("json", (page_of(lambda: _line_rows(text), request),), encoding)
    values = _Values(text, request.limits.line_bytes)
    first = next(values.top(), None)
    if isinstance(first, dict) and next(iter(_lists(first)), None) is not None:
        keep_to("workbook_bytes", path.stat().st_size, request.limits.workbook_bytes, "bytes in one JSON object")
        pages = tuple(page for name, rows in _lists(first) for page in _pages(rows, name, request))
        return Opened("json", pages, encoding)
    if isinstance(first, list):
        return Opened("json", (Page(lambda: _array_records(values), path=request.place),), encoding)
    return Opened("json", (page_of(lambda: _numbered(values.top()), request),), encoding)


def _is_object_a_line(text: Path) -> bool:
    first = [line for line, _ in zip(physical_lines(text), range(3), strict=False) if line.strip(_SPACE)]
    try:
        return len(first) > 1 and all(isinstance(_decode(line), dict) for line in first[:2])
    except ValueError:
        return False


def _line_rows(text: Path) -> Iterator[tuple[int, Flat]]:
    for number, line in enumerate(physical_lines(text), 1):
        if line.strip(_SPACE):
            try:
                yield number, flat(_decode(line))
            except ValueError as error:
                raise Refused("UNREADABLE_FILE", f"Line {number:,} is no JSON object.") from error


def _numbered(values: Iterator[Any]) -> Iterator[tuple[int, Flat]]:
    for number, value in enumerate(values, 1):
        yield number, flat(value)


def _array_records(values: "_Values") -> Iterator[Record]:
    for number, value in enumerate(values.top(), 1):
        cells = [text_of(cell) for cell in value] if isinstance(value, list) else [text_of(value)]
        yield Record(number, 1, cells or [""], ", ".join(cell for cell in cells if cell))


def _lists(value: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The lists of objects or of lists within an object, with their names."""
    for name, inner in value.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict | list):
            yield name, inner
        elif isinstance(inner, dict):
            yield from _lists(inner)


def _pages(rows: list[Any], name: str, request: Request) -> Iterator[Page]:
    if isinstance(rows[0], dict):
        yield page_of(lambda: _numbered(iter(rows)), request, name)
        return
    cells = [[text_of(cell) for cell in row] if isinstance(row, list) else [text_of(row)] for row in rows]
    records = [Record(at, 1, row or [""], ", ".join(filter(None, row))) for at, row in enumerate(cells, 1)]
    yield Page(lambda: iter(records), name=name, path=request.place)


class _Values:
    """The values of a top-level array, or those that follow each other, decoded one by one.

    Args:
        text: A UTF-8 file.
        limit: Bytes that one value may take.
    """

    def __init__(self, text: Path, limit: int) -> None:
        self._text, self._limit, self._line = text, limit, 1

    def top(self) -> Iterator[Any]:
        """Each value in order.

        Raises:
            Refused: UNREADABLE_FILE or LIMIT_EXCEEDED.
        """
        with self._text.open(encoding="utf-8-sig") as file:
            buffer, is_array, self._line = "", None, 1
            while True:
                buffer = self._past(buffer, len(buffer) - len(buffer.lstrip(_SPACE + "," if is_array else _SPACE)))
                if is_array is None and buffer:
                    is_array = buffer[0] == "[" and not buffer[1:].lstrip(_SPACE).startswith(('"', "]"))
                    buffer = buffer[1:] if is_array else buffer
                    continue
                if is_array and buffer.startswith("]"):
                    return
                found = _first_value(buffer) if buffer else None
                if found:
                    yield found[0]
                    buffer = self._past(buffer, found[1])
                    continue
                more = file.read(max(_BLOCK, len(buffer)))
                if not more:
                    if buffer or is_array:
                        at = self._line + _broken_line(buffer)
                        raise Refused(
                            "UNREADABLE_FILE", f"The JSON is damaged or cut off; line {at:,} is where it breaks."
                        )
                    return
                keep_to("line_bytes", len(buffer), self._limit, "characters in one JSON value")
                buffer += more

    def _past(self, buffer: str, end: int) -> str:
        """What follows in the buffer; the lines before it are counted."""
        self._line += buffer.count("\n", 0, end)
        return buffer[end:]


def _broken_line(buffer: str) -> int:
    """Line, from 0, of the buffer at which no value goes on."""
    try:
        _DECODER.raw_decode(buffer)
    except json.JSONDecodeError as error:
        return error.lineno - 1
    return 0


def _first_value(buffer: str) -> tuple[Any, int] | None:
    """The value at the start of the buffer and where it ends; None when more is needed to tell."""
    try:
        value, end = _DECODER.raw_decode(buffer)
    except ValueError:
        return None
    except RecursionError as error:
        raise Refused("UNREADABLE_FILE", "The JSON is nested too deep.") from error
    # A number or word at the end of the buffer may go on.
    return (value, end) if end < len(buffer) or isinstance(value, dict | list) else None


def _decode(text: str) -> Any:
    try:
        return _DECODER.decode(text.strip(_SPACE))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name that comes twice is told apart, so that nothing is lost."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        put(members, name, value)
    return members


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=str, parse_int=str, parse_constant=lambda _: None, strict=False
)
