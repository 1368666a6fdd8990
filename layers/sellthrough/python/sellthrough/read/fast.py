"""In: UTF-8 text and how its table opens. Out: records.parquet and the tally, or Irregular: the exact path takes over.

Arrow splits blocks of lines into columns. Its result is used only when it accounts for every line, and no line could be
read in another way.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sellthrough.model.cleaning import Cleaning, cleaning_of, mark_columns
from sellthrough.read.body import Tally, TextTable
from sellthrough.read.cells import CellSplitter
from sellthrough.read.encodings import UTF8_BOM
from sellthrough.read.no_records import Finder
from sellthrough.read.parquet import GROUP_BYTES, GROUP_ROWS, records_schema
from sellthrough.read.text_blocks import (
    BLOCK_BYTES,
    MAX_RECORD,
    Irregular,
    Pattern,
    TextBlock,
    blocks_of,
    columns_of,
)
from sellthrough.read.tolerant import keep_records

_TAIL_BYTES = 64 * 1024
_MAX_TAIL_LINES = 500
_MAX_COMPARED = 20_000
_DICTIONARY_BYTES = 20_000  # larger ones cost more than they save: this file is read once or twice


def write_fast(table: TextTable, records_path: Path, tally: Tally, block_bytes: int = BLOCK_BYTES) -> int:
    """Write the records below the heading.

    Args:
        table: What to read.
        records_path: Where `records.parquet` goes.
        tally: Takes what is no record.
        block_bytes: About how much is read at once.

    Returns:
        Number of records. `tally` is only to be trusted when nothing is raised.

    Raises:
        Irregular: The file is not strictly regular: nothing that was written counts.
    """
    body = table.body
    if not body.width or body.layout.record_prefix is not None or not table.delimiter.isascii():
        raise Irregular("a layout for the exact path")
    start = _offset_of_line(table)
    stop, tail = _tail(table, start)
    if start >= stop:
        raise Irregular("no records")
    records = _Records(table, tally, start)
    rows = _write(records.tables(stop, block_bytes), records_path, body.width)
    below = CellSplitter(table.delimiter).records(tail, records.number)
    if any(True for _ in keep_records(below, body, tally)):
        raise Irregular("a record in the tail")
    return rows


def _write(tables: Iterator[Any], path: Path, width: int) -> int:
    """Write the tables in groups of rows; returns the number of rows."""
    written, waiting, rows, size, schema = 0, list[Any](), 0, 0, records_schema(width)
    columns = dict.fromkeys(schema.names[2:], Cleaning.NOTHING)
    with (
        ThreadPoolExecutor(1) as looking,
        pq.ParquetWriter(
            path,
            schema,
            compression="snappy",  # zstd takes 1.4 times the CPU
            dictionary_pagesize_limit=_DICTIONARY_BYTES,
            write_statistics=["sheet", "line"],
        ) as out,
    ):
        look = looking.submit(_look, schema.empty_table(), columns)
        for table in chain(tables, [None]):
            look.result()
            if table is not None:
                look = looking.submit(_look, table, columns)
                waiting.append(table)
                rows, size = rows + len(table), size + table.nbytes
            if waiting and (table is None or rows >= GROUP_ROWS or size >= GROUP_BYTES):
                out.write_table(pa.concat_tables(waiting), row_group_size=rows)
                written, waiting, rows, size = written + rows, [], 0, 0
        mark_columns(out, columns)
    return written


def _look(table: Any, columns: dict[str, Cleaning]) -> None:
    """Raise what cleaning may take from each column by what it may take from the cells of this table."""
    for name in [n for n, cleaning in columns.items() if cleaning < Cleaning.ANYTHING]:
        columns[name] = max(columns[name], cleaning_of(table[name]))


class _Records:
    """The records of a text, block by block.

    Attributes:
        number: Of the line after those that were read.
    """

    def __init__(self, table: TextTable, tally: Tally, start: int) -> None:
        self.number = table.body_line
        self._table, self._start = table, start
        self._finder = Finder(table, tally, start)
        self._pattern = Pattern(table.delimiter, table.body.width, self._finder.suspect)
        self._splitter = CellSplitter(table.delimiter)
        self._compared = 0

    def tables(self, stop: int, block_bytes: int) -> Iterator[Any]:
        """Tables as in `records.parquet`, up to the byte offset `stop`."""
        with self._table.text.open("rb") as file:
            file.seek(self._start)
            for block in blocks_of(file, stop - self._start, self._pattern, block_bytes):
                yield self._table_of(block)
                self.number += len(block.lines)
                self._start += block.size

    def _table_of(self, block: TextBlock) -> Any:
        schema, inside = records_schema(self._pattern.width), len(self._finder.inside)
        is_record = self._finder.records_of(block, self.number, self._start)
        numbers = pa.arange(self.number, self.number + len(block.lines))
        lines, columns = block.lines, block.columns
        if is_record is not None:
            lines, numbers = lines.filter(is_record), numbers.filter(is_record)
        if not len(lines):
            return schema.empty_table()
        if columns is None:
            columns = columns_of(_text_of(lines), self._pattern)
        if any(_longest(column) > MAX_RECORD for column in columns.columns):
            raise Irregular("a long cell")
        starts, more = (numbers, None) if len(columns) == len(lines) else self._spanned(columns, lines, numbers)
        if pc.any(pc.is_in(pa.array(self._finder.inside[inside:], pa.int64()), starts)).as_py():
            raise Irregular("a line that is no record was taken for one inside a cell")
        odd = [at for at in block.odd if is_record is None or is_record[at].as_py()]
        if odd:
            places = pc.index_in(pa.array([self.number + at for at in odd], pa.int64()), value_set=starts)
            if places.null_count or (more is not None and pc.any(pc.greater(more.take(places), 0)).as_py()):
                raise Irregular("odd quotes in a record of several lines")
            self._compare(block.lines.take(pa.array(odd)), columns.take(places))
        # A quote that is open at the end Arrow closes by itself.
        last = more[-1].as_py() + 1 if more is not None else 1
        self._compare(lines[-last:], columns[-1:])
        sheet = pa.repeat(pa.scalar("", pa.string()), len(columns))
        return pa.table([sheet, starts, *columns.columns], schema=schema)

    def _spanned(self, columns: Any, lines: Any, numbers: Any) -> tuple[Any, Any]:
        """Of each record the number of its first line, and how many more it takes: as many as its cells hold breaks."""
        counts = [pc.fill_null(pc.count_substring(c, "\n"), 0) for c in columns.columns if _holds_breaks(c)]
        if not counts:
            raise Irregular("lines that are in no record")
        more = reduce(pc.add, counts).cast(pa.int64()).combine_chunks()
        last = pc.subtract(pc.cumulative_sum(pc.add(more, 1)), 1)
        if last[-1].as_py() != len(lines) - 1:
            raise Irregular("lines that are in no record")
        first = pc.subtract(last, more)
        starts = numbers.take(first)
        if not pc.all(pc.equal(pc.subtract(numbers.take(last), starts), more)).as_py():
            raise Irregular("a line inside a cell was taken for one that is no record")
        later = lines.filter(pc.invert(pc.is_in(pa.arange(0, len(lines)), first)))
        if pc.any(pc.match_substring_regex(later, self._pattern.closes_badly)).as_py():
            raise Irregular("a quoted cell is not closed by the book")
        return starts, more

    def _compare(self, lines: Any, columns: Any) -> None:
        """Compare the records that these lines are with what the exact path makes of them."""
        self._compared += len(lines)
        if self._compared > _MAX_COMPARED:
            raise Irregular("too many quotes that are not by the book")
        exact = [record.cells for record in self._splitter.records(f"{line}\n" for line in lines.to_pylist())]
        found = zip(*(column.to_pylist() for column in columns.columns), strict=True)
        if [tuple(cell or None for cell in cells) for cells in exact] != list(found):
            raise Irregular("quotes that are not by the book")


def _text_of(lines: Any) -> Any:
    """The text of lines, each with a line end."""
    # Arrow keeps an array's strings one after the other in one buffer: that buffer is the text.
    return pc.binary_join_element_wise(lines, pa.scalar("\n"), pa.scalar("")).buffers()[2]


def _longest(column: Any) -> int:
    """Bytes of the longest cell; 0 when none can be too long."""
    if sum(text.size for text in _texts_of(column)) <= MAX_RECORD:
        return 0
    return pc.max(pc.binary_length(column)).as_py() or 0


def _holds_breaks(column: Any) -> bool:
    return any(text.to_pybytes().find(b"\n") >= 0 for text in _texts_of(column))


def _texts_of(column: Any) -> list[Any]:
    """The buffers with the cells, one after the other."""
    return [text for chunk in column.chunks if (text := chunk.buffers()[2])]


def _offset_of_line(table: TextTable) -> int:
    """Byte offset at which the body starts."""
    with table.text.open("rb") as file:
        for _ in range(table.body_line - 1):
            if b"\r" in file.readline().removesuffix(b"\n").removesuffix(b"\r"):
                raise Irregular("lone carriage returns")
        return file.tell() or (len(UTF8_BOM) if file.read(len(UTF8_BOM)) == UTF8_BOM else 0)


def _tail(table: TextTable, start: int) -> tuple[int, list[str]]:
    """Where the last lines begin that are no record (notes, totals, trailers, blank lines), and those lines."""
    body = table.body
    with table.text.open("rb") as file:
        size = file.seek(0, 2)
        begin = max(start, size - _TAIL_BYTES)
        file.seek(begin)
        content = file.read()
    lines = content.splitlines(keepends=True)
    splitter, stop, tail = CellSplitter(table.delimiter), size, list[str]()
    for at in range(len(lines) - 1, -1, -1):
        try:
            line = lines[at].decode()
        except UnicodeDecodeError:
            break
        row = next(splitter.records([line]))
        if row.raw.count('"') & 1:
            break
        if body.kind_of(row.cells) is None and not body.may_be_note(row.cells, line.endswith(("\n", "\r"))):
            break
        stop -= len(lines[at])
        tail.insert(0, line)
        if at == 0 or len(tail) > _MAX_TAIL_LINES or line.endswith("\r"):
            raise Irregular("a tail for the exact path")
    return stop, tail
