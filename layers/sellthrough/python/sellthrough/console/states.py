"""The state of a submission, a report or a run in; its word, shape and colour out. Colour only repeats the word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sellthrough.model.submissions import State


@dataclass(frozen=True)
class Badge:
    """How a state is shown. `meaning` is one sentence for who does not know the word."""

    word: str
    shape: str
    colour: Literal["green", "amber", "red", "black"]
    meaning: str = ""


STATES: Mapping[str, Badge] = {
    State.RECEIVED: Badge("Received", "●", "black", "It is being processed."),
    State.PUBLISHED: Badge("Published", "✔", "green", "Its lines count."),
    State.SUPERSEDED: Badge("Superseded", "↺", "black", "A later report for the same period replaced it."),
    State.HELD: Badge("Held", "▲", "amber", "It waits for a person's answer."),
    State.REFUSED: Badge("Refused", "✖", "red", "It can never be processed; the sender was told why."),
    State.NEEDS_ATTENTION: Badge("Needs attention", "✖", "red", "Processing failed; the operators were told."),
}

BOARD_STATES: Mapping[str, Badge] = {
    "expected": Badge("Expected", "○", "black", "Nothing came, and it is not due yet."),
    "received": Badge("Received", "✔", "green", "It came in time."),
    "late": Badge("Late", "▲", "amber", "It is due and has not come, or came after it was due."),
    "missing": Badge("Missing", "✖", "red", "It is long due and has not come."),
    "failed": Badge("Failed", "✖", "red", "Something came, and nothing of it counts."),
    "partial": Badge("Partial", "◐", "amber", "It came, and some of its rows are quarantined."),
    "nil": Badge("Nil", "∅", "green", "It came and says that there was nothing."),
}

# Those that somebody should look at first.
MAIL_STATES: Mapping[str, Badge] = {
    "AMBIGUOUS": Badge("Ambiguous", "▲", "amber", "Nobody knows whether it went out; it is not sent again by itself."),
    "COMPLAINED": Badge("Complained", "✖", "red", "Its receiver called it spam."),
    "BOUNCED": Badge("Bounced", "✖", "red", "It came back."),
    "REFUSED": Badge("Refused", "✖", "red", "The mail service did not take it."),
    "SUPPRESSED": Badge("Suppressed", "■", "black", "It was not sent, for the reason beside it."),
    "CLAIMED": Badge("Being sent", "●", "black", "It is going out right now."),
    "SENT": Badge("Sent", "✔", "green", "The mail service took it."),
}

RUN_STATES: Mapping[str, Badge] = {
    "RUNNING": Badge("Running", "●", "black"),
    "SUCCEEDED": Badge("Done", "✔", "green"),
    "FAILED": Badge("Failed", "✖", "red"),
    "TIMED_OUT": Badge("Timed out", "✖", "red"),
    "ABORTED": Badge("Stopped", "✖", "red"),
    "PENDING_REDRIVE": Badge("Waits for a redrive", "▲", "amber"),
}
