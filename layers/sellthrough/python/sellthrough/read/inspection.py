"""In: one file. Out: all that the reader understood of it as one JSON object, whatever its size.

The object: kind, encoding, dialect, tables, attachments, issues (docs/formats.md#inspect). What holds a file in the
pipeline is an issue of severity "question" here. The rows stream: the object is never in memory as a whole.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sellthrough.errors import Refused
from sellthrough.model.reports import Issue
from sellthrough.model.workspace import Layout
from sellthrough.read.limits import Limits
from sellthrough.read.opened import Opened, Request
from sellthrough.read.page import Table
from sellthrough.read.reader import heading_question, open_file, tables_in

_CHUNK_ROWS = 500


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
        Refused: As `read_file`; a file that the pipeline holds is described.
    """
    request = Request(layout, folder, limits, open_file)
    opened = open_file(path, request)
    issues = list(opened.issues)
    try:
        tables = tables_in(opened, request) if opened.pages or not opened.attachments else []
    except Refused as refused:
        if refused.code != "EMPTY_FILE" or not any(page.is_sheet for page in opened.pages):
            raise
        tables = []  # a workbook's sheets are all described, also when none has a filled cell
        issues.append(Issue(code=refused.code, detail=refused.detail))
    if tables and not any(table.is_plain for table in tables):
        issues.append(Issue(code="UNCLEAR_LAYOUT", severity="question", detail=heading_question(tables)))
    return Inspection(opened, tuple(tables), tuple(issues))


def json_of(inspection: Inspection) -> Iterator[str]:
    """The JSON text of the object in pieces, on one line."""
    opened = inspection.opened
    yield _members({"kind": opened.kind, "encoding": opened.encoding, "dialect": asdict(opened.dialect)}, "{")
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
    heading = [row for row in above.pop("header", []) if row.line == opening.header_line]
    yield _members(
        {
            "name": page.name,
            "path": page.path,
            "header": list(opening.headings) if heading else [],
            "header_rows": len(heading),
            "header_lines": [line for row in heading for line in range(row.line, row.line + row.span)],
            "preamble": [row.raw for rows in above.values() for row in rows if row.raw],
        },
        "{",
    )
    other = [row.cells for row, kind in opening.above if kind != "blank" and row not in heading]
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


def _members(members: dict[str, Any], opening: str = "") -> str:
    return opening + json.dumps(members)[1:-1]
