"""An event of SES comes in, what it says about which of our mails comes out; and all that was said makes a state.

Format: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from collections.abc import Set as AbstractSet
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sellthrough.model.ledger_entries import MailState

Word = Literal["sent", "delivered", "soft_bounce", "bounce", "suppressed", "complaint", "rejected"]
_SUPPRESSED = frozenset({"Suppressed", "OnAccountSuppressionList"})
_WORDS: dict[str, Word] = {
    "Send": "sent",
    "Delivery": "delivered",
    "Complaint": "complaint",
    "Reject": "rejected",
    "Rendering Failure": "rejected",
}


class Heard(BaseModel):
    """One thing that SES said about one mail."""

    model_config = ConfigDict(frozen=True)

    mail_id: str
    word: Word


class _Mail(BaseModel):
    tags: dict[str, list[str]] = {}


class _Event(BaseModel):
    eventType: str  # noqa: N815  # SES's own name
    mail: _Mail
    bounce: dict[str, Any] = {}


def heard_of(text: str) -> Heard | None:
    """What an event says, or None when it is about no mail of ours, or says nothing about its fate (a delay, a click).

    Raises:
        ValueError: No event of SES; it goes where what nobody understands is kept.
    """
    try:
        event = _Event.model_validate_json(text)
    except ValidationError:
        raise ValueError("the message is no sending event of SES") from None
    word = _bounce(event.bounce) if event.eventType == "Bounce" else _WORDS.get(event.eventType)
    mail_id = next(iter(event.mail.tags.get("mail_id", ())), "")
    return Heard(mail_id=mail_id, word=word) if mail_id and word else None


def state_of(words: AbstractSet[str], otherwise: MailState) -> MailState:
    """The state of a mail of which all this was said, in whatever order and however often.

    Args:
        otherwise: Its state before anything was said.
    """
    if "complaint" in words:
        return "COMPLAINED"
    if "bounce" in words or ("soft_bounce" in words and "delivered" not in words):
        return "BOUNCED"
    if "suppressed" in words:
        return "SUPPRESSED"
    if "rejected" in words:
        return "REFUSED"
    return "SENT" if words & {"sent", "delivered", "soft_bounce"} else otherwise


def _bounce(bounce: dict[str, Any]) -> Word:
    if bounce.get("bounceSubType") in _SUPPRESSED:
        return "suppressed"
    return "soft_bounce" if bounce.get("bounceType") == "Transient" else "bounce"
