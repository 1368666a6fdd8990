"""`sellthrough inspect`: one file in, what the reader understood of it out."""

import re
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from sellthrough.errors import Held, Refused
from sellthrough.model.workspace import Layout
from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.options import AsJson
from sellthrough_local.cli.screen import Record, Screen
from sellthrough_local.workspace_folder import load_folder

_SHOWN_LINES = 10
File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")]
InWorkspace = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="Read it with the layout of the feed its name fits.")
]
Rows = Annotated[int, typer.Option("--rows", metavar="N", min=0, help="How many records to show.")]


def inspect_file(file: File, workspace: InWorkspace = None, rows: Rows = 5, as_json: AsJson = False) -> None:
    """Read one file as the pipeline would and show what was understood: headings, records, ignored lines."""
    screen = Screen(as_json)
    if not file.is_file():
        raise RefusedError(f"{file}: there is no such file.")
    readings = [_reading(file, name, layout, rows) for name, layout in _layouts(workspace, file.name)]
    screen.document({"file": file.name, "readings": readings})
    for reading in readings:
        _show(screen, reading)
    outcomes = {reading["outcome"] for reading in readings}
    finish(ExitCode.REFUSED if "refused" in outcomes else ExitCode.WORK_LEFT if "held" in outcomes else ExitCode.OK)


def _layouts(workspace: Path | None, file_name: str) -> list[tuple[str, Layout]]:
    """The feeds whose pattern fits the name with their layouts; without a workspace, a layout that says nothing."""
    if workspace is None:
        return [("", Layout())]
    found = [
        (f"{agreement.partner_id}/{feed.feed}", feed.layout)
        for agreement in load_folder(workspace).agreements
        for feed in agreement.feeds
        if re.fullmatch(feed.files, file_name, re.IGNORECASE)
    ]
    if not found:
        raise RefusedError(
            f"No feed of {workspace} expects the name {file_name}. Leave --workspace out, or add a feed."
        )
    return found


def _reading(file: Path, feed: str, layout: Layout, rows: int) -> Record:
    from sellthrough.read.reader import read_file  # noqa: PLC0415  (duckdb would cost every command its import)

    with tempfile.TemporaryDirectory(prefix="sellthrough-inspect-") as folder:
        try:
            report = read_file(file, file.name, layout, Path(folder))
        except (Held, Refused) as error:
            reason = error.question if isinstance(error, Held) else error.detail
            outcome = "held" if isinstance(error, Held) else "refused"
            return {"feed": feed, "outcome": outcome, "code": error.code, "reason": reason}
        records = _first_records(Path(folder) / "records.parquet", rows)
    return {"feed": feed, "outcome": "ok", **report.model_dump(mode="json"), "records": records}


def _first_records(path: Path, rows: int) -> list[Record]:
    import pyarrow.parquet as pq  # noqa: PLC0415  (see above)

    batch = next(pq.ParquetFile(path).iter_batches(batch_size=max(rows, 1)), None)
    return [] if batch is None else batch.slice(0, rows).to_pylist()


def _show(screen: Screen, reading: Record) -> None:
    if reading["feed"]:
        screen.say(f"{reading['feed']}")
    if reading["outcome"] != "ok":
        screen.say(f"{reading['outcome']}: {reading['code']}: {reading['reason']}")
        return
    names = ("kind", "encoding", "delimiter", "sheet", "header_line", "rows_in", "ignored_lines", "trailer_rows")
    screen.table([{name: _shown(reading[name]) for name in names}])
    headings = [heading or f"column {place}" for place, heading in enumerate(reading["headings"], 1)]
    records = [
        {"line": record["line"], **{h: record.get(f"c{place}") for place, h in enumerate(headings, 1)}}
        for record in reading["records"]
    ]
    screen.say("")
    screen.table(records, ("line", *headings))
    for ignored in reading["ignored"][:_SHOWN_LINES]:
        screen.say(f"line {ignored['line']} is {ignored['kind']}: {ignored['text']}")
    for issue in reading["issues"]:
        screen.say(f"{issue['code']}: {issue['detail']}")


def _shown(value: object) -> object:
    return repr(value) if value == "\t" else value
