"""A table that was just committed to in, its history cut to a bounded length out: every commit reads all of it."""

from datetime import UTC, datetime

from pyiceberg.exceptions import CommitFailedException
from pyiceberg.table import Table

KEPT = 30
ALLOWED = 60


def trimmed(table: Table) -> int:
    """Forget all but the newest snapshots, now and then; their files are left to the sweep of orphans.

    A conflict leaves it to the next commit.

    Returns:
        The sequence number of the last commit that wrote rows.
    """
    sequence = int(table.metadata.last_sequence_number)
    snapshots = sorted(table.snapshots(), key=lambda s: s.timestamp_ms)
    if len(snapshots) > ALLOWED:
        horizon = datetime.fromtimestamp(snapshots[-KEPT].timestamp_ms / 1000, UTC)
        try:
            table.maintenance.expire_snapshots().older_than(horizon).commit()
        except (CommitFailedException, ValueError):  # ValueError: another run has just forgotten the same ones
            return sequence
    return sequence
