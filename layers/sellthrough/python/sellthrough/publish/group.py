"""The submissions that wait for publishing in, those that go together out."""

from collections.abc import Sequence

from sellthrough.model.ledger_entries import ScopeEntry

MAX_SUBMISSIONS = 50
MAX_ROWS = 2_000_000


def choose_group(waiting: Sequence[ScopeEntry], submission_id: str) -> list[ScopeEntry]:
    """This submission first, then the others in landing order, within the limits of one publication."""
    group = [entry for entry in waiting if entry.submission_id == submission_id]
    rows = sum(entry.rows_in for entry in group)
    for entry in waiting:
        rows += entry.rows_in if entry.submission_id != submission_id else 0
        if len(group) == MAX_SUBMISSIONS or rows > MAX_ROWS:
            break
        if entry.submission_id != submission_id:
            group.append(entry)
    return group
