"""A visit with a form in, what the person asked for done out: the only pages of the console that change anything."""

from collections.abc import Callable
from dataclasses import dataclass

from sellthrough.console.access import Action
from sellthrough.console.responses import Response, redirect
from sellthrough.console.routes import ROOT
from sellthrough.console.views import View, Visit
from sellthrough.errors import Held
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.machines import Machine
from sellthrough_aws.retry import retry

_MOST_DIGITS = 6


@dataclass(frozen=True)
class ConsoleDeeds:
    """Answers the forms of the console. One instance per function, made at the cold start."""

    ledger: Ledger
    machine: Machine
    configurations: Configurations

    def pages(self) -> dict[str, Callable[[Visit], View | Response]]:
        """What answers each form, by the name of its route."""
        return {"retry": self.retry}

    def retry(self, visit: Visit) -> View | Response:
        """Run a submission again, and show it; when it would only be held again, say why.

        Raises:
            NotFound: There is no such submission, or the user may not run it.
        """
        submission = self.ledger.submission(visit.parts["submission_id"])
        visit.require(Action.RETRY, submission.partner_id)
        here = f"{ROOT}/submissions/{submission.submission_id}"
        try:
            started = retry(
                self.ledger,
                self.machine,
                self.configurations,
                submission.submission_id,
                seen_run=_number(visit.request.form.get("run", "")),
                asked_by=visit.user.user_id,
                asked_at=visit.request.now.isoformat(),
            )
        except Held as held:
            words = [held.question, "The agreements do not answer that yet, so the file was not run again."]
            context = {"title": "It would be held again", "paragraphs": words, "link": ("To the submission", here)}
            return View("message", context, 409)
        return redirect(f"{ROOT}/submissions/{started.submission_id}" if started else here)


def _number(text: str) -> int:
    """The run that a form names; 0, which no run has, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
