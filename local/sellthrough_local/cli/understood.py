"""What was understood of a sample in, its table, first rows and questions on the screen or as a document out."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

from sellthrough.checks.configurations import checked_draft
from sellthrough.onboard.document import SHOWN_ROWS, shown_fields
from sellthrough.onboard.questions import OpenQuestion
from sellthrough.onboard.understanding import Onboarding, Understanding, draft_of
from sellthrough_local.cli.screen import Record, Screen


def understand(screen: Screen, onboarding: Onboarding, names: Sequence[str] = ()) -> Understanding:
    """Understand the sample with the answers so far; on a terminal, ask until nothing is open.

    Raises:
        ConfigurationError: What comes of it does not fit the workspace, or does not tell apart the files `names`.
    """
    with screen.doing("Reading the sample"):
        understanding = _understood(onboarding, names)
    _show(screen, understanding)
    while understanding.questions and screen.is_interactive:
        onboarding.answers.add(_ask(understanding.questions[0]))
        understanding = _understood(onboarding, names)
        _show(screen, understanding)
    return understanding


def _understood(onboarding: Onboarding, names: Sequence[str]) -> Understanding:
    with tempfile.TemporaryDirectory(prefix="sellthrough-onboard-") as folder:
        understanding = onboarding.understand(Path(folder))
    if not understanding.questions:
        checked_draft(onboarding.configuration, draft_of(onboarding, understanding), names)
    return understanding


def _ask(question: OpenQuestion) -> str:
    """The answer that the person picks by its number or types."""
    lines = [f"  {number}. {choice}" for number, choice in enumerate(question.answers, 1)]
    said: str = typer.prompt("\n".join([question.text, *lines, "Number, or heading=field"])).strip()
    if said.isdecimal() and 0 < int(said) <= len(question.answers):
        return question.answers[int(said) - 1]
    return said if "=" in said or not question.key else f"{question.key}={said}"


def _show(screen: Screen, understanding: Understanding) -> None:
    screen.say(f"{understanding.feed.record_type}, files like {understanding.feed.files}")
    screen.table([_column(c.model_dump()) for c in understanding.columns])
    rows = understanding.normalized.rows[:SHOWN_ROWS] if understanding.normalized else []
    if rows:
        screen.say("")
        screen.table(rows, shown_fields(understanding))


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
