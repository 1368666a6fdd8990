"""The forms of the onboarding pages in, answers and the draft they lead to out; who may open a sample."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from sellthrough.checks.configurations import Draft, checked_draft
from sellthrough.console.access import Action
from sellthrough.console.views import Visit
from sellthrough.errors import NotFound, Unfit
from sellthrough.model.fields import IGNORE, fields_of
from sellthrough.model.keys import accepted_sample_key
from sellthrough.model.onboarding import Acceptance, Sample
from sellthrough.model.workspace import Agreement, Partner, RecordType
from sellthrough.onboard.answers import Answers
from sellthrough.onboard.partners import known_partner, new_partner


@dataclass(frozen=True)
class Setting:
    """What a person may say of a sample without being asked: its name on the page, and values or examples."""

    name: str
    values_: str = ""


SETTINGS = {
    "record_type": Setting("kind of record", ", ".join(get_args(RecordType))),
    "period": Setting("period", "2025-03, 2025-Q1, 2025-W09"),
    "currency": Setting("currency", "EUR"),
    "date_order": Setting("order of dates", "dmy, mdy, ymd"),
    "decimal": Setting("decimal mark", ". or ,"),
    "sign": Setting("sign of sales", "as_written, reversed"),
    "cadence": Setting("how often it comes", "daily, weekly, 4-4-5, monthly, quarterly"),
    "tier_to": Setting("who buys", "distributor, reseller, end_customer"),
    "product_prefix": Setting("text before every product code"),
    "sheet": Setting("sheet"),
    "delimiter": Setting("separator of cells"),
    "encoding": Setting("encoding", "utf-8, cp1252"),
}
_LONGEST_ANSWER = 1000


def partner_named(visit: Visit, form: Mapping[str, str]) -> str:
    """The id of the partner that the form chooses, or the name of a new one.

    Raises:
        Unfit: It names none, or no partner can be made of the name.
        NotFound: The user may not take that partner, or any new one, on board.
    """
    wanted = form.get("partner") or form.get("new", "").strip()
    if not wanted:
        raise Unfit("Choose a partner, or name a new one.")
    known = known_partner(visit.configuration, wanted)
    if known is None and form.get("partner"):
        raise NotFound("no such partner")
    check_partner(visit, wanted)
    return known.partner_id if known else new_partner(visit.configuration, wanted).partner_name


def check_partner(visit: Visit, name: str) -> Partner | None:
    """The partner of that id or name; None for a new one.

    Raises:
        NotFound: It lies outside the user's scope; a new partner lies within the scope of who sees all partners.
    """
    known = known_partner(visit.configuration, name)
    visit.require(Action.ONBOARD, known.partner_id if known else None)
    return known


def check_owner(visit: Visit, sample: Sample) -> None:
    """Let through whoever dropped the sample, and who is admin.

    Raises:
        NotFound: It is somebody else's.
    """
    if sample.dropped_by != visit.user.user_id and "admin" not in visit.user.roles:
        raise NotFound("somebody else's sample")


def answers_in(form: Mapping[str, str]) -> list[str]:
    """The answers of a form, as `sellthrough onboard --answer` takes them.

    `answer.<n>` is one that was offered; `own:<key>` and `column:<heading>` are values; `setting` is a key and
    `value` its value. Empty ones say nothing.

    Raises:
        Unfit: One of them is no answer.
    """
    said = []
    for name, text in form.items():
        value = text.strip()
        kind, separator, key = name.partition(":")
        if value and name.startswith("answer."):
            said.append(value)
        elif value and separator and kind in {"own", "column"}:
            said.append(f"{key}={value}")
    if form.get("value", "").strip() and form.get("setting") in SETTINGS:
        said.append(f"{form['setting']}={form['value'].strip()}")
    if any(len(answer) > _LONGEST_ANSWER for answer in said):
        raise Unfit(f"An answer has at most {_LONGEST_ANSWER} characters.")
    Answers.of(said)
    return said


def choices_of(record_type: str) -> list[str]:
    """What a column may be said to be."""
    return [*fields_of(record_type), IGNORE]


def draft_in(found: Mapping[str, Any]) -> Draft | None:
    """What may be accepted of what the function `onboard` found; None while something is open."""
    draft = found.get("draft") or {}
    if not draft.get("agreement"):
        return None
    partner = Partner.model_validate(draft["partner"]) if draft["partner"] else None
    return Draft(Agreement.model_validate(draft["agreement"]), partner)


def seen_of(found: Mapping[str, Any], version: str) -> str:
    """Digest of what the review page shows: what is accepted is what was seen, or it is shown again."""
    text = json.dumps([version, found], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def acceptance_of(visit: Visit, sample: Sample, file_name: str, draft: Draft, feed: str) -> Acceptance:
    """The note of who accepts what, of the configuration that the visitor sees."""
    return Acceptance(
        sample_id=sample.sample_id,
        partner_id=draft.agreement.partner_id,
        feed=feed,
        version=checked_draft(visit.configuration, draft).version,
        instead_of=visit.configuration.version,
        accepted_by=visit.user.user_id,
        accepted_at=visit.request.now,
        file_name=file_name,
        sample_key=accepted_sample_key(sample.sample_id, file_name),
    )
