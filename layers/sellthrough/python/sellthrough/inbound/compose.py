"""A mail without a report, or with files that are not read, becomes the letter to its sender."""

from collections.abc import Sequence

from sellthrough.inbound.triage import Unread
from sellthrough.model.letters import Grid, Letter, Section, plain
from sellthrough.model.reject_codes import reject_codes
from sellthrough.model.workspace import Brand

SHOWN = 20
_KINDS = "CSV, delimited text, XLSX or EDI (also in a ZIP archive)"


def compose_intake(brand: Brand, landed: int, unsupported: Sequence[Unread], refusal: str = "") -> Letter:
    """The letter about a mail of which not everything could be taken.

    Args:
        landed: Number of attachments that were taken; each of them is answered by itself.
        unsupported: Attachments that were not.
        refusal: Why the whole mail was refused, as one sentence; "" when it was not.
    """
    state = "Mail refused" if refusal else "Attachments not read" if unsupported else "No report found"
    taken = f" {landed} other {_files(landed)} taken; you get an answer for each." if landed else ""
    return Letter(
        brand=brand,
        subject=f"Your mail: {state.lower()}",
        state=state,
        tone="bad" if refusal else "attention",
        lead=_lead(refusal, unsupported) + taken,
        sections=(*_unsupported(unsupported), Section(heading="What to do", paragraphs=(_todo(refusal, unsupported),))),
        closing=(
            f"To reach a person, answer this mail or write to {plain(brand.support_email)}."
            if brand.support_email
            else f"To reach a person, write to your contact at {plain(brand.name)}.",
        ),
    )


def _lead(refusal: str, unsupported: Sequence[Unread]) -> str:
    if refusal:
        return f"Nothing of your mail was taken. {plain(refusal, 300)}"
    if unsupported:
        number = len(unsupported)
        return f"{number} {_files(number)} attached that we do not read."
    return "We found no report attached to your mail, so nothing was counted."


def _todo(refusal: str, unsupported: Sequence[Unread]) -> str:
    if refusal:
        return reject_codes()["LIMIT_EXCEEDED"].todo
    if unsupported:
        return f"Attach the files themselves, without a password, as {_KINDS}. Then send the mail again."
    return f"Attach the report as {_KINDS} and send the mail again."


def _unsupported(unsupported: Sequence[Unread]) -> tuple[Section, ...]:
    if not unsupported:
        return ()
    rows = tuple(
        (plain(file.name), plain(file.kind, 60), "" if file.size is None else f"{file.size:,} bytes")
        for file in unsupported[:SHOWN]
    )
    grid = Grid(caption="Attachments that were not read", headings=("File", "Kind", "Size"), rows=rows)
    return (Section(heading="Not read", grid=grid),)


def _files(number: int) -> str:
    return "file was" if number == 1 else "files were"
