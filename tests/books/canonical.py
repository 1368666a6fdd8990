"""A file and its feed come in; what the stages read and normalize make of it comes out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tests.submissions import submission
from tests.unit.normalize.conftest import CONFIGURATION

from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Configuration, Feed
from sellthrough.normalize.normalizer import normalize
from sellthrough.read.reader import read_file


@dataclass(frozen=True)
class Canonical:
    """The reader's report and its records; the canonical rows and the rejects."""

    report: ReadReport
    records: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    rejects: list[dict[str, Any]]


def canonical(content: bytes, feed: Feed, folder: Path, period: str = "2025-03") -> Canonical:
    """Read and normalise a file of the partner `birch`; `folder` is made for it."""
    folder.mkdir()
    (folder / "landed").write_bytes(content)
    report = read_file(folder / "landed", "report", feed.layout, folder, record_type=feed.record_type)
    received = submission(record_type=feed.record_type, reporting_period=period, config_version="v1")
    configuration = Configuration.model_validate(CONFIGURATION)
    normalize(folder / "records.parquet", report, feed, configuration, received, folder)
    names = ("records", "candidates", "rejects")
    records, rows, rejects = (pq.read_table(folder / f"{name}.parquet").to_pylist() for name in names)
    return Canonical(report, records, [row for row in rows if row["error"] is None], rejects)
