"""Links in the ledger: made, looked up, revoked. Only hashes of tokens come here."""

from sellthrough.model.links import Link
from sellthrough_aws.ledger_table import LedgerTable


class Links(LedgerTable):
    """The LINK items of the ledger."""

    def create(self, link: Link) -> None:
        """Keep a new link."""
        self.put_new({"pk": f"LINK#{link.link_id}", "sk": "LINK", **link.model_dump()})

    def link(self, link_id: str) -> Link | None:
        """That link, whatever its state; one look-up, found or not."""
        item = self.get(f"LINK#{link_id}", "LINK")
        return Link.model_validate(item) if item else None

    def revoke(self, link_id: str, now: str) -> bool:
        """Have a link open nothing any more; False when there is none, or it was revoked before."""
        condition = "attribute_exists(pk) AND #revoked_at = :none"
        return self.update(f"LINK#{link_id}", "LINK", "SET #revoked_at = :now", condition, now=now, none="") is not None
