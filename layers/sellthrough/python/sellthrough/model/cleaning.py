"""A column of cells in, what cleaning may take from them out; it is kept with the file that holds them.

`read` has the cells of a large text in memory, one after the other: looking at those bytes takes a tenth of the time
that a look at each cell takes `normalize`.
"""

import json
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

_KEY = b"cleaning"
# What no-break and other special spaces and invisible characters begin with, in UTF-8.
_SPECIAL = (b"\xc2\xa0", b"\xe2\x80", b"\xe2\x81", b"\xe3\x80\x80", b"\xef\xbb\xbf")
_LEADS = bytes({special[0] for special in _SPECIAL})
_HARMLESS = bytes(b for b in (*range(32, 127), *range(128, 256)) if b not in _LEADS)
_BEFORE_TEXT = "\"'="


class Cleaning(IntEnum):
    """What cleaning may take from the cells of a column: nothing, single blanks too many, or anything."""

    NOTHING = 0
    SPACES = 1
    ANYTHING = 2


def cleaning_of(cells: Any) -> Cleaning:
    """What cleaning may at most take from an Arrow column of strings.

    Nothing: no control characters, no special spaces, single spaces, none at the ends, and neither a quote nor "=" at
    the beginning. Spaces: the same but for the spaces.
    """
    return max((_cleaning_of(chunk) for chunk in cells.chunks), default=Cleaning.NOTHING)


def mark_columns(writer: Any, columns: Mapping[str, Cleaning]) -> None:
    """Write with a Parquet file, before it is closed, what cleaning may take from its columns."""
    writer.add_key_value_metadata({_KEY.decode(): json.dumps(columns)})


def marked_columns(path: Path) -> dict[str, Cleaning]:
    """What cleaning may take from each column that was marked; empty when nobody looked."""
    metadata = pq.read_metadata(path).metadata or {}
    return {name: Cleaning(value) for name, value in json.loads(metadata.get(_KEY, b"{}")).items()}


def _cleaning_of(cells: Any) -> Cleaning:
    text = cells.buffers()[2]
    content = text.to_pybytes() if text else b""
    rest = content.translate(None, _HARMLESS)
    if rest and (rest.translate(None, _LEADS) or any(s[0] in rest and s in content for s in _SPECIAL)):
        return Cleaning.ANYTHING
    if any(c.encode() in content and pc.any(pc.starts_with(cells, c)).as_py() for c in _BEFORE_TEXT):
        return Cleaning.ANYTHING
    if not _has_spaces_to_take(cells, content):
        return Cleaning.NOTHING
    return Cleaning.ANYTHING if any(f" {c}".encode() in content for c in _BEFORE_TEXT) else Cleaning.SPACES


def _has_spaces_to_take(cells: Any, content: bytes) -> bool:
    return b" " in content and (
        b"  " in content or any(pc.any(look(cells, " ")).as_py() for look in (pc.starts_with, pc.ends_with))
    )
