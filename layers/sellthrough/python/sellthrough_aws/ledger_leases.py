"""Leases: one worker at a time on a table. The lease saves work; correctness rests on the commit's own check."""

from datetime import UTC, datetime, timedelta

from sellthrough.errors import Busy
from sellthrough_aws.ledger_table import LedgerTable


class LedgerLeases(LedgerTable):
    """The LEASE items of the ledger."""

    def acquire_lease(self, name: str, owner: str, now: str, seconds: int) -> int:
        """Take the lease, or keep one's own; it lasts `seconds` from `now` (ISO 8601, from the event).

        Retries of a Step Functions state keep the time the state was entered, so `now` may be old: a lease may
        then be lost early. That is why each acquisition gets a number, and writers check it when they commit.

        Returns:
            The number of this acquisition: it only ever rises, also for the same owner.

        Raises:
            Busy: Somebody else holds it.
        """
        instant = datetime.fromisoformat(now).astimezone(UTC)
        item = self.update(
            "LEASE",
            name,
            "SET #owner = :owner, #expires_at = :expires ADD #acquisitions :one",
            "attribute_not_exists(#owner) OR #owner = :owner OR #expires_at < :now",
            owner=owner,
            now=instant.isoformat(timespec="microseconds"),
            expires=(instant + timedelta(seconds=seconds)).isoformat(timespec="microseconds"),
            one=1,
        )
        if item is None:
            raise Busy(f"lease {name} is held by another run")
        return int(item["acquisitions"])

    def release_lease(self, name: str, owner: str) -> None:
        """Give the lease back; nothing happens when it is somebody else's by now."""
        self.update("LEASE", name, "REMOVE #owner, #expires_at", "#owner = :owner", owner=owner)
