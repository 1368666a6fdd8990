"""In: UTF-8 text and how its table opens. Out: records.parquet and the tally, or Irregular: the exact path takes over.

DuckDB reads strictly and in parallel, straight into Parquet. Its result is used only when it accounts for every line.
"""

from pathlib import Path

import duckdb

from sellthrough.read.body import Tally, TextTable
from sellthrough.read.cells import CellSplitter
from sellthrough.read.encodings import UTF8_BOM
from sellthrough.read.numbering import Irregular, Numbered, Region, number_lines
from sellthrough.read.tolerant import keep_records

_TAIL_BYTES = 64 * 1024
_MAX_TAIL_LINES = 500
_MEMORY = "700MB"
# Lower than cells.MAX_QUOTED and limits.line_bytes: what DuckDB reads, the exact path reads the same.
_MAX_RECORD = 2 << 20


def write_fast(table: TextTable, records_path: Path, tally: Tally) -> int:
    """Write the records below the heading; same arguments as `write_tolerant`.

    Returns:
        Number of records. `tally` is only to be trusted when nothing is raised.

    Raises:
        Irregular: The file is not strictly regular: nothing that was written counts.
    """
    body = table.body
    if not body.width or body.layout.record_prefix is not None or set(str(records_path)) & set("*?[]{}"):
        raise Irregular("a layout for the exact path")
    start = _offset_of_line(table)
    stop, tail = _tail(table, start)
    if start >= stop:
        raise Irregular("no records")
    numbered_path = records_path.with_name("numbered.csv")
    try:
        numbered = number_lines(table, numbered_path, Region(table.body_line, start, stop), tally)
        rows = _copy(numbered_path, records_path, table.delimiter, body.width, numbered)
    except (duckdb.Error, UnicodeError) as error:
        raise Irregular(str(error)) from error
    finally:
        numbered_path.unlink(missing_ok=True)
    below = CellSplitter(table.delimiter).records(tail, table.body_line + numbered.lines)
    if any(True for _ in keep_records(below, body, tally)):
        raise Irregular("a record in the tail")
    return rows


def _copy(source_path: Path, records_path: Path, delimiter: str, width: int, numbered: Numbered) -> int:
    """Let DuckDB read the numbered copy and write Parquet; returns the number of rows written."""
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(1, width + 1))
    cells = ", ".join(
        f"case when contains(c{at}, chr(1)) then regexp_replace(c{at}, $mark, '', 'g') else c{at} end as c{at}"
        for at in range(1, width + 1)
    )
    source = (
        f"read_csv($numbered, columns = {{'mark': 'VARCHAR', {columns}}}, auto_detect = false, header = false, "
        "delim = $delimiter, quote = '\"', escape = '\"', strict_mode = true, nullstr = '', new_line = '\\n', "
        f"max_line_size = {_MAX_RECORD})"
    )
    where = "where c1 is distinct from chr(2)" if numbered.dropped else ""
    with duckdb.connect(
        config={"threads": 2, "memory_limit": _MEMORY, "temp_directory": str(records_path.parent)}
    ) as db:
        written = db.execute(
            f"copy (select left(mark, 0) as sheet, cast(mark[2:] as bigint) as line, {cells} from {source} {where}) "
            f"to '{str(records_path).replace(chr(39), chr(39) * 2)}' "
            "(format parquet, compression snappy, dictionary_size_limit 1000)",  # zstd takes 1.4 times the CPU
            {"numbered": str(source_path), "delimiter": delimiter, "mark": f"\x01\\d+{_escaped(delimiter)}"},
        ).fetchone()
        if numbered.dropped and _holds_a_dropped_line(db, records_path, width):
            raise Irregular("a line inside a cell was taken for one that is no record")
        if numbered.inside and _starts_inside(db, records_path, numbered.inside):
            raise Irregular("a line that is no record was taken for one inside a cell")
    return int(written[0]) if written else 0


def _holds_a_dropped_line(db: duckdb.DuckDBPyConnection, records_path: Path, width: int) -> bool:
    held = " or ".join(f"contains(c{at}, chr(2))" for at in range(1, width + 1))
    found = db.execute(f"select count(*) from read_parquet($path) where {held}", {"path": str(records_path)}).fetchone()
    return found is None or found[0] > 0


def _starts_inside(db: duckdb.DuckDBPyConnection, records_path: Path, inside: tuple[int, ...]) -> bool:
    query = "select count(*) from read_parquet($path) where line in (select unnest($inside))"
    found = db.execute(query, {"path": str(records_path), "inside": list(inside)}).fetchone()
    return found is None or found[0] > 0


def _escaped(delimiter: str) -> str:
    return f"\\x{{{ord(delimiter):x}}}"


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
