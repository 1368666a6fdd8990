"""An address or a row in, the place in a partner's file that it means out; and what became of a line there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from sellthrough.console.routes import ROOT
from sellthrough.model.tables import Column

_MOST_DIGITS = 9


@dataclass(frozen=True)
class Place:
    """A line of a text file (sheet "") or a row of a sheet, from 1."""

    sheet: str
    line: int


@dataclass(frozen=True)
class Became:
    """What a record is now: a fact, a reject or a duplicate, with its columns and values."""

    home: str
    cells: tuple[tuple[Column, Any], ...]


def place_of(query: Mapping[str, str]) -> Place | None:
    """The place that an address names, or None when it names none."""
    line = query.get("line", "")
    if not (line.isascii() and line.isdigit() and len(line) <= _MOST_DIGITS):
        return None
    return Place(query.get("sheet", ""), int(line))


def source_address(row: Mapping[str, Any]) -> str:
    """The page of the source line of a published row (submission_id, source_sheet, source_line)."""
    query = {"sheet": row.get("source_sheet") or "", "line": str(row["source_line"])}
    place = urlencode({name: value for name, value in query.items() if value})
    return f"{ROOT}/submissions/{quote(str(row['submission_id']))}/source?{place}"
