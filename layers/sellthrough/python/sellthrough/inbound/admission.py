"""What SES says about a mail, and the agreements, go in; whether its attachments are taken comes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sellthrough.inbound.notification import Received
from sellthrough.model.senders import admits
from sellthrough.model.workspace import Agreement


class Gate(StrEnum):
    """ADMITTED: attachments are taken. VIRUS: only the hash is kept. The others wait for a person."""

    ADMITTED = "admitted"
    VIRUS = "virus"
    SPAM = "spam"
    UNAUTHENTICATED = "unauthenticated"
    UNKNOWN_SENDER = "unknown_sender"


@dataclass(frozen=True)
class Admission:
    """The decision, and whose mail it is: several partners where one address reports for several."""

    gate: Gate
    partner_ids: tuple[str, ...] = ()


def admit(received: Received, agreements: Iterable[Agreement]) -> Admission:
    """Whether to believe a mail: clean, from whom it says it is, and from somebody we expect reports from."""
    if received.virus == "FAIL":
        return Admission(Gate.VIRUS)
    if received.virus != "PASS":
        return Admission(Gate.UNAUTHENTICATED)  # not scanned is not clean
    if received.spam == "FAIL":
        return Admission(Gate.SPAM)
    if not is_authentic(received):
        return Admission(Gate.UNAUTHENTICATED)
    partner_ids = tuple(a.partner_id for a in agreements if admits(a, received.sender))
    return Admission(Gate.ADMITTED, partner_ids) if partner_ids else Admission(Gate.UNKNOWN_SENDER)


def is_authentic(received: Received) -> bool:
    """True when the domain of the one From address vouches for the mail.

    DMARC passed; or the sender's domain has no DMARC policy, a DKIM signature passed, and every signature is of that
    domain (SES does not say which of several passed, so one of a foreign domain is one too many).
    """
    if not received.sender:
        return False
    if received.dmarc == "PASS":
        return True
    if received.dmarc == "FAIL" or received.dkim != "PASS":
        return False
    domain = received.sender.rpartition("@")[2]
    return bool(received.signing_domains) and all(_is_aligned(domain, signed) for signed in received.signing_domains)


def _is_aligned(domain: str, signed: str) -> bool:
    # Relaxed alignment without the public suffix list: the signing domain may be a parent, never a bare top level.
    return domain == signed or ("." in signed and domain.endswith(f".{signed}"))


def question_about(received: Received, gate: Gate) -> str:
    """What a person is asked about a held mail; names the sender's domain, never the address."""
    domain = received.sender.rpartition("@")[2] or "an unclear sender"
    why = {
        Gate.SPAM: "looks like spam",
        Gate.UNAUTHENTICATED: "is not proven to be from there",
        Gate.UNKNOWN_SENDER: "is from an address that no agreement names",
    }.get(gate, "is held")
    return f"A mail of {domain} {why}. Which partner is it from, if it may be taken?"
