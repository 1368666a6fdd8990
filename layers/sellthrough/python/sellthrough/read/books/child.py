"""In: a request (JSON on stdin). Out: a file of rows for each sheet, and an answer (JSON on stdout). A whole process.

It is started without the parent's environment, so without credentials, and with a limit on memory and processor time:
whatever a parser does with a hostile file ends here.
"""

import gc
import json
import resource
import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sellthrough.errors import Refused
from sellthrough.read.blocks import Block, TextColumn
from sellthrough.read.books.formats import open_book
from sellthrough.read.books.frames import framed
from sellthrough.read.books.sheets import Columns, ColumnSource, Damage, Row, SheetSource
from sellthrough.read.limits import Limits, keep_to

_BLOCK_CELLS = 20_000
_LISTED_ROWS = 20


def main() -> None:
    """Serve the request."""
    request = json.loads(sys.stdin.buffer.read())
    memory = request["limits"]["parser_bytes"]
    seconds = request["limits"]["parser_seconds"]
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CPU, seconds)
    _lower(resource.RLIMIT_CORE, 0)
    gc.disable()  # nothing here makes cycles, and the process ends soon
    try:
        answer = _answer(request)
    except Refused as refused:
        answer = {"refused": [refused.code, refused.detail]}
    except MemoryError:
        answer = {"out_of_memory": True}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    limits = Limits(**request["limits"])
    folder = Path(request["folder"])
    damage = Damage()
    sheets = []
    with open_book(request, limits, damage) as book:
        spool = Spool(limits)
        for number, sheet in enumerate(book.sheets):
            rows = spool.write(folder / f"sheet-{number}", sheet)
            hidden = sheet.hidden_rows
            sheets.append([sheet.name, sheet.is_hidden, rows, len(hidden), hidden[:_LISTED_ROWS]])
    return {"kind": book.kind, "sheets": sheets, "damage": damage.notes, "has_macros": book.has_macros}


class Spool:
    """Writes sheets to files, within the limits on what cells may hold."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._chars = limits, 0

    def write(self, path: Path, sheet: SheetSource | ColumnSource) -> int:
        """Write one sheet; returns the number of rows with a filled cell.

        Raises:
            Refused: LIMIT_EXCEEDED.
        """
        rows = 0
        with path.open("wb") as file:
            for numbers, columns in sheet.columns() if isinstance(sheet, ColumnSource) else self._columns(sheet.rows()):
                keep_to("columns", len(columns), self._limits.columns, "columns in a sheet")
                keep_to("sheet_rows", numbers[-1], self._limits.sheet_rows, "rows in a sheet")
                block = Block(array("q", numbers).tobytes(), tuple(map(self._column, columns)))
                file.writelines(framed(block))
                rows += len(block)
        return rows

    def _columns(self, rows: Iterator[Row]) -> Iterator[Columns]:
        """Rows as columns, so many at a time that the filled and the blank cells of a block stay few."""
        numbers: list[int] = []
        waiting: list[list[str]] = []
        width = 0
        for number, row in rows:
            numbers.append(number)
            waiting.append(row)
            width = max(width, len(row))
            keep_to("columns", width, self._limits.columns, "columns in a sheet")
            if len(waiting) * width >= _BLOCK_CELLS:
                yield numbers, list(zip_longest(*waiting, fillvalue=""))
                numbers, waiting, width = [], [], 0
        if waiting:
            yield numbers, list(zip_longest(*waiting, fillvalue=""))

    def _column(self, cells: Sequence[str]) -> TextColumn:
        limits, chars = self._limits, sum(map(len, cells))
        if chars > limits.cell_chars:
            keep_to("cell_chars", max(map(len, cells)), limits.cell_chars, "characters in a cell")
        self._chars += chars
        keep_to("unpacked_bytes", self._chars, limits.unpacked_bytes, "characters in cells")
        return TextColumn.of(cells)


def _lower(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (allowed, allowed))


if __name__ == "__main__":
    main()
