"""In: the rows below a heading. Out: each with what it is: a record, or a line of another kind. It reads anything."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from sellthrough.model.reports import IgnoredKind
from sellthrough.read.body import Body, Tally
from sellthrough.read.cells import Record

_MAX_PENDING = 1_000


def physical_lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file with their line ends; "\\n", "\\r\\n" and "\\r" each end a line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from file


def keep_records(rows: Iterator[Record], body: Body, tally: Tally, sheet: str = "") -> Iterator[Record]:
    """The rows that are records; the others go to the tally."""
    for row, kind in classified(rows, body, True):
        if kind:
            tally.add(row, kind, sheet)
        else:
            yield row


def classified(
    rows: Iterator[Record], body: Body, has_last_line_end: bool
) -> Iterator[tuple[Record, IgnoredKind | None]]:
    """Each row with what it is, None for a record, in order.

    Args:
        rows: All rows below the heading.
        body: Of the table.
        has_last_line_end: False when the last row may have been cut off.
    """
    pending: list[tuple[Record, IgnoredKind | None]] = []
    notes = 0
    last = object()
    row: Record | None = None
    for following in chain(rows, [last]):
        if row is not None:
            kind = body.kind_of(row.cells)
            may_be_note = kind is None and body.may_be_note(row.cells, has_last_line_end or following is not last)
            if may_be_note or (kind and pending):
                notes += may_be_note
                pending.append((row, kind))
            else:
                yield from pending
                pending.clear()
                notes = 0
                yield row, kind
        if notes > _MAX_PENDING or len(pending) > _MAX_PENDING * 10:
            yield from pending
            pending.clear()
            notes = 0
        row = following if isinstance(following, Record) else None
    for row, kind in pending:
        yield row, kind or "note"


def has_last_line_end(text: Path) -> bool:
    """True when the text's last line is ended."""
    with text.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 1))
        return file.read(1) in (b"\n", b"\r")
