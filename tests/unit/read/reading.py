"""Bytes and a layout in; the report and the records as lists of cells out."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Layout
from sellthrough.read.limits import Limits
from sellthrough.read.reader import read_file


@dataclass(frozen=True)
class Reading:
    report: ReadReport
    lines: list[int]
    rows: list[list[str | None]]
    sheets: list[str]

    @property
    def kinds(self) -> list[tuple[int, str]]:
        return [(entry.line, entry.kind) for entry in self.report.ignored]


def read_bytes(content: bytes, layout: Layout | None = None, limits: Limits | None = None, name: str = "f") -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landed"
        path.write_bytes(content)
        report = read_file(path, name, layout or Layout(), Path(folder), limits or Limits())
        columns = pq.read_table(Path(folder) / "records.parquet").to_pydict()
    assert set(columns) == {"sheet", "line", *(f"c{at + 1}" for at in range(len(report.headings)))}
    assert report.rows_in == len(columns["line"])
    cells = [columns[f"c{at + 1}"] for at in range(len(report.headings))]
    rows = [list(row) for row in zip(*cells, strict=True)] if cells else []
    return Reading(report, columns["line"], rows, columns["sheet"])


def read_text(text: str, layout: Layout | None = None) -> Reading:
    return read_bytes(text.encode(), layout)
