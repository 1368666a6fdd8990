"""`records.parquet` of a large file in, the skeletons of its numbers out.

Arrow keeps the cells of a column one after the other: all their digits are written as 0 in one go.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sellthrough.normalize.numbers import LEADING_ZERO, skeleton_of

_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_FULL_WIDTH = b"\xef\xbc"


def spellings(records: Path, positions: Mapping[str, int]) -> Any:
    """The skeletons of columns of numbers, as an Arrow table: those, and `row` (from 0) and `line` of each record.

    Args:
        records: `records.parquet`.
        positions: Name of a column of skeletons to the place of its numbers, from 1.
    """
    names = {name: f"c{position}" for name, position in positions.items()}
    columns = list(dict.fromkeys(["line", *names.values()]))
    metadata = pq.read_metadata(records)

    def of_group(at: int) -> Any:
        with pq.ParquetFile(records, metadata=metadata) as file:
            group = file.read_row_group(at, columns, use_threads=False)
        return pa.table({"line": group["line"]} | {key: _skeletons(group[column]) for key, column in names.items()})

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(of_group, range(metadata.num_row_groups)))
    table = pa.concat_tables(found).unify_dictionaries()
    return table.append_column("row", pa.arange(0, len(table)))


def _skeletons(cells: Any) -> Any:
    cells = cells.combine_chunks()
    valid, ends, text = cells.buffers()
    content = text.to_pybytes() if text else b""
    if _FULL_WIDTH in content:
        return pa.array(
            [None if c is None else skeleton_of(c) for c in cells.to_pylist()], pa.string()
        ).dictionary_encode()
    zeros = pa.py_buffer(content.translate(_TO_ZERO))
    found = pa.StringArray.from_buffers(len(cells), ends, zeros, valid, offset=cells.offset)
    for key, pattern in LEADING_ZERO.items():
        if f"0{key[1]}".encode() in content:
            found = pc.if_else(pc.match_substring_regex(cells, f"^(?:{pattern})$"), pa.scalar(key), found)
    return found.dictionary_encode()
