"""Addresses that want no more notices, in the ledger: noted once, asked before each notice. Only hashes are kept."""

from collections.abc import Iterable
from datetime import datetime

from sellthrough.model.links import address_id_of
from sellthrough_aws.ledger_table import LedgerTable

STOPPED = "everybody it would go to has stopped these mails"


class Stops(LedgerTable):
    """The STOP items of the ledger."""

    def stop(self, address_ids: Iterable[str], now: datetime) -> None:
        """Note that these addresses want no more notices; the first time stands."""
        for address_id in address_ids:
            self.put_new({"pk": f"STOP#{address_id}", "sk": "STOP", "stopped_at": now.isoformat()})

    def not_stopped(self, addresses: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the addresses that notices may still go to, in their order."""
        keys = {(f"STOP#{address_id_of(address)}", "STOP"): address for address in addresses}
        stopped = {keys[item["pk"], item["sk"]] for item in self.get_many(list(keys))}
        return tuple(address for address in addresses if address not in stopped)
