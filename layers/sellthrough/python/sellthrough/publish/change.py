"""One scope's reports, homes and what readers see now in, the change that a publication makes out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sellthrough.model.ledger_entries import ScopeEntry
from sellthrough.model.submissions import Counts, SaidAgain, State
from sellthrough.publish.decide import Affected, Published
from sellthrough.publish.growth import RECORD_TYPES
from sellthrough.publish.homes import Homes


@dataclass(frozen=True)
class Change:
    """What changes in one scope.

    Attributes:
        rewritten: Submissions whose rows are written under the new run.
        rows: What readers see afterwards of every target, by submission id.
        changed: The targets that they see differently.
        entries: The ledger's scope entries of the targets.
        said_again: Of the targets that say earlier reports again, what of them.
    """

    rewritten: frozenset[str]
    rows: Mapping[str, Published]
    changed: frozenset[str]
    entries: Mapping[str, ScopeEntry]
    said_again: Mapping[str, tuple[SaidAgain, ...]] = field(default_factory=dict)


def counts_of(entry: ScopeEntry, homes: Homes | None) -> Counts:
    """The conservation figures of one report; without homes it is superseded and counts as a whole."""
    if homes is None:
        return Counts(rows_in=entry.rows_in, superseded_rows=entry.rows_in, ignored_lines=entry.ignored_lines)
    return Counts(
        rows_in=entry.rows_in,
        accepted_rows=homes.facts,
        duplicate_rows=homes.duplicates,
        quarantined_rows=entry.quarantined_rows,
        ignored_lines=entry.ignored_lines,
    )


def find_change(
    affected: Affected,
    homes: Mapping[str, Homes],
    entries: Mapping[str, ScopeEntry],
    published: Mapping[str, Published],
    digests: Mapping[tuple[str, int], str],
    *,
    run: int,
    published_at: str,
) -> Change:
    """Compare what should be seen with what is seen.

    Args:
        affected: How far the publication reaches.
        homes: Of the reports in its context, by submission id.
        entries: The ledger's scope entries, by submission id.
        published: What readers see now.
        digests: Of the homes that published rows were written with, by submission id and run.
        run: Number of this publication, for rows written now.
        published_at: Landing time of the newest file of this publication.
    """
    rows, rewritten = {}, set()
    for report in affected.targets:
        entry, winner = entries[report.submission_id], affected.superseded.get(report.submission_id)
        found, seen = homes.get(report.submission_id), published.get(report.submission_id)
        is_current = seen is not None and (
            found is None or digests.get((report.submission_id, seen.run)) == found.digest
        )
        if not is_current:
            rewritten.add(report.submission_id)
        rows[report.submission_id] = Published(
            submission_id=entry.submission_id,
            run=seen.run if seen and is_current else run,
            partner_id=entry.partner_id,
            feed=entry.feed,
            record_type=entry.record_type,
            reporting_period=entry.reporting_period,
            state=State.SUPERSEDED if winner else State.PUBLISHED,
            superseded_by=winner,
            landing_order=entry.landing_order,
            published_at=seen.published_at if seen and is_current else published_at,
            counts=counts_of(entry, None if winner else found),
        )
    changed = frozenset(i for i, row in rows.items() if published.get(i) != row)
    growing = {i for i in rows if i in homes and entries[i].record_type in RECORD_TYPES}
    said_again = {i: homes[i].said_again for i in sorted(growing) if homes[i].said_again}
    return Change(frozenset(rewritten), rows, changed, {i: entries[i] for i in rows}, said_again)


def merge(published: Collection[Published], changes: Collection[Change]) -> dict[str, Published]:
    """What readers see afterwards of every partner that something changes for, whole, by submission id."""
    after = {row.submission_id: row for row in published}
    for change in changes:
        after |= {i: change.rows[i] for i in change.changed}
    touched = {after[i].partner_id for change in changes for i in change.changed}
    return {i: row for i, row in after.items() if row.partner_id in touched}
