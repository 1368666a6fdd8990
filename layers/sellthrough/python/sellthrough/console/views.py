"""A visit (who asks what) in, what a template shows out: the plain values that every page of the console shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sellthrough.console.access import Action, Scope, may
from sellthrough.errors import NotFound
from sellthrough.model.submissions import RETRYABLE, Submission
from sellthrough.model.users import User
from sellthrough.model.workspace import Configuration
from sellthrough.pages.http import Request


@dataclass(frozen=True)
class Visit:
    """One request of somebody who may open the page."""

    request: Request
    parts: Mapping[str, str]
    user: User
    configuration: Configuration

    @property
    def query(self) -> Mapping[str, str]:
        """The filters in the address."""
        return self.request.query

    def may(self, action: Action, partner_id: str | None = None, region_code: str | None = None) -> bool:
        """True when the user may do that to what belongs to this partner and region (None: to several)."""
        return may(self.user, action, Scope(partner_id, region_code))

    def require(self, action: Action, partner_id: str | None = None) -> None:
        """Stop unless the user may do that to what belongs to this partner (None: to several).

        Raises:
            NotFound: As for what does not exist, so that an address tells nobody what others send.
        """
        if not self.may(action, partner_id):
            raise NotFound("outside the user's scope")

    def may_retry(self, submission: Submission) -> bool:
        """True when the submission has ended in a state that another run may change, and the user may start it."""
        return submission.state in RETRYABLE and self.may(Action.RETRY, submission.partner_id)

    def may_in_part(self, action: Action) -> bool:
        """True when the user may do that to anything at all."""
        return may(self.user, action, None)

    def may_see_numbers(self, grain: Sequence[str]) -> bool:
        """False for numbers that do not tell apart what the user may see from what not."""
        is_told = (not self.user.partners or "partner_id" in grain) and (
            not self.user.regions or "region_code" in grain
        )
        return is_told and self.may_in_part(Action.SEE_KPIS)


@dataclass(frozen=True)
class View:
    """A page before it is drawn: its template's name without ending, and the values for it.

    `form_to` is the scheme and host that a form of the page is sent to, beside the console's own.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    form_to: str = ""
