"""What was understood in, the files of the workspace that say it out: partner master, agreement, golden test."""

import csv
from pathlib import Path

from sellthrough.checks.problems import Problems
from sellthrough.errors import ConfigurationError, Unfit
from sellthrough.model.workspace import Configuration, Feed, Partner
from sellthrough.onboard.partners import known_partner, new_partner
from sellthrough.onboard.understanding import Onboarding, Understanding, remembering
from sellthrough_local.onboarding.agreement_text import agreement_text
from sellthrough_local.onboarding.golden import write_golden
from sellthrough_local.workspace_folder import load_folder
from sellthrough_local.workspace_folder.documents import read_agreements, read_vendor

_PARTNERS = "partners.csv"


def open_onboarding(sample: Path, workspace: Path, name: str, feed_name: str = "", file_name: str = "") -> Onboarding:
    """Find the partner by its id or name, or make a new one of the name.

    Args:
        feed_name: When the feed is known.
        file_name: As the partner calls the sample, when it lies here under another name.

    Raises:
        Unfit: There is no such sample, or no partner can be made of the name.
        ConfigurationError: The workspace cannot be read.
    """
    if not sample.is_file():
        raise Unfit(f"{sample}: there is no such file.")
    configuration = load_folder(workspace, may_be_empty=True)
    known = known_partner(configuration, name)
    if known is None and (theirs := _theirs(workspace)):
        raise Unfit(f"The partner master {theirs} has no {name!r}; add it there first.")
    partner = known or new_partner(configuration, name)
    if feed_name and configuration.feed_of(partner.partner_id, feed_name) is None:
        raise Unfit(f"The agreement of {partner.partner_id} in {workspace} has no feed {feed_name}; add it first.")
    called = file_name or sample.name
    return Onboarding(sample, called, configuration, partner, known is None, feed_name=feed_name)


def write_files(workspace: Path, onboarding: Onboarding, understanding: Understanding) -> list[Path]:
    """Write everything; the paths written are returned. Nothing may be open any more."""
    if understanding.normalized is None:
        raise ValueError("a sample with open questions is not written")
    partner, feed = onboarding.partner, remembering(understanding)
    written = write_feed(workspace, partner, feed)
    golden = write_golden(workspace, partner.partner_id, feed, onboarding.sample, understanding.normalized)
    return [*written, golden]


def write_answers(workspace: Path, onboarding: Onboarding, understanding: Understanding) -> list[Path]:
    """Write what was answered about a report into the agreement; nothing may be open any more."""
    if understanding.normalized is None:
        raise ValueError("a report with open questions is not answered")
    return [_write_agreement(workspace, onboarding.partner.partner_id, remembering(understanding))]


def write_feed(workspace: Path, partner: Partner, feed: Feed) -> list[Path]:
    """Write the feed into the partner's agreement, and the partner into the master when it is not there.

    Raises:
        Unfit: The partner is new and the vendor's own partner master is not ours to write to.
    """
    configuration: Configuration = load_folder(workspace, may_be_empty=True)
    if any(p.partner_id == partner.partner_id for p in configuration.partners):
        return [_write_agreement(workspace, partner.partner_id, feed)]
    if theirs := _theirs(workspace):
        raise Unfit(f"The partner master {theirs} has no {partner.partner_id}; add it there first.")
    added = _add_partner(workspace / _PARTNERS, partner)
    return [added, _write_agreement(workspace, partner.partner_id, feed)]


def _theirs(workspace: Path) -> str:
    """The file of a partner master with columns of the vendor's own; "" when it is ours."""
    problems = Problems()
    vendor = read_vendor(workspace, problems)
    if vendor is None:
        raise ConfigurationError("\n".join(problems.lines))
    return vendor.masters["partners"].file if "partners" in vendor.masters else ""


def _write_agreement(workspace: Path, partner_id: str, feed: Feed) -> Path:
    folder = workspace / "agreements"
    folder.mkdir(exist_ok=True)
    path = _agreement_of(workspace, partner_id)
    before = path.read_bytes().decode("utf-8-sig") if path else ""
    after = agreement_text(before.replace("\r\n", "\n"), partner_id, feed)
    path = path or folder / f"{partner_id.lower()}.toml"
    path.write_text(after, "utf-8", newline="\r\n" if "\r\n" in before else "\n")
    return path


def _agreement_of(workspace: Path, partner_id: str) -> Path | None:
    agreements = read_agreements(workspace, Problems(), may_be_none=True)
    return next((workspace / item.file for item in agreements if item.agreement.partner_id == partner_id), None)


def _add_partner(path: Path, partner: Partner) -> Path:
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings = next(csv.reader(file))
    text = path.read_text("utf-8")
    with path.open("a", encoding="utf-8", newline="") as file:
        if text and not text.endswith("\n"):
            file.write("\n")
        values = partner.model_dump()
        csv.writer(file, lineterminator="\n").writerow([values.get(name) or "" for name in headings])
    return path
