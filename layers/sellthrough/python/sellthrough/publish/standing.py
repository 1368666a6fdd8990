"""Reports of one scope (partner and record type) in, which of them stand and which belong together out."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Report:
    """One normalised submission, as homes see it.

    Attributes:
        landing_order: Sort key of arrival; ties end by `submission_id`.
        periods: Fiscal months that its lines count in.
        ledger_run: Execution of the submission that staged the lines.
        candidates: Local copy of `candidates.parquet`; None while only standing matters.
        rejects: Local copy of `rejects.parquet`.
        records: Local copy of `records.parquet`; None where no line is a duplicate, or the copy has expired.
        headings: Of those records.
    """

    submission_id: str
    landing_order: str
    feed: str
    reporting_period: str
    resubmission: Literal["replace", "add"]
    duplicate_lines: Literal["drop", "keep"]
    periods: frozenset[str]
    ledger_run: int
    candidates: Path | None = None
    rejects: Path | None = None
    records: Path | None = None
    headings: tuple[str, ...] = ()

    @property
    def precedence(self) -> tuple[str, str]:
        """Landing order, total."""
        return self.landing_order, self.submission_id


def superseded(reports: Iterable[Report]) -> dict[str, str]:
    """The reports that a later one replaces, each with the one that stands in its place.

    Of the reports of one feed and reporting period whose feed says `replace`, the last in landing order stands.
    """
    rivals: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        if report.resubmission == "replace":
            rivals[report.feed, report.reporting_period].append(report)
    return {
        report.submission_id: max(group, key=lambda r: r.precedence).submission_id
        for group in rivals.values()
        for report in group
        if report.precedence != max(r.precedence for r in group)
    }


def overlapping(reports: Collection[Report], seeds: Collection[Report]) -> list[Report]:
    """The reports that may share a line with a seed: the seeds, and those with a period in common; in landing order."""
    periods = frozenset[str]().union(*(seed.periods for seed in seeds)) if seeds else frozenset()
    ids = {seed.submission_id for seed in seeds}
    found = [r for r in reports if r.submission_id in ids or r.periods & periods]
    return sorted(found, key=lambda r: r.precedence)
