"""In: records as lists of cells. Out: records.parquet, written in batches so that memory stays bounded."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sellthrough.read.blocks import Block, TextColumn

_BATCH_CELLS = 200_000
_BATCH_CHARS = 16 << 20
GROUP_ROWS = 61_440
GROUP_BYTES = 96 << 20


def records_schema(width: int) -> Any:
    """Arrow schema of `records.parquet` with `width` columns."""
    names = [pa.field("sheet", pa.string()), pa.field("line", pa.int64())]
    return pa.schema(names + [pa.field(f"c{at}", pa.string()) for at in range(1, width + 1)])


class RecordsFile:
    """`records.parquet` while it is written; use as a context manager.

    Args:
        path: Where it goes; an earlier one is replaced.
        width: Number of columns N.
        delimiter: Joins surplus cells to the last column.
    """

    def __init__(self, path: Path, width: int, delimiter: str) -> None:
        self.rows = 0
        self.overlong: dict[int, int] = {}
        self._width, self._delimiter = width, delimiter
        self._schema = records_schema(width)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[tuple[str, int, list[str]]] = []
        self._chars = 0
        self._batches: list[Any] = []
        self._batch_rows = self._batch_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._to_arrow()
            self._write_group()
        self._writer.close()

    def add(self, sheet: str, line: int, cells: list[str], chars: int) -> None:
        """Take one record.

        Args:
            sheet: Of a workbook, "" for text.
            line: Physical line or row.
            cells: What goes beyond the last column is joined to it, and the line listed in `overlong`.
            chars: About how many characters the cells hold.
        """
        width = self._width
        if len(cells) > width:
            surplus = cells[width:]
            if any(surplus):
                self.overlong[line] = len(cells)
                cells = [*cells[: width - 1], self._delimiter.join(cells[width - 1 :])]
            else:
                cells = cells[:width]
        self._waiting.append((sheet, line, cells))
        self._chars += chars
        self.rows += 1
        if len(self._waiting) * width >= _BATCH_CELLS or self._chars >= _BATCH_CHARS:
            self._to_arrow()

    def add_block(self, sheet: str, block: Block) -> None:
        """Take the rows of a block as records; none has cells beyond the last column."""
        self._to_arrow()
        rows = len(block)
        arrays = [
            pa.repeat(sheet, rows),
            pa.Array.from_buffers(pa.int64(), rows, [None, pa.py_buffer(block.numbers)], offset=block.start),
            *(_strings(column, rows, block.start) for column in block.columns[: self._width]),
        ]
        arrays += [pa.nulls(rows, pa.string())] * (self._width + 2 - len(arrays))
        self._take(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self.rows += rows

    def _to_arrow(self) -> None:
        if not self._waiting:
            return
        width, rows = self._width, self._waiting
        padded = (cells if len(cells) == width else [*cells, *[""] * (width - len(cells))] for _, _, cells in rows)
        columns = [[cell or None for cell in column] for column in zip(*padded, strict=True)]
        arrays = [pa.array([sheet for sheet, _, _ in rows], pa.string()), pa.array([line for _, line, _ in rows])]
        arrays += [pa.array(column, pa.string()) for column in columns]
        self._waiting, self._chars = [], 0
        self._take(pa.RecordBatch.from_arrays(arrays, schema=self._schema))

    def _take(self, batch: Any) -> None:
        self._batches.append(batch)
        self._batch_rows += batch.num_rows
        self._batch_bytes += batch.nbytes
        if self._batch_rows >= GROUP_ROWS or self._batch_bytes >= GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches), row_group_size=GROUP_ROWS)
        self._batches, self._batch_rows, self._batch_bytes = [], 0, 0


def _strings(column: TextColumn, rows: int, start: int) -> Any:
    """The column as it lies in memory, empty cells as nulls."""
    strings = pa.StringArray.from_buffers(rows, pa.py_buffer(column.ends), pa.py_buffer(column.text), offset=start)
    return pc.if_else(pc.equal(strings, ""), pa.scalar(None, pa.string()), strings)
