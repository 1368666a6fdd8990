"""In: nested objects, as JSON and XML have them. Out: a page of records with a column for each dotted name."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sellthrough.errors import Refused
from sellthrough.read.cells import Record
from sellthrough.read.limits import Limits, keep_to
from sellthrough.read.opened import Page, Request

Flat = dict[str, str]
_DEPTH = 16


def flat(value: Any) -> Flat:
    """Dotted names and texts of all that an object holds; a list stays JSON text in one cell."""
    row: Flat = {}
    for name, text in _flattened(value, "", 0):
        put(row, name, text)
    return row


def put(row: dict[str, Any], name: str, text: Any) -> None:
    """Add a cell; a name that the row has already is told apart, so that nothing is lost."""
    unique, at = name, 1
    while unique in row:
        at += 1
        unique = f"{name} ({at})"
    row[unique] = text


def _flattened(value: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < _DEPTH:
        for key, inner in value.items():
            yield from _flattened(inner, f"{name}.{key}" if name else str(key), depth + 1)
    else:
        yield name or "value", text_of(value)


def text_of(value: Any) -> str:
    """A scalar as it was written, anything else as JSON text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def page_of(rows: Callable[[], Iterable[tuple[int, Flat]]], request: Request, name: str = "") -> Page:
    """A page with one column for each name that any row has, in order of first appearance.

    Args:
        rows: Gives number and cells of each row; called twice and more.
        request: Whose limits hold.
        name: Of the page.

    Raises:
        Refused: LIMIT_EXCEEDED by the number of names, EMPTY_FILE when there are none.
    """
    names = _names(rows(), request.limits)
    if not names:
        raise Refused("EMPTY_FILE", "No cell of the file is filled.")
    header = list(names)

    def records() -> Iterator[Record]:
        yield Record(0, 1, header, ", ".join(header))
        for number, row in rows():
            cells = [row.get(key, "") for key in header]
            yield Record(number, 1, cells, ", ".join(cell for cell in cells if cell))

    return Page(records, name=name, path=request.place)


def _names(rows: Iterable[tuple[int, Flat]], limits: Limits) -> dict[str, None]:
    names: dict[str, None] = {}
    for _, row in rows:
        names.update(dict.fromkeys(row))
        keep_to("columns", len(names), limits.columns, "columns")
    return names
