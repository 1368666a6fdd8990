"""In: one file. Out: all that the reader understood of it as one JSON object, whatever its size.

The object: kind, encoding, dialect, tables, attachments, issues (docs/formats.md#inspect). What holds a file in the
pipeline is an issue of severity "question" here, what refuses a table that can be read all the same is an "error".
The rows stream: the object is never in memory as a whole.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sellthrough.errors import Refused
from sellthrough.model.reports import Issue
from sellthrough.model.workspace import Layout
from sellthrough.read.cells import Record
from sellthrough.read.kinds import CONTAINERS
from sellthrough.read.limits import Limits
from sellthrough.read.opened import Opened, Request
from sellthrough.read.page.tables import Table
from sellthrough.read.reader import heading_question, open_file, tables_in
from sellthrough.read.values import is_blank, is_number

_CHUNK_ROWS = 500
_MATRIX_ROWS = 200
_TEXT = ("delimited", "fixed_width")


@dataclass(frozen=True)
class Inspection:
    """What the reader understood of a file; its pages are readable as long as the folder of the request is there."""

    opened: Opened
    tables: tuple[Table, ...]
    issues: tuple[Issue, ...]


def inspect(path: Path, layout: Layout, folder: Path, limits: Limits = Limits()) -> Inspection:  # noqa: B008 - frozen
    """Open a file the way the pipeline does, and find its tables.

    Args:
        path: The bytes as they landed.
        layout: What is known of the file.
        folder: An existing folder for copies.
        limits: What the file may be at most.

    Raises:
        Refused: As `read_file`; a file that the pipeline holds, or that holds nothing, is described.
    """
    request = Request(layout, folder, limits, open_file, file_name=path.name)
    try:
        opened = open_file(path, request)
        tables = tables_in(opened, request) if opened.pages or opened.kind not in CONTAINERS else []
    except Refused as refused:
        if refused.code != "EMPTY_FILE":
            raise
        return Inspection(Opened("empty"), (), (Issue(code=refused.code, severity="error", detail=refused.detail),))
    issues = list(opened.issues)
    issues += [issue for table in tables for issue in table.issues]
    if tables and not any(table.is_plain for table in tables):
        issues.append(Issue(code="UNCLEAR_LAYOUT", severity="question", detail=heading_question(tables)))
    widest = max((len(table.opening.headings) for table in tables), default=0)
    if widest > limits.columns:
        detail = f"{widest:,} columns; the limit columns is {limits.columns:,}."
        issues.append(Issue(code="LIMIT_EXCEEDED", severity="error", detail=detail))
    return Inspection(opened, tuple(tables), tuple(issues))


def json_of(inspection: Inspection) -> Iterator[str]:
    """The JSON text of the object in pieces, on one line."""
    opened = inspection.opened
    # Text without a separator is what RFC 4180 makes of it: one column, commas that do not occur.
    dialect = asdict(opened.dialect) | {"delimiter": opened.dialect.delimiter or ","} if opened.kind in _TEXT else {}
    yield _members({"kind": opened.kind, "encoding": opened.encoding, "dialect": dialect}, "{")
    yield ', "tables": ['
    for at, table in enumerate(inspection.tables):
        yield ", " if at else ""
        yield from _table(table)
    issues = [
        {"code": issue.code, "severity": issue.severity, "message": issue.detail, "line": issue.line}
        for issue in inspection.issues
    ]
    yield "], " + _members({"attachments": [asdict(part) for part in opened.attachments], "issues": issues}) + "}"


def _table(table: Table) -> Iterator[str]:
    opening, page = table.opening, table.page
    above = {kind: [row for row, found in opening.above if found == kind] for _, kind in opening.above}
    heading = [row for row in above.pop("header", []) if row.line in opening.header_lines]
    yield _members(
        {
            "name": page.name,
            "path": page.path,
            "header": _header(table, heading),
            "header_rows": len(heading),
            "header_lines": [line for row in heading for line in range(row.line, row.line + row.span) if line],
            "preamble": [row.raw for rows in above.values() for row in rows if row.raw],
        },
        "{",
    )
    told = heading if len(heading) == 1 else []  # the rows of a heading of several are joined in it
    other = [row.cells for row, kind in opening.above if kind != "blank" and row not in told]
    lines: list[int] = []
    totals: list[int] = []
    footer: list[str] = []
    rows: list[list[str]] = []
    yield ', "rows": ['
    for row, kind in table.rows():
        if kind in (None, "total"):
            if len(rows) >= _CHUNK_ROWS:
                yield json.dumps(rows)[1:-1] + ", "
                rows.clear()
            rows.append(row.cells)
            lines.append(row.line)
            if kind:
                totals.append(row.line)
        elif kind != "blank":
            other.append(row.cells)
            if kind in ("note", "trailer"):
                footer.append(row.raw)
    yield json.dumps(rows)[1:-1] + "], "
    yield _members({"line_numbers": lines, "total_lines": totals, "footer": footer, "other_rows": other}) + "}"


def _header(table: Table, heading: list[Record]) -> list[str]:
    """The headings: of one row as they stand, of several as they are joined; or names to speak of the columns by."""
    if len(heading) == 1:
        return heading[0].cells
    return list(table.opening.headings) if heading or table.page.given else _column_names(table)


def _column_names(table: Table) -> list[str]:
    """Names to speak of the columns of a bare matrix of numbers, where nothing else says what they are; else none.

    Counted from 1, as an agreement names columns without headings.
    """
    records = [row.cells for row, kind in islice(table.rows(), _MATRIX_ROWS) if kind is None]
    cells = [cell for row in records for cell in row if not is_blank(cell)]
    if not cells or not table.page.text or not all(map(is_number, cells)):
        return []
    return [f"col_{at + 1}" for at in range(max(map(len, records)))]


def _members(members: dict[str, Any], opening: str = "") -> str:
    return opening + json.dumps(members)[1:-1]
