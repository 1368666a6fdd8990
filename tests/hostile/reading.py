"""Paths on stdin, one JSON list [path, name] a line; on stdout, for each, what reading it came to. Run as a process."""

import codecs
import json
import os
import re
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sellthrough.errors import Held, Refused
from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Layout
from sellthrough.read.reader import read_file

# Columns that the reader adds: their text stands on another line.
ADDED = ("Sheet", "Group")
_LINE_END = re.compile(r"\r\n|\n|\r")


def outcome_of(path: Path, name: str) -> dict[str, Any]:
    """Outcome, code and reason, or the counts; with the processor seconds it took (children too) and the process's peak memory in MB so far."""
    started = sum(os.times()[:4])
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = read_file(path, name, Layout(), Path(folder))
            found = {"outcome": "read", "rows_in": report.rows_in, **accounts(path, report, Path(folder))}
        except Held as held:
            found = {"outcome": "held", "code": held.code, "reason": held.question}
        except Refused as refused:
            found = {"outcome": "refused", "code": refused.code, "reason": refused.detail}
    found["seconds"] = round(sum(os.times()[:4]) - started, 2)
    found["peak_mb"] = peak_mb()
    return found


def peak_mb() -> int:
    """Peak memory of this program. (ru_maxrss starts at the size of the process that started this one.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


def accounts(path: Path, report: ReadReport, folder: Path) -> dict[str, int]:
    """Rows of the Parquet file; of text, the physical lines counted here and those that the report accounts for."""
    table = pq.ParquetFile(folder / "records.parquet")
    rows = covered = 0
    for batch in table.iter_batches(batch_size=2_000):
        rows += batch.num_rows
        covered += batch.num_rows
        for heading, column in zip(report.headings, batch.columns[2:], strict=True):
            if heading not in ADDED:
                covered += sum(text.count("\n") for text in column.to_pylist() if text)
    if report.kind not in ("delimited", "fixed_width"):
        return {"rows": rows}
    return {"rows": rows, "accounted": covered + report.ignored_lines, "lines": physical_lines(path, report.encoding)}


def physical_lines(path: Path, encoding: str) -> int:
    """Lines of the text, whichever way they end; the last needs no end."""
    codec = "latin-1" if "," in encoding else encoding
    text = codecs.decode(path.read_bytes(), codec, "replace")
    ends = [match.end() for match in _LINE_END.finditer(text)]
    return len(ends) + (not ends or ends[-1] < len(text))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for entry in sys.stdin:
        place, file_name = json.loads(entry)
        print(json.dumps(outcome_of(Path(place), file_name)), flush=True)
