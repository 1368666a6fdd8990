"""In: a count. Out: nothing, or the refusal by the name of the limit that it is over (docs/formats.md)."""

from dataclasses import dataclass

from sellthrough.errors import Refused

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one file may be at most.

    Attributes:
        text_bytes: Size of delimited text.
        workbook_bytes: Size of a workbook as it arrives.
        unpacked_bytes: Size of a workbook's parts once unpacked, and of the text that its cells hold.
        unpack_ratio: Unpacked size over packed size (checked when more than 1 MiB unpacks).
        members: Parts in a workbook.
        sheet_rows: Last row of a sheet.
        columns: Cells of a heading row, or last column of a sheet.
        line_bytes: One physical line of text.
        sheet_cells: Cells of an HTML table, joined ones counted as often as they span.
        cell_chars: Characters in one cell of a workbook. (A cell over 32 KB only sets its row aside.)
        parser_bytes: Address space of the process that parses a workbook.
        parser_seconds: Processor time of that process.
    """

    text_bytes: int = 500 * MIB
    workbook_bytes: int = 50 * MIB
    unpacked_bytes: int = 500 * MIB
    unpack_ratio: int = 100
    members: int = 2_000
    sheet_rows: int = 1_000_000
    columns: int = 500
    line_bytes: int = 16 * MIB
    sheet_cells: int = 30_000_000
    cell_chars: int = MIB
    parser_bytes: int = 768 * MIB
    parser_seconds: int = 240


def keep_to(limit: str, found: int, allowed: int, what: str) -> None:
    """Check one limit.

    Args:
        limit: The attribute's name in `Limits`; the sender is told it.
        what: What was counted, in plain words ("columns", "bytes unpacked").

    Raises:
        Refused: LIMIT_EXCEEDED.
    """
    if found > allowed:
        raise Refused("LIMIT_EXCEEDED", f"{found:,} {what}; the limit {limit} is {allowed:,}.")
