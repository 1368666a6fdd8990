"""Commits that stay cheap: a transaction that copies the table's metadata once, and a history of bounded length."""

from datetime import UTC, datetime

from pyiceberg.exceptions import CommitFailedException
from pyiceberg.table import Table, Transaction
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.update import TableUpdate, update_table_metadata

KEPT = 30
ALLOWED = 60


class LeanTransaction(Transaction):  # type: ignore[misc]  # pyiceberg is untyped here
    """pyiceberg copies the whole metadata each time that somebody looks at it, some fifteen times a commit; this one
    copies it when something has changed."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._copy: tuple[TableMetadata, tuple[TableUpdate, ...], TableMetadata] | None = None

    @property
    def table_metadata(self) -> TableMetadata:
        """The metadata as the updates staged so far leave it."""
        base, updates = self._table.metadata, self._updates
        if self._copy is None or self._copy[0] is not base or self._copy[1] is not updates:
            self._copy = (base, updates, update_table_metadata(base, updates))
        return self._copy[2]


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
