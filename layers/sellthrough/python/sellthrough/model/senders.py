"""Who may send for a partner and who is told: an agreement and an address in, yes or no and addresses out."""

import re
from collections.abc import Iterable

from sellthrough.model.workspace import Agreement

ADDRESS = (
    r"[!-9;=?A-Z^-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"  # one plain ASCII address; no name, no list, no white space
)


def admits(agreement: Agreement, address: str) -> bool:
    """True when mail from that address counts as the partner's.

    An entry of `senders` is an address, or `@domain` for every address of that domain; the contacts count too.
    """
    wanted = address.strip().lower()
    domain = "@" + wanted.rpartition("@")[2]
    known = {entry.strip().lower() for entry in (*agreement.senders, *(c.email for c in agreement.contacts))}
    return "@" in wanted and (wanted in known or domain in known)


def recipients_of(agreement: Agreement, sender: str | None) -> tuple[str, ...]:
    """Whom the answer to a submission goes to: the reporters, and the mail's sender when the agreement admits it.

    Returns:
        Addresses, each once, reporters first; empty when there is nobody to tell. What is no address is left out:
        it would have the mail service refuse the mail to the others too.
    """
    reporters = [contact.email for contact in agreement.contacts if contact.role == "reporter"]
    if sender and admits(agreement, sender):
        reporters.append(sender)
    return addresses_of(reporters)


def addresses_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the texts that are addresses, each once, in their order."""
    addresses: dict[str, str] = {}
    for text in texts:
        if re.fullmatch(ADDRESS, text.strip()):
            addresses.setdefault(text.strip().lower(), text.strip())
    return tuple(addresses.values())
