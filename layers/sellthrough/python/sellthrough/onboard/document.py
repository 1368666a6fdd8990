"""What was understood of a sample in, one plain document of it out: for `--json` and for the console's page."""

from typing import Any

from sellthrough.onboard.understanding import Onboarding, Understanding, draft_of, remembering

SHOWN_ROWS = 5
_SHOWN_FIELDS = 8


def document_of(onboarding: Onboarding, understanding: Understanding) -> dict[str, Any]:
    """Partner, feed, columns with their evidence, open questions, counts and the first rows; no key is ever missing.

    `accepted_rows` and `quarantined_rows` are None while a question is open that stops normalising.
    """
    normalized = understanding.normalized
    return {
        "partner": onboarding.partner.partner_id,
        "record_type": understanding.feed.record_type,
        "files": understanding.feed.files,
        "columns": [c.model_dump(mode="json") for c in understanding.columns],
        "questions": [{"text": q.text, "answers": list(q.answers), "key": q.key} for q in understanding.questions],
        "issues": [issue.detail for issue in normalized.report.issues] if normalized else [],
        "rows": normalized.rows[:SHOWN_ROWS] if normalized else [],
        "rows_in": understanding.report.rows_in,
        "accepted_rows": normalized.report.accepted_rows if normalized else None,
        "quarantined_rows": normalized.report.quarantined_rows if normalized else None,
    }


def shown_fields(understanding: Understanding) -> list[str]:
    """The canonical fields that a person wants to see first, those of the sample's columns in their order."""
    named = [c.field for c in understanding.columns if c.field]
    rows = understanding.normalized.rows if understanding.normalized else []
    known = [name for name in rows[0] if any(row[name] for row in rows)] if rows else []
    wanted = [n for n in ("product_id", *named) if n in known]
    return list(dict.fromkeys(wanted or known))[:_SHOWN_FIELDS]


def proves_nothing(understanding: Understanding) -> str:
    """Why the sample does not do although nothing is open: no row of it is accepted; "" when it does."""
    normalized = understanding.normalized
    if normalized is not None and normalized.report.accepted_rows:
        return ""
    questions = normalized.report.questions if normalized else ()
    first = f"{questions[0].cell_value!r}: {questions[0].note}" if questions else "It has no rows."
    return f"No row of the sample is accepted, so it proves nothing. {first}"


def draft_document(onboarding: Onboarding, understanding: Understanding) -> dict[str, Any]:
    """What may be accepted: `agreement`, `partner` (None: known), `feed` and its `files`; else `reason` why not."""
    nothing = {"agreement": None, "partner": None, "feed": "", "files": "", "reason": ""}
    if understanding.questions:
        return nothing
    if problem := proves_nothing(understanding):
        return nothing | {"reason": problem}
    draft, name = draft_of(onboarding, understanding), remembering(understanding).feed
    feed = next(f for f in draft.agreement.feeds if f.feed == name)
    partner = draft.partner.model_dump(mode="json") if draft.partner else None
    agreed = {"agreement": draft.agreement.model_dump(mode="json"), "partner": partner}
    return nothing | agreed | {"feed": name, "files": feed.files}
