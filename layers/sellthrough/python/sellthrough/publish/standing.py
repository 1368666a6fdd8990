"""Reports of one scope (partner and record type) in, which of them stand and which belong together out."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sellthrough.model.submissions import Resubmission


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
    resubmission: Resubmission
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

    Of the reports of one feed and reporting period whose feed does not say `add`, the last in landing order stands.
    Where the feed says `cumulative`, it replaces earlier reports of other periods too when it has all of their months:
    a workbook that grows says every old line again, corrected or not; one that begins anew replaces nothing.
    """
    losers: dict[str, str] = {}
    latest: dict[tuple[str, str], Report] = {}
    growing: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: r.precedence, reverse=True):
        rivals = [r for r in growing[report.feed] if report.periods <= r.periods][:1]
        if report.resubmission != "add" and (same := latest.get((report.feed, report.reporting_period))):
            rivals.append(same)
        if rivals:
            losers[report.submission_id] = max(rivals, key=lambda r: r.precedence).submission_id
            continue
        if report.resubmission != "add":
            latest[report.feed, report.reporting_period] = report
        if report.resubmission == "cumulative":
            growing[report.feed].append(report)
    return losers


def overlapping(reports: Collection[Report], seeds: Collection[Report]) -> list[Report]:
    """The reports that may share a line with a seed: the seeds, and those with a period in common; in landing order."""
    periods = frozenset[str]().union(*(seed.periods for seed in seeds)) if seeds else frozenset()
    ids = {seed.submission_id for seed in seeds}
    found = [r for r in reports if r.submission_id in ids or r.periods & periods]
    return sorted(found, key=lambda r: r.precedence)
