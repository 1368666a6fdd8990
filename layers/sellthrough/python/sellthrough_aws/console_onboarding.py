"""A visit in, the pages that take a partner on board out: drop a sample, see what is understood, correct, accept."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sellthrough.checks.configurations import Draft, checked_draft
from sellthrough.console.access import Action
from sellthrough.console.onboarding import (
    SETTINGS,
    acceptance_of,
    answers_in,
    check_owner,
    check_partner,
    choices_of,
    draft_in,
    partner_named,
    seen_of,
)
from sellthrough.console.responses import Response, redirect
from sellthrough.console.routes import ROOT
from sellthrough.console.views import View, Visit
from sellthrough.errors import ConfigurationError, Unfit
from sellthrough.model.keys import sample_prefix
from sellthrough.model.onboarding import SAMPLE_BYTES, Sample
from sellthrough_aws.functions import Function, FunctionFailedError
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.make_current import MakeCurrent
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger
from sellthrough_aws.uploads import Uploads

_FORM_SECONDS = 3600
_UNFINISHED = "Reading the sample took too long or failed. A shorter one of the same layout does as well."
_CHANGED = (
    "What you accepted is not what it comes to by now: somebody changed the configuration, the sample or an answer. "
    "This is how it is understood now."
)
_TRY_AGAIN = "The configuration version could not be made. Nothing is lost; open the sample and accept it again."


@dataclass(frozen=True)
class ConsoleOnboarding:
    """Answers the onboarding pages. One instance per function, made at the cold start."""

    ledger: Ledger
    objects: Objects
    uploads: Uploads
    understand: Function
    make_current: MakeCurrent
    staging_bucket: str

    def pages(self) -> dict[str, Callable[[Visit], View | Response]]:
        """What answers each page, by the name of its route."""
        return {
            "onboard": self.start,
            "sample_open": self.open,
            "sample": self.show,
            "sample_answer": self.answer,
            "sample_accept": self.accept,
        }

    def start(self, visit: Visit, problem: str = "") -> View:
        """Whose sample it is."""
        partners = [p for p in visit.configuration.partners if visit.may(Action.ONBOARD, p.partner_id)]
        context = {"partners": partners, "may_add": visit.may(Action.ONBOARD), "problem": problem}
        return View("onboard", context, 400 if problem else 200)

    def open(self, visit: Visit) -> View | Response:
        """Keep whose sample it will be, and show where it is dropped.

        Raises:
            NotFound: The user may not take that partner on board.
        """
        try:
            name = partner_named(visit, visit.request.form)
        except Unfit as unfit:
            return self.start(visit, str(unfit))
        sample = Sample(
            sample_id=secrets.token_urlsafe(16),
            dropped_by=visit.user.user_id,
            partner_name=name,
            created_at=visit.request.now.isoformat(),
        )
        self.ledger.open_sample(sample)
        return redirect(_address(sample))

    def show(self, visit: Visit) -> View:
        """The form to drop the sample, what is understood of it, or who has accepted it.

        Raises:
            NotFound: There is no such sample, or the user may not open it.
        """
        sample = self._sample(visit)
        if acceptance := self.ledger.acceptance(sample.sample_id):
            feed = visit.configuration.feed_of(acceptance.partner_id, acceptance.feed)
            return View("sample_accepted", {"acceptance": acceptance, "feed": feed, "names": _names(visit)})
        file_name = self._file_name(sample)
        if not file_name:
            back = f"{visit.request.origin}{_address(sample)}"
            prefix = sample_prefix(sample.sample_id)
            form = self.uploads.form(self.staging_bucket, prefix, back, SAMPLE_BYTES, _FORM_SECONDS)
            context = {"sample": sample, "upload": form, "most_bytes": SAMPLE_BYTES}
            return View("sample_drop", context, form_to=form.host)
        return self._review(visit, sample, file_name, self._found(visit, sample, file_name))

    def answer(self, visit: Visit) -> View | Response:
        """Keep what the person says of the sample, and show it again.

        Raises:
            NotFound: There is no such sample, or the user may not open it.
        """
        sample = self._sample(visit)
        if visit.request.form.get("forget"):
            self.ledger.forget_answers(sample.sample_id)
            return redirect(_address(sample))
        try:
            said = answers_in(visit.request.form)
        except Unfit as unfit:
            return _message("That is no answer", str(unfit), sample)
        if said and not self.ledger.answer_sample(sample.sample_id, said):
            return _message("That is no answer", "There are too many answers. Forget them and begin anew.", sample)
        return redirect(_address(sample))

    def accept(self, visit: Visit) -> View | Response:
        """Make a configuration version with the partner's agreement in it; once, however often it is asked for.

        Raises:
            NotFound: There is no such sample, or the user may not open it.
        """
        sample = self._sample(visit)
        file_name = self._file_name(sample)
        if not file_name or self.ledger.acceptance(sample.sample_id):
            return redirect(_address(sample))
        found = self._found(visit, sample, file_name)
        draft = draft_in(found)
        if visit.request.form.get("seen") != seen_of(found, visit.configuration.version):
            return self._review(visit, sample, file_name, found, _CHANGED)
        if draft is None or self._problems(visit, draft):
            return redirect(_address(sample))
        taken = acceptance_of(visit, sample, file_name, draft, str(found["draft"]["feed"]))
        try:
            self.make_current(checked_draft(visit.configuration, draft), taken)
        except FunctionFailedError as error:
            logger.error("sample not accepted", sample_id=sample.sample_id, kind=str(error))
            if self.ledger.acceptance(sample.sample_id) is None:
                return _message("It was not accepted", _TRY_AGAIN, sample, 503)
        # Whoever made it current, this click or the one before it: the ledger knows.
        if self.ledger.acceptance(sample.sample_id):
            return redirect(_address(sample))
        return self._review(visit, sample, file_name, found, _CHANGED)

    def _review(
        self, visit: Visit, sample: Sample, file_name: str, found: Mapping[str, Any], changed: str = ""
    ) -> View:
        draft = draft_in(found)
        context = {
            "sample": sample,
            "file_name": file_name,
            "found": found,
            "partner": check_partner(visit, sample.partner_name),
            "is_ready": draft is not None,
            "problems": self._problems(visit, draft) if draft else [],
            "fields": choices_of(found["record_type"]) if found["outcome"] == "ok" else [],
            "settings": SETTINGS,
            "seen": seen_of(found, visit.configuration.version),
            "changed": changed,
        }
        return View("sample", context, 409 if changed else 200)

    def _problems(self, visit: Visit, draft: Draft) -> list[str]:
        """Why the draft does not fit the configuration."""
        try:
            checked_draft(visit.configuration, draft)
        except ConfigurationError as error:
            return str(error).splitlines()
        return []

    def _found(self, visit: Visit, sample: Sample, file_name: str) -> dict[str, Any]:
        """What the function `onboard` makes of it; "unfit" when it fails, so that a hostile file ends in words."""
        asked = {**sample.model_dump(include={"sample_id", "partner_name", "answers"}), "file_name": file_name}
        try:
            return self.understand.call({**asked, "version": visit.configuration.version})
        except FunctionFailedError as error:
            logger.error("sample not understood", sample_id=sample.sample_id, kind=str(error))
            return {"outcome": "unfit", "reason": _UNFINISHED}

    def _sample(self, visit: Visit) -> Sample:
        sample = self.ledger.sample(visit.parts["sample_id"], visit.request.now)
        check_owner(visit, sample)
        check_partner(visit, sample.partner_name)
        return sample

    def _file_name(self, sample: Sample) -> str:
        prefix = sample_prefix(sample.sample_id)
        key = self.objects.newest(self.staging_bucket, prefix)
        return key.removeprefix(prefix) if key else ""


def _address(sample: Sample) -> str:
    return f"{ROOT}/onboard/{sample.sample_id}"


def _names(visit: Visit) -> dict[str, str]:
    return {user.user_id: user.name or user.login for user in visit.configuration.users}


def _message(title: str, words: str, sample: Sample, status: int = 400) -> View:
    link = ("Back to the sample", _address(sample))
    return View("message", {"title": title, "paragraphs": [words], "link": link}, status)
