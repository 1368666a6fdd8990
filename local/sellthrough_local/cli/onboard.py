"""`sellthrough onboard`: one sample file of a partner in, its agreement, layout and golden test out."""

from pathlib import Path
from typing import Annotated

import typer

from sellthrough.errors import Unfit
from sellthrough.onboard.document import document_of, proves_nothing
from sellthrough.onboard.understanding import Onboarding, Understanding
from sellthrough_local.cli.failures import ExitCode, finish
from sellthrough_local.cli.options import AsJson
from sellthrough_local.cli.screen import Screen
from sellthrough_local.cli.understood import tell, understand
from sellthrough_local.onboarding.files import open_onboarding, write_files
from sellthrough_local.workspace_folder.folder import names_in

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
    understanding = understand(screen, onboarding, names_in(workspace / "inbox"))
    written = _write(workspace, onboarding, understanding)
    screen.document(document_of(onboarding, understanding) | {"written": [str(path) for path in written]})
    tell(screen, understanding, written)
    finish(ExitCode.WORK_LEFT if understanding.questions else ExitCode.OK)


def _write(workspace: Path, onboarding: Onboarding, understanding: Understanding) -> list[Path]:
    if understanding.questions:
        return []
    if problem := proves_nothing(understanding):
        raise Unfit(problem)
    return write_files(workspace, onboarding, understanding)
