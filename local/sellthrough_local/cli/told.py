"""A deployment in, what became of every mail out: sent, or why not."""

from sellthrough.model.ledger_entries import Mail
from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.screen import Record

COLUMNS = ("at", "state", "kind", "about", "to", "reason")


def told(deployment: Deployment) -> dict[str, Record]:
    """One record per mail of the ledger, by mail id, sorted by what it is about."""
    mails = sorted(deployment.ledger.mails(), key=lambda mail: (mail.kind, mail.about, mail.mail_id))
    return {mail.mail_id: _record(mail) for mail in mails}


def _record(mail: Mail) -> Record:
    return {
        "mail_id": mail.mail_id,
        "at": mail.at,
        "state": mail.state,
        "kind": mail.kind,
        "about": mail.about,
        "to": mail.to,
        "reason": mail.reason or "",
    }
