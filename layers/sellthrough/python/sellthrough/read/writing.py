"""In: a table. Out: records.parquet and the tally of what is no record.

Large regular text takes the fast path, everything else the exact one; both give the same records.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from sellthrough.model.reports import IgnoredKind
from sellthrough.read.blocks import Block, records_of
from sellthrough.read.body import Tally, TextTable
from sellthrough.read.cells import Dialect, Record
from sellthrough.read.fast import write_fast
from sellthrough.read.gathered import Gathered
from sellthrough.read.page.tables import Table
from sellthrough.read.parquet import RecordsFile
from sellthrough.read.text_blocks import Irregular
from sellthrough.read.tolerant import classified

# Below this size the exact path is done before DuckDB has started.
FAST_FROM_BYTES = 1 << 20


def write_gathered(gathered: Gathered, records_path: Path, tally: Tally) -> tuple[int, dict[int, int], Tally]:
    """Write the records of all tables that are the report; arguments and result as of `write_table`."""
    if gathered.is_plain:
        return write_table(gathered.tables[0], records_path, tally)
    with RecordsFile(records_path, len(gathered.headings), gathered.tables[0].page.joint) as out:
        for sheet, row, kind, cells in gathered.rows():
            if kind:
                tally.add(row, kind, sheet)
            else:
                out.add(sheet, row.line, row.cells, row.chars)
                out.overlong |= {row.line: cells} if cells else {}
    return out.rows, out.overlong, tally


def write_table(table: Table, records_path: Path, tally: Tally) -> tuple[int, dict[int, int], Tally]:
    """Write the records below the heading.

    Args:
        table: What to read.
        records_path: Where `records.parquet` goes.
        tally: What is known of the lines above; left as it is when the fast path is not taken to the end.

    Returns:
        Number of records, the overlong ones ({line: cells}), and the tally of all ignored lines.
    """
    text = table.page.text
    if text and text.stat().st_size >= FAST_FROM_BYTES:
        mine = tally.copy()
        try:
            return write_fast(text_table(table, text), records_path, mine), {}, mine
        except Irregular:
            pass
    if table.page.blocks and not table.understood:
        return *write_blocks(table, table.page.blocks(), records_path, tally), tally
    return *write_exact(table, records_path, tally), tally


def write_exact(table: Table, records_path: Path, tally: Tally) -> tuple[int, dict[int, int]]:
    """Write the records one by one; same arguments as `write_table`, whose `tally` it fills.

    Returns:
        Number of records, and the overlong ones: {line: cells}.
    """
    name = table.page.name
    with RecordsFile(records_path, table.body.width, table.page.joint) as out:
        for part, row, kind in _parts(table):
            if kind:
                tally.add(row, kind, part or name)
            else:
                out.add(part or name, row.line, row.cells, row.chars)
    return out.rows, out.overlong


def write_blocks(table: Table, blocks: Iterator[Block], records_path: Path, tally: Tally) -> tuple[int, dict[int, int]]:
    """Write the records of a sheet, a whole block at once where all of its rows are; as `write_exact`.

    Args:
        blocks: All rows of the table's page with a filled cell.
    """
    name, line = table.page.name, table.opening.body_line
    heads: deque[tuple[Record, Block]] = deque()

    def rows() -> Iterator[Record]:
        """Each row of the blocks that need a closer look; of any other, the first stands for all of its rows."""
        after = line - 1
        for block in (block.from_line(line) for block in blocks):
            if not len(block):
                continue
            if block.is_seamless(after) and table.body.are_records(block):
                heads.append((Record(after + 1, 1, block.row(0), ""), block))
                yield heads[-1][0]
            else:
                yield from records_of(iter([block]), after)
            after = block.lines[-1]

    with RecordsFile(records_path, table.body.width, table.page.joint) as out:
        for row, kind in classified(rows(), table.body, table.page.has_last_line_end):
            if kind:
                tally.add(row, kind, name)
            elif heads and row is heads[0][0]:
                out.add_block(name, heads.popleft()[1])
            else:
                out.add(name, row.line, row.cells, row.chars)
    return out.rows, out.overlong


def _parts(table: Table) -> Iterator[tuple[str, Record, IgnoredKind | None]]:
    given = table.page.given
    return given.rows() if given else (("", row, kind) for row, kind in table.rows())


def text_table(table: Table, text: Path) -> TextTable:
    """The table as the fast path takes it.

    Raises:
        Irregular: Its dialect is not one that the fast path reads as the exact one does.
    """
    dialect = table.page.dialect
    if dialect != Dialect(dialect.delimiter[:1], '"', '"') or not dialect.delimiter:
        raise Irregular("a dialect for the exact path")
    return TextTable(text, dialect.delimiter, table.opening.body_line, table.body)
