"""The text of an EDI file in; its items, its issues, or the records of one record type out."""

import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Layout
from sellthrough.read.edi.walk import EdiFile
from sellthrough.read.reader import read_file


def walked(content: str | bytes) -> tuple[list[dict[str, str]], EdiFile]:
    """The items' values with their segment, and the file after the walk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landed"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        file = EdiFile(path)
        return [{**item.values, "segment": str(item.segment)} for item in file.items()], file


def records(content: str | bytes, record_type: str) -> tuple[ReadReport, list[dict[str, Any]]]:
    """The reader's report and the records by heading, with `sheet` and `line`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landed"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        report = read_file(path, "report.edi", Layout(), Path(folder), record_type=record_type)
        rows = pq.read_table(Path(folder) / "records.parquet").to_pylist()
    named = [{report.headings[int(c[1:]) - 1]: row[c] for c in row if c[1:].isdigit()} for row in rows]
    return report, [{"sheet": r["sheet"], "line": r["line"], **n} for r, n in zip(rows, named, strict=True)]


def x12(*segments: str, kind: str = "867") -> str:
    """A whole X12 interchange around the segments of one transaction."""
    isa = "ISA*00*          *00*          *ZZ*BIRCH          *ZZ*VEXA           *250401*0800*U*00401*000000007*0*P*>~"
    body = "".join(f"{segment}~" for segment in segments)
    count = len(segments) + 2
    return f"{isa}GS*PT*B*V*20250401*0800*7*X*004010~ST*{kind}*0001~{body}SE*{count}*0001~GE*1*7~IEA*1*000000007~"


def edifact(*segments: str, kind: str = "SLSRPT", advice: str = "") -> str:
    """A whole EDIFACT interchange around the segments of one message."""
    body = "".join(f"{segment}'" for segment in segments)
    head = f"{advice}UNB+UNOC:3+A:14+B:14+250401:0800+R1'UNH+1+{kind}:D:96A:UN'"
    return f"{head}{body}UNT+{len(segments) + 2}+1'UNZ+1+R1'"
