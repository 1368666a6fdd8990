"""`sellthrough assess`: a folder of sample files in, a report on their formats, layouts and quality out."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sellthrough_local.assessment.findings import Finding, find
from sellthrough_local.assessment.page import page_of
from sellthrough_local.assessment.summary import summary_of
from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.options import AsJson
from sellthrough_local.cli.screen import Record, Screen

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of files as partners send them.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the report as one HTML page too.")]


def assess(folder: Folder, html: Html = None, as_json: AsJson = False) -> None:
    """Look at every file of a folder as if its sender were new: what it is, how good it is, what would be held."""
    screen = Screen(as_json)
    if not folder.is_dir():
        raise RefusedError(f"{folder}: there is no such folder.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if not paths:
        raise RefusedError(f"{folder}: there is no file in it.")
    findings = []
    for path in paths:
        with screen.doing(f"Reading {path.name}"):
            findings.append(find(path, path.relative_to(folder).as_posix()))
    summary = summary_of(findings)
    if html:
        html.write_text(page_of(f"Assessment of {folder.resolve().name}", findings, summary), encoding="utf-8")
    screen.document({"summary": asdict(summary), "files": [_document(f) for f in findings]})
    screen.table([_line(f) for f in findings])
    for finding in findings:
        for reason in finding.reasons:
            screen.say(f"{finding.file}: {reason}")
    screen.say(
        f"{summary.files} files, {summary.layouts} layouts, {summary.rows} rows: {summary.loads} load at once, "
        f"{summary.asks} ask first, {summary.refused} refused."
    )
    finish(ExitCode.OK if summary.loads == summary.files else ExitCode.WORK_LEFT)


def _line(finding: Finding) -> Record:
    return {
        "file": finding.file,
        "outcome": finding.outcome,
        "kind": finding.kind,
        "encoding": finding.encoding,
        "rows": finding.rows,
        "layout": finding.layout,
        "record_type": finding.record_type,
        "mapped": f"{finding.mapped} of {len(finding.columns)}",
        "readable": "" if finding.quality_ratio is None else f"{finding.quality_ratio:.1%}",
    }


def _document(finding: Finding) -> Record:
    document = asdict(finding)
    document["columns"] = [c.model_dump(mode="json") for c in finding.columns]
    return document | {"grade": finding.grade}
