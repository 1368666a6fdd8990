"""Staged rows of normalised submissions in S3 in, local copies of them as reports out.

What is published is also kept beside the lake: staging expires, and a later report may still move a line.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq
from botocore.exceptions import ClientError

from sellthrough.model.keys import kept_prefix
from sellthrough.model.ledger_entries import ScopeEntry
from sellthrough.model.reports import ReadReport
from sellthrough.publish.standing import Report
from sellthrough_aws.objects import Objects, is_missing

_AT_ONCE = 8
_KEPT = ("candidates.parquet", "rejects.parquet", "records.parquet", "read.json")
_Wanted = tuple[ScopeEntry, str]


@dataclass(frozen=True)
class StagedRows:
    """Fetches each staged file once into `folder`, scratch space of one publication.

    Args:
        bucket: Where `normalize` left them.
        warehouse: Where they are kept.
    """

    objects: Objects
    bucket: str
    warehouse: str
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
        """Candidates and rejects that are here; -1 when either file is not, or is another one."""
        candidates, rejects = (self._path(entry, name) for name in ("candidates.parquet", "rejects.parquet"))
        if not (candidates.exists() and rejects.exists() and "error" in pq.read_schema(candidates).names):
            return -1
        errors = pq.read_table(candidates, columns=["error"])["error"]
        return int(errors.null_count + pq.read_metadata(rejects).num_rows)

    def fetch(self, entries: Iterable[ScopeEntry], *names: str) -> set[str]:
        """Download these files of each submission; returns the ids of those that have some nowhere."""
        wanted = [(entry, name) for entry in entries for name in names if not self._path(entry, name).exists()]
        return {entry.submission_id for entry, name in self._each(self._fetch, wanted)}

    def keep(self, entries: Iterable[ScopeEntry]) -> None:
        """Copy the files of these submissions to where they do not expire."""
        self._each(self._keep, [(entry, name) for entry in entries for name in _KEPT])

    def _each(self, act: Callable[[ScopeEntry, str], bool], wanted: Sequence[_Wanted]) -> list[_Wanted]:
        """Act on every file, a few at a time; returns those for which it was in vain."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            done = list(pool.map(lambda w: act(*w), wanted))
        return [w for w, is_done in zip(wanted, done, strict=True) if not is_done]

    def _fetch(self, entry: ScopeEntry, name: str) -> bool:
        places = ((self.bucket, _staging_key(entry, name)), (self.warehouse, _kept_key(entry, name)))
        return self.objects.download_first(places, self._path(entry, name))

    def _keep(self, entry: ScopeEntry, name: str) -> bool:
        try:
            self.objects.copy(self.bucket, _staging_key(entry, name), self.warehouse, _kept_key(entry, name))
        except ClientError as error:
            if not is_missing(error):
                raise
            return False
        return True

    def _path(self, entry: ScopeEntry, name: str) -> Path:
        return self.folder / f"staged-{entry.submission_id}-{entry.run}-{name}"


def _staging_key(entry: ScopeEntry, name: str) -> str:
    return f"{entry.candidates_key.rpartition('/')[0]}/{name}"


def _kept_key(entry: ScopeEntry, name: str) -> str:
    return f"{kept_prefix(entry.submission_id, entry.run)}/{name}"
