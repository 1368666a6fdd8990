"""In: UTF-8 text and how its table opens. Out: records.parquet and the tally. The exact path: it reads anything."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from sellthrough.read.body import Body, Tally, TextTable
from sellthrough.read.cells import CellSplitter, Record
from sellthrough.read.parquet import RecordsFile

_MAX_PENDING = 1_000


def physical_lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file with their line ends; "\\n", "\\r\\n" and "\\r" each end a line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from file


def write_tolerant(table: TextTable, records_path: Path, tally: Tally) -> tuple[int, dict[int, int]]:
    """Write the records below the heading.

    Args:
        table: What to read.
        records_path: Where `records.parquet` goes.
        tally: Takes what is no record.

    Returns:
        Number of records, and the overlong ones: {line: cells}.
    """
    body, line = table.body, table.body_line
    rows = CellSplitter(table.delimiter).records(islice(physical_lines(table.text), line - 1, None), line)
    with RecordsFile(records_path, body.width, table.delimiter) as out:
        for row in _kept(rows, body, tally, _has_last_line_end(table.text)):
            out.add("", row.line, row.cells, row.chars)
    return out.rows, out.overlong


def keep_records(rows: Iterator[Record], body: Body, tally: Tally, sheet: str = "") -> Iterator[Record]:
    """The rows of a sheet that are records; the others go to the tally."""
    return _kept(rows, body, tally, True, sheet)


def _kept(
    rows: Iterator[Record], body: Body, tally: Tally, has_last_line_end: bool, sheet: str = ""
) -> Iterator[Record]:
    pending: list[Record] = []
    last = object()
    row: Record | None = None
    for following in chain(rows, [last]):
        if row is not None:
            kind = body.kind_of(row.cells)
            if kind:
                tally.add(row, kind, sheet)
            elif body.may_be_note(row.cells, has_last_line_end or following is not last):
                pending.append(row)
            else:
                yield from pending
                pending.clear()
                yield row
        if len(pending) > _MAX_PENDING:
            yield from pending
            pending.clear()
        row = following if isinstance(following, Record) else None
    for row in pending:
        tally.add(row, "note", sheet)


def _has_last_line_end(text: Path) -> bool:
    with text.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 1))
        return file.read(1) in (b"\n", b"\r")
