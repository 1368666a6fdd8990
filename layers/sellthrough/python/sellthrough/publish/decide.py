"""Reports of a scope and what readers see of them in, how far a publication must reach out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sellthrough.model.submissions import Counts, State
from sellthrough.publish.standing import Report, overlapping, superseded


@dataclass(frozen=True)
class Published:
    """One row of `published_submissions`: which rows of a submission readers see. `published_at` is ISO 8601, UTC."""

    submission_id: str
    run: int
    partner_id: str
    feed: str
    record_type: str
    reporting_period: str
    state: State
    superseded_by: str | None
    landing_order: str
    published_at: str
    counts: Counts


@dataclass(frozen=True)
class Affected:
    """The reports of a scope that a publication must look at.

    Attributes:
        superseded: Every superseded report of the scope, with the one that stands.
        targets: May change: those that are new, those whose standing changes, and those that overlap them.
        context: Those whose lines are needed: the targets and what overlaps them, but not what is only hidden now.
    """

    superseded: Mapping[str, str]
    targets: tuple[Report, ...]
    context: tuple[Report, ...]


def find_affected(
    reports: Collection[Report], waiting: Collection[str], published: Mapping[str, Published]
) -> Affected:
    """Decide how far a publication reaches.

    Args:
        reports: Published or waiting in this group, of one scope.
        waiting: Ids of those that wait.
        published: What readers see now, by submission id.
    """
    losers = superseded(reports)

    def flips(report: Report) -> bool:
        seen = published.get(report.submission_id)
        return seen is not None and (seen.state == State.SUPERSEDED) != (report.submission_id in losers)

    seeds = [r for r in reports if r.submission_id in waiting or flips(r)]
    shown = [r for r in reports if r.submission_id not in losers]
    moved = overlapping(shown, seeds)
    arrived_late = [r for r in reports if r.submission_id in losers and r.submission_id in waiting]
    relabelled = [
        r
        for r in reports
        if r.submission_id in published
        and published[r.submission_id].superseded_by != losers.get(r.submission_id)
        and r not in moved
        and r not in arrived_late
    ]
    targets = sorted([*moved, *arrived_late, *relabelled], key=lambda r: r.precedence)
    lines = sorted([*overlapping(shown, moved), *arrived_late], key=lambda r: r.precedence)
    return Affected(losers, tuple(targets), tuple(lines))
