"""A submission's run and a line of its file in, that line and its neighbours as the reader saw them out."""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from sellthrough.model.keys import kept_prefix, staging_prefix
from sellthrough.model.reports import ReadReport
from sellthrough_aws.objects import Objects

_AROUND = 2


class SourceLines:
    """Reads `records.parquet` and `read.json` of a run: from staging, or from beside the lake."""

    def __init__(self, objects: Objects, staging_bucket: str, warehouse_bucket: str) -> None:
        self._objects = objects
        self._staging_bucket = staging_bucket
        self._warehouse_bucket = warehouse_bucket

    def around(self, submission_id: str, run: int, sheet: str, line: int, folder: Path) -> dict[str, Any] | None:
        """The records of the file near that line.

        Args:
            sheet: "" for a text file.
            line: Physical line of the text, or row of the sheet, from 1.
            folder: Scratch space.

        Returns:
            `headings`, and `lines` with `line` and `cells` (null: empty), in file order; None when nothing is kept.
        """
        report, records = folder / "read.json", folder / "records.parquet"
        if not all(self._fetch(submission_id, run, path) for path in (report, records)):
            return None
        headings = ReadReport.model_validate_json(report.read_text(encoding="utf-8")).headings
        near = (pc.field("line") >= line - _AROUND) & (pc.field("line") <= line + _AROUND)
        table = pq.read_table(records, filters=near & (pc.field("sheet") == sheet))
        names = [name for name in table.column_names if name not in {"sheet", "line"}]
        rows = sorted(table.to_pylist(), key=lambda row: int(row["line"]))
        lines = [{"line": row["line"], "cells": [row[name] for name in names]} for row in rows]
        return {"headings": list(headings), "lines": lines}

    def _fetch(self, submission_id: str, run: int, path: Path) -> bool:
        prefixes = (
            (self._staging_bucket, staging_prefix(submission_id, run)),
            (self._warehouse_bucket, kept_prefix(submission_id, run)),
        )
        return self._objects.download_first([(bucket, f"{prefix}/{path.name}") for bucket, prefix in prefixes], path)
