"""Staged rows of normalised submissions in S3 in, local copies of them as reports out."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq
from botocore.exceptions import ClientError

from sellthrough.model.ledger_entries import ScopeEntry
from sellthrough.model.reports import ReadReport
from sellthrough.publish.standing import Report
from sellthrough_aws.objects import Objects

_DOWNLOADS = 8


@dataclass(frozen=True)
class StagedRows:
    """Fetches each staged file once into `folder`, scratch space of one publication."""

    objects: Objects
    bucket: str
    folder: Path

    def report(self, entry: ScopeEntry) -> Report:
        """The submission as homes see it; its files need not be here yet."""
        return Report(
            submission_id=entry.submission_id,
            landing_order=entry.landing_order,
            feed=entry.feed,
            reporting_period=entry.reporting_period,
            resubmission=entry.resubmission,
            duplicate_lines=entry.duplicate_lines,
            periods=frozenset(entry.periods),
            ledger_run=entry.run,
            candidates=self._path(entry, "candidates.parquet"),
            rejects=self._path(entry, "rejects.parquet"),
        )

    def with_records(self, report: Report, entry: ScopeEntry) -> Report:
        """The report with its records as received, where they have not expired."""
        if self.fetch([entry], "records.parquet", "read.json"):
            return report
        document = self._path(entry, "read.json").read_text(encoding="utf-8")
        headings = ReadReport.model_validate_json(document).headings
        return replace(report, records=self._path(entry, "records.parquet"), headings=headings)

    def rows(self, entry: ScopeEntry) -> int:
        """Candidates and rejects that are here; -1 when either file is not."""
        paths = [self._path(entry, name) for name in ("candidates.parquet", "rejects.parquet")]
        return sum(pq.read_metadata(path).num_rows for path in paths) if all(p.exists() for p in paths) else -1

    def fetch(self, entries: Iterable[ScopeEntry], *names: str) -> set[str]:
        """Download these files of each submission; returns the ids of those that have expired."""
        wanted = [(entry, name) for entry in entries for name in names if not self._path(entry, name).exists()]
        if len(wanted) <= 1:
            return {i for i in map(self._fetch, wanted) if i is not None}
        with ThreadPoolExecutor(_DOWNLOADS) as pool:
            return {i for i in pool.map(self._fetch, wanted) if i is not None}

    def _fetch(self, wanted: tuple[ScopeEntry, str]) -> str | None:
        entry, name = wanted
        prefix = entry.candidates_key.rpartition("/")[0]
        try:
            self.objects.download(self.bucket, f"{prefix}/{name}", self._path(entry, name))
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            return entry.submission_id
        return None

    def _path(self, entry: ScopeEntry, name: str) -> Path:
        return self.folder / f"staged-{entry.submission_id}-{entry.run}-{name}"
