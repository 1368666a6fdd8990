"""A column of cells in, whether they are plain text out; which columns are is kept with the file that holds them.

`read` has the cells of a large text in memory, one after the other: looking at those bytes takes a tenth of the time
that a look at each cell takes `normalize`, to which plain text is clean text.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

_KEY = "plain_columns"
_PRINTABLE = bytes(range(32, 127))
_BEFORE_TEXT = " \"'="


def is_plain(cells: Any) -> bool:
    """True when no cell of an Arrow column of strings has anything to clean.

    That is: printable ASCII, single spaces, none at the ends, and neither a quote nor "=" at the beginning.
    """
    return all(_is_plain(chunk) for chunk in cells.chunks)


def mark_plain(writer: Any, names: Iterable[str]) -> None:
    """Write with a Parquet file, before it is closed, which of its columns are plain."""
    writer.add_key_value_metadata({_KEY: " ".join(names)})


def plain_columns(path: Path) -> frozenset[str]:
    """The names of the columns that were marked as plain; none when nobody looked."""
    metadata = pq.read_metadata(path).metadata or {}
    return frozenset(metadata.get(_KEY.encode(), b"").decode().split())


def _is_plain(cells: Any) -> bool:
    text = cells.buffers()[2]
    content = text.to_pybytes() if text else b""
    if content.translate(None, _PRINTABLE) or b"  " in content:
        return False
    begins = any(c.encode() in content and pc.any(pc.starts_with(cells, c)).as_py() for c in _BEFORE_TEXT)
    return not begins and not (b" " in content and pc.any(pc.ends_with(cells, " ")).as_py())
