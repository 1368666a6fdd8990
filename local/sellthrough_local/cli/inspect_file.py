"""`sellthrough inspect`: a file in, or a path a line on standard input; what the reader understood of it out."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sellthrough.errors import Refused
from sellthrough.model.layouts import change_between, nearest_layout
from sellthrough.model.workspace import Layout
from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.options import AsJson
from sellthrough_local.cli.screen import Screen, to_json
from sellthrough_local.workspace_folder import load_folder

if TYPE_CHECKING:
    from sellthrough.read.inspection import Inspection

_SHOWN_LINES = 10
_IN_MEMORY = 8 << 20
File = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="The file to read; left out, one path a line on standard input.")
]
InWorkspace = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="Read it with the layout of the feed its name fits.")
]
OfFeed = Annotated[
    str | None, typer.Option("--feed", metavar="PARTNER/FEED", help="Which feed, when the name fits several.")
]
Rows = Annotated[int, typer.Option("--rows", metavar="N", min=0, help="How many records to show on a terminal.")]


def inspect_file(
    file: File = None,
    workspace: InWorkspace = None,
    feed: OfFeed = None,
    rows: Rows = 5,
    as_json: AsJson = False,
) -> None:
    """Read a file as the pipeline would and print what was understood; piped, as one JSON object a file."""
    if file is None:
        for line in sys.stdin:
            path = Path(line.rstrip("\n"))
            _print_json(path, _layout(workspace, feed, path.name))
        return
    if not file.is_file():
        raise RefusedError(f"{file}: there is no such file.")
    layout = _layout(workspace, feed, file.name)
    if as_json or not sys.stdout.isatty():
        finish(ExitCode.OK if _print_json(file, layout) else ExitCode.REFUSED)
    screen = Screen(as_json=False)
    try:
        with _inspected(file, layout) as inspection:
            _show(screen, inspection, rows, layout)
    except Refused as refused:
        screen.say(f"refused: {refused.code}: {refused.detail}")
        finish(ExitCode.REFUSED)


def _layout(workspace: Path | None, feed: str | None, file_name: str) -> Layout:
    """The layout of the feed whose pattern fits the name; without a workspace, one that says nothing."""
    if workspace is None:
        return Layout()
    found = {
        f"{agreement.partner_id}/{one.feed}": one.layout
        for agreement in load_folder(workspace).agreements
        for one in agreement.feeds
        if re.fullmatch(one.files, file_name, re.IGNORECASE)
    }
    if feed is not None:
        found = {name: layout for name, layout in found.items() if name == feed}
    if not found:
        raise RefusedError(
            f"No such feed of {workspace} expects the name {file_name}. Leave --workspace out, or add a feed."
        )
    if len(found) > 1:
        raise RefusedError(f"The name {file_name} fits several feeds: {', '.join(found)}. Name one with --feed.")
    return next(iter(found.values()))


@contextmanager
def _inspected(file: Path, layout: Layout) -> "Iterator[Inspection]":
    from sellthrough.read.inspection import inspect  # noqa: PLC0415  (duckdb would cost every command its import)

    with tempfile.TemporaryDirectory(prefix="sellthrough-inspect-") as folder:
        yield inspect(file, layout, Path(folder))


def _print_json(file: Path, layout: Layout) -> bool:
    """Print the file's JSON object, or its refusal's, on one line; False when it is refused."""
    from sellthrough.read.inspection import json_of  # noqa: PLC0415  (see above)

    # Whole or not at all: a file may turn out to be damaged when its last rows are read.
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8") as waiting:
        try:
            with _inspected(file, layout) as inspection:
                waiting.writelines(json_of(inspection))
        except Refused as refused:
            return _print_refusal(refused.code, refused.detail)
        except OSError as error:
            return _print_refusal("UNREADABLE_FILE", str(error.strerror))
        waiting.seek(0)
        shutil.copyfileobj(waiting, sys.stdout)
    sys.stdout.write("\n")
    sys.stdout.flush()
    return True


def _print_refusal(code: str, message: str) -> bool:
    sys.stdout.write(to_json({"error": {"code": code, "message": message}}) + "\n")
    sys.stdout.flush()
    return False


def _show(screen: Screen, inspection: "Inspection", rows: int, layout: Layout) -> None:
    opened = inspection.opened
    delimiter = opened.dialect.delimiter
    screen.say(f"kind {opened.kind}, encoding {opened.encoding or '-'}, delimiter {delimiter!r}")
    for table in inspection.tables:
        opening = table.opening
        screen.say("")
        screen.say(f"{table.page.name or 'table'}: headings on line {opening.header_line or '-'}")
        known = nearest_layout(opening.headings, layout.remembered)
        if known and (change := change_between(known.headings, opening.headings)):
            screen.say(str(change))
        headings = [heading or f"column {place}" for place, heading in enumerate(opening.headings, 1)]
        records = (row for row, kind in table.rows() if kind is None)
        first = [{"line": row.line, **dict(zip(headings, row.cells, strict=False))} for row in islice(records, rows)]
        screen.table(first, ("line", *headings))
        others = [*opening.above, *((row, kind) for row, kind in table.rows() if kind)]
        for row, kind in others[:_SHOWN_LINES]:
            screen.say(f"line {row.line} is {kind}: {row.raw}")
    for part in opened.attachments:
        screen.say(f"part {part.path}: {part.content_type}, {part.size:,} bytes")
    for issue in inspection.issues:
        screen.say(f"{issue.severity}: {issue.code}: {issue.detail}")
