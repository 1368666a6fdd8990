"""A prepared message goes out at most once, and never silently not at all (I5).

The order is: archive the bytes, claim the mail, send with the SDK's retries off, say what happened. SES has no
idempotency token, so what is lost between claim and answer is AMBIGUOUS and waits for a person; nothing is sent
blindly a second time.
"""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sellthrough.errors import Busy
from sellthrough.model.ledger_entries import MailState
from sellthrough.model.letters import Envelope, Letter, message_of, render
from sellthrough.model.links import with_token
from sellthrough_aws.ledger_mail import LedgerMail
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import Metric, metrics

# SES says so before it takes a message: these, and only these, are safe to try again.
_NOT_TAKEN = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})
_PAUSES = (0.2, 0.6, 1.8, 0.0)  # seconds after each attempt
_METRIC_OF: dict[MailState, Metric] = {
    "SENT": Metric.MAILS_SENT,
    "AMBIGUOUS": Metric.MAILS_AMBIGUOUS,
    "REFUSED": Metric.MAILS_REFUSED,
}


@dataclass(frozen=True)
class OutgoingMail:
    """One message ready to go.

    Attributes:
        mail_id: From content; the same mail prepared twice has the same id.
        kind: What it is (answer, repeat, notice).
        about: Id of what it is about.
        at: ISO 8601 instant of its Date header.
        sender: Address that SES sends from.
        to: Addresses; when empty the mail is SUPPRESSED.
        message: RFC 5322 bytes.
        token: Of the link in the message, which itself has a placeholder there: what is archived opens nothing.
        nobody: Why there is no address, when there is none.
    """

    mail_id: str
    kind: str
    about: str
    at: str
    sender: str
    to: tuple[str, ...]
    message: bytes
    token: str = ""
    nobody: str = "nobody to send it to"

    @property
    def archive_key(self) -> str:
        """Where the bytes are kept in the archive bucket."""
        return f"sent/{self.mail_id}.eml"


def prepare(
    letter: Letter,
    *,
    mail_id: str,
    kind: str,
    about: str,
    sender: str,
    to: tuple[str, ...],
    at: str,
    answers: str = "",
    token: str = "",
    stop_address: str = "",
    files: Sequence[tuple[str, str]] = (),
) -> OutgoingMail:
    """A letter made ready to go.

    Args:
        at: ISO 8601 instant of the mail's Date header.
        answers: Message id (with angle brackets) of the mail that this one answers.
        token: Of the link that the letter holds with a placeholder.
        stop_address: Where one click stops mails of this kind, with its placeholder.
        files: Name and text of files to attach.
    """
    envelope = Envelope(
        mail_id=mail_id,
        sender=sender,
        sender_name=letter.brand.name,
        to=to,
        at=datetime.fromisoformat(at),
        reply_to=letter.brand.support_email,
        in_reply_to=answers,
        stop_address=stop_address,
    )
    message = message_of(render(letter), envelope, files) if to else b""
    return OutgoingMail(mail_id, kind, about, at, sender, to, message, token)


def count_mail(state: MailState) -> None:
    """Count what became of a mail."""
    if state in _METRIC_OF:
        metrics.add_metric(_METRIC_OF[state], unit="Count", value=1)


class Post:
    """Sends mails through SES. One instance per function, made at the cold start."""

    def __init__(self, ledger: LedgerMail, objects: Objects, archive_bucket: str) -> None:
        self._ledger = ledger
        self._objects = objects
        self._archive_bucket = archive_bucket
        # The SDK's own retries would send a second time when only the answer was lost.
        self._ses = boto3.client("sesv2", config=Config(retries={"total_max_attempts": 1}))

    def send(self, mail: OutgoingMail) -> MailState:
        """Bring the mail to its end, or find the end that it already has.

        Raises:
            Busy: SES throttles and took nothing; the claim is given back.
        """
        known = self._ledger.mail(mail.mail_id)
        if known is not None:
            return self._found(mail, known.state)
        if not mail.to:
            self._ledger.suppress_mail(mail.mail_id, mail.kind, mail.about, mail.at, mail.nobody)
            return "SUPPRESSED"
        message = self._archived(mail)
        attempt = secrets.token_hex(8)
        claim = (mail.mail_id, ", ".join(mail.to), mail.kind, mail.about, mail.at)
        if self._ledger.claim_mail(*claim, archive_key=mail.archive_key, claimed_by=attempt):
            return self._send(mail, message, attempt)
        known = self._ledger.mail(mail.mail_id)
        return self._found(mail, known.state if known else "CLAIMED")

    def give_up(self, mail_id: str) -> MailState:
        """End a claim that nobody will come back to: whether the mail went out is not known."""
        self._ledger.settle_mail(mail_id, "AMBIGUOUS")
        return "AMBIGUOUS"

    def _found(self, mail: OutgoingMail, state: MailState) -> MailState:
        if state != "CLAIMED":
            return state
        # Whoever claimed it died, or is sending right now; in that case its SENT replaces this.
        return self.give_up(mail.mail_id)

    def _archived(self, mail: OutgoingMail) -> bytes:
        """The bytes that the archive holds for this mail: what is sent is what is kept, but for a link's token."""
        if self._objects.put_new(self._archive_bucket, mail.archive_key, mail.message, "message/rfc822"):
            return mail.message
        return self._objects.get_bytes(self._archive_bucket, mail.archive_key)

    def _send(self, mail: OutgoingMail, archived: bytes, attempt: str) -> MailState:
        message = with_token(archived, mail.token) if mail.token else archived
        for pause in _PAUSES:
            try:
                self._ses.send_email(
                    FromEmailAddress=mail.sender,
                    Destination={"ToAddresses": list(mail.to)},
                    Content={"Raw": {"Data": message}},
                    EmailTags=[{"Name": "mail_id", "Value": mail.mail_id}],
                )
            except ClientError as error:
                if error.response["Error"]["Code"] in _NOT_TAKEN:
                    time.sleep(pause)
                    continue
                return self._end(mail, _end_of(error))
            except BotoCoreError:
                return self._end(mail, "AMBIGUOUS")
            return self._end(mail, "SENT")
        self._ledger.release_mail(mail.mail_id, attempt)
        raise Busy("SES throttles; the mail was not taken")

    def _end(self, mail: OutgoingMail, state: MailState) -> MailState:
        self._ledger.settle_mail(mail.mail_id, state)
        return state


def _end_of(error: ClientError) -> MailState:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    return "REFUSED" if 400 <= status < 500 else "AMBIGUOUS"
