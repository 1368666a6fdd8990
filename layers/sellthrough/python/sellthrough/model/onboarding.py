"""What the ledger keeps of samples dropped in the console: who dropped one, what was answered, what was accepted."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

SAMPLE_DAYS = 7  # that a sample is kept when nobody accepts it
SAMPLE_BYTES = 10_000_000
MOST_ANSWERS = 400


class Sample(BaseModel):
    """One sample on its way into the configuration (SAMPLE).

    Attributes:
        sample_id: Random; its object lies below `onboard/<sample_id>/` of the staging bucket.
        dropped_by: `User.user_id`.
        partner_name: Id or name of a partner that is known, or the name of a new one.
        answers: As `sellthrough onboard --answer` takes them; of one question the last counts.
        created_at: ISO 8601, UTC.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    sample_id: str
    dropped_by: str
    partner_name: str
    answers: tuple[str, ...] = ()
    created_at: str


class Acceptance(BaseModel):
    """One feed that was accepted in the console (ACCEPTED); it stands until a workspace has the same or replaces it.

    Attributes:
        version: The configuration version that it made.
        instead_of: The version that it was made of.
        accepted_by: `User.user_id`.
        sample_key: Where the sample is kept in the archive bucket.
        settled_as: "held": a workspace with the same was loaded; "replaced": one without it, on purpose.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    sample_id: str
    partner_id: str
    feed: str
    version: str
    instead_of: str
    accepted_by: str
    accepted_at: datetime
    file_name: str
    sample_key: str
    settled_as: Literal["held", "replaced"] | None = None
