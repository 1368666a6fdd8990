"""`sellthrough onboard`: one sample file of a partner in, its agreement, layout and golden test out."""

from pathlib import Path
from typing import Annotated

import typer

from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.options import AsJson
from sellthrough_local.cli.screen import Screen
from sellthrough_local.cli.understood import document_of, tell, understand
from sellthrough_local.onboarding.files import open_onboarding, write_files
from sellthrough_local.onboarding.understanding import Onboarding, Understanding

Sample = Annotated[Path, typer.Argument(metavar="SAMPLE", help="A file as the partner sends it.")]
PartnerName = Annotated[str, typer.Option("--partner", metavar="NAME", help="The partner's id or name.")]
Into = Annotated[Path, typer.Option("--workspace", metavar="DIR", help="The workspace to write to.")]
Given = Annotated[
    list[str], typer.Option("--answer", metavar="HEADING=FIELD", help="An answer to a question; may be repeated.")
]


def onboard(
    sample: Sample,
    partner: PartnerName,
    workspace: Into = Path(),
    answer: Given = [],  # noqa: B006 - Typer reads the default, nobody changes it
    as_json: AsJson = False,
) -> None:
    """Understand a partner's sample, ask what must be asked, and write agreement, layout and golden test."""
    screen = Screen(as_json)
    onboarding = open_onboarding(sample, workspace, partner)
    for text in answer:
        onboarding.answers.add(text)
    understanding = understand(screen, onboarding)
    written = _write(onboarding, understanding)
    screen.document(document_of(onboarding, understanding, written))
    tell(screen, understanding, written)
    finish(ExitCode.WORK_LEFT if understanding.questions else ExitCode.OK)


def _write(onboarding: Onboarding, understanding: Understanding) -> list[Path]:
    if understanding.questions:
        return []
    if understanding.normalized is None or not understanding.normalized.report.accepted_rows:
        raise RefusedError(f"No row of the sample is accepted, so it proves nothing. {_first_problem(understanding)}")
    return write_files(onboarding, understanding)


def _first_problem(understanding: Understanding) -> str:
    questions = understanding.normalized.report.questions if understanding.normalized else ()
    return f"{questions[0].cell_value!r}: {questions[0].note}" if questions else "It has no rows."
