"""What was understood of a sample in, its table, first rows and questions on the screen or as a document out."""

from pathlib import Path
from typing import Any

import typer

from sellthrough_local.cli.screen import Record, Screen
from sellthrough_local.onboarding.questions import OpenQuestion
from sellthrough_local.onboarding.understanding import Onboarding, Understanding

_SHOWN_ROWS = 5
_SHOWN_FIELDS = 8


def understand(screen: Screen, onboarding: Onboarding) -> Understanding:
    """Understand the sample with the answers so far; on a terminal, ask until nothing is open."""
    with screen.doing("Reading the sample"):
        understanding = onboarding.understand()
    _show(screen, understanding)
    while understanding.questions and screen.is_interactive:
        onboarding.answers.add(_ask(understanding.questions[0]))
        understanding = onboarding.understand()
        _show(screen, understanding)
    return understanding


def _ask(question: OpenQuestion) -> str:
    """The answer that the person picks by its number or types."""
    lines = [f"  {number}. {choice}" for number, choice in enumerate(question.answers, 1)]
    said: str = typer.prompt("\n".join([question.text, *lines, "Number, or heading=field"])).strip()
    if said.isdecimal() and 0 < int(said) <= len(question.answers):
        return question.answers[int(said) - 1]
    return said if "=" in said else f"period={said}"


def _show(screen: Screen, understanding: Understanding) -> None:
    screen.say(f"{understanding.feed.record_type}, files like {understanding.feed.files}")
    screen.table([_column(c.model_dump()) for c in understanding.columns])
    rows = understanding.normalized.rows[:_SHOWN_ROWS] if understanding.normalized else []
    if rows:
        screen.say("")
        screen.table(rows, _fields(understanding))


def _column(column: Record) -> Record:
    sure = column["confidence"]
    return {
        "heading": column["heading"],
        "field": column["field"] or "-",
        "how": column["how"],
        "confidence": "" if sure is None else f"{sure:.0%}",
        "why": column["why"],
        "read as": column["reading"],
    }


def _fields(understanding: Understanding) -> list[str]:
    named = [c.field for c in understanding.columns if c.field]
    rows = understanding.normalized.rows if understanding.normalized else []
    known = [name for name in rows[0] if any(row[name] for row in rows)] if rows else []
    wanted = [n for n in ("product_id", *named) if n in known]
    return list(dict.fromkeys(wanted or known))[:_SHOWN_FIELDS]


def tell(screen: Screen, understanding: Understanding, written: list[Path]) -> None:
    """Say what is still open, how many rows are accepted, and which files were written."""
    screen.say("")
    for question in understanding.questions:
        screen.say(f"? {question.text}")
        for choice in question.answers:
            screen.say(f"    --answer {choice!r}")
    if understanding.normalized:
        report = understanding.normalized.report
        for issue in report.issues:
            screen.say(f"! {issue.detail}")
        screen.say(f"{report.rows_in} rows: {report.accepted_rows} accepted, {report.quarantined_rows} quarantined.")
    for path in written:
        screen.say(f"Wrote {path}")


def document_of(onboarding: Onboarding, understanding: Understanding, written: list[Path]) -> dict[str, Any]:
    """The same for `--json`."""
    normalized = understanding.normalized
    return {
        "partner": onboarding.partner.partner_id,
        "record_type": understanding.feed.record_type,
        "files": understanding.feed.files,
        "columns": [c.model_dump(mode="json") for c in understanding.columns],
        "questions": [{"text": q.text, "answers": list(q.answers)} for q in understanding.questions],
        "issues": [issue.detail for issue in normalized.report.issues] if normalized else [],
        "rows": normalized.rows[:_SHOWN_ROWS] if normalized else [],
        "rows_in": understanding.report.rows_in,
        "accepted_rows": normalized.report.accepted_rows if normalized else None,
        "quarantined_rows": normalized.report.quarantined_rows if normalized else None,
        "written": [str(path) for path in written],
    }
