"""The demo's deployment in, what happens in the weeks after its last report out: a reminder, a renewal notice, pages.

HARBOR's report for January 2026 never comes, and a contract of an account with a contact ends in March: a look of the
schedules on each of two days is enough for both mails.
"""

import datetime as dt
import re

from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.screen import Record
from sellthrough_local.cloud import Connection
from sellthrough_local.cloud.clock import walk
from sellthrough_local.cloud.mailbox import SentMail, sent_mails

MAIL_COLUMNS = ("to", "subject")
_QUARTER = dt.timedelta(minutes=15)
_LOOKS = (dt.datetime(2026, 2, 1, tzinfo=dt.UTC), dt.datetime(2026, 2, 7, tzinfo=dt.UTC))
_SETTLE_SECONDS = 120
_LINK = re.compile(r"https?://\S+/p/[\w-]+")


def afterwards(deployment: Deployment) -> Record:
    """Walk the clock; `mails` sent on the way, and the addresses `portal` (a customer's link) and `console`."""
    cloud = deployment.cloud
    assert isinstance(cloud, Connection)  # noqa: S101  # the demo is local
    before = len(sent_mails(cloud))
    for at in _LOOKS:
        for _ in walk(cloud, at - _QUARTER, at):
            pass
    cloud.wait_until_settled(_SETTLE_SECONDS)
    mails = sent_mails(cloud)[before:]
    return {
        "mails": [{"to": ", ".join(mail.recipients), "subject": mail.subject} for mail in mails],
        "portal": next((link for mail in mails if (link := _link_in(mail))), ""),
        "console": cloud.console_url,
    }


def _link_in(mail: SentMail) -> str:
    found = _LINK.search(mail.text)
    return found[0] if found else ""
