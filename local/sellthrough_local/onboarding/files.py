"""What was understood in, the files of the workspace that say it out: partner master, agreement, golden test."""

import csv
import re
from pathlib import Path

from sellthrough.errors import ConfigurationError
from sellthrough.model.workspace import Agreement, Feed, Partner
from sellthrough.onboard.agreement_text import agreement_text, feed_text
from sellthrough_local.onboarding.golden import write_golden
from sellthrough_local.onboarding.understanding import Onboarding, Understanding, remembering, with_layout
from sellthrough_local.refused import RefusedError
from sellthrough_local.workspace_folder.documents import read_agreements, read_vendor
from sellthrough_local.workspace_folder.masters import read_master
from sellthrough_local.workspace_folder.problems import Problems

_PARTNERS = "partners.csv"
_TOLD = ("date_order", "decimal", "implied_decimals", "sign", "price_per", "quantities", "units", "constants")


def open_onboarding(sample: Path, workspace: Path, name: str, feed_name: str | None = None) -> Onboarding:
    """Find the partner by its id or name, or make a new one of the name; `feed_name` when the feed is known.

    Raises:
        RefusedError: There is no such sample.
        ConfigurationError: The workspace cannot be read.
    """
    if not sample.is_file():
        raise RefusedError(f"{sample}: there is no such file.")
    problems = Problems()
    vendor = read_vendor(workspace, problems)
    if vendor is None:
        raise ConfigurationError("\n".join(problems.lines))
    rows = read_master(workspace, "partners", vendor.masters.get("partners"), problems)
    partners = [row.value for row in rows if isinstance(row.value, Partner)]
    known = next((p for p in partners if name.casefold() in {p.partner_id.casefold(), p.partner_name.casefold()}), None)
    if known is None and "partners" in vendor.masters:
        raise RefusedError(f"The partner master {vendor.masters['partners'].file} has no {name!r}; add it there first.")
    partner = known or Partner(partner_id=_id_from(name), partner_name=name)
    agreement = _agreement_of(workspace, partner.partner_id)[1] if (workspace / "agreements").is_dir() else None
    if feed_name and feed_name not in {feed.feed for feed in (agreement.feeds if agreement else ())}:
        raise RefusedError(
            f"The agreement of {partner.partner_id} in {workspace} has no feed {feed_name}; add it first."
        )
    return Onboarding(sample, workspace, partner, known is None, agreement, feed_name=feed_name)


def write_files(onboarding: Onboarding, understanding: Understanding) -> list[Path]:
    """Write everything; the paths written are returned. Nothing may be open any more."""
    if understanding.normalized is None:
        raise ValueError("a sample with open questions is not written")
    feed = remembering(understanding)
    written = [_write_agreement(onboarding, feed)]
    if onboarding.is_new_partner:
        written.insert(0, _add_partner(onboarding.workspace / _PARTNERS, onboarding.partner))
    golden = write_golden(
        onboarding.workspace, onboarding.partner.partner_id, feed, onboarding.sample, understanding.normalized
    )
    return [*written, golden]


def write_answers(onboarding: Onboarding, understanding: Understanding) -> list[Path]:
    """Write what was answered about a report into the agreement; nothing may be open any more."""
    if understanding.normalized is None:
        raise ValueError("a report with open questions is not answered")
    return [_write_agreement(onboarding, remembering(understanding))]


def _write_agreement(onboarding: Onboarding, feed: Feed) -> Path:
    folder = onboarding.workspace / "agreements"
    folder.mkdir(exist_ok=True)
    path, agreement = _agreement_of(onboarding.workspace, onboarding.partner.partner_id)
    if agreement is None or path is None:
        path = folder / f"{onboarding.partner.partner_id.lower()}.toml"
        path.write_text(agreement_text(Agreement(partner_id=onboarding.partner.partner_id, feeds=(feed,))), "utf-8")
    elif any(f.feed == feed.feed for f in agreement.feeds):
        feeds = tuple(_with(f, feed) if f.feed == feed.feed else f for f in agreement.feeds)
        path.write_text(agreement_text(agreement.model_copy(update={"feeds": feeds})), "utf-8")
    else:
        path.write_text(path.read_text("utf-8").rstrip() + "\n" + feed_text(feed), "utf-8")
    return path


def _with(old: Feed, new: Feed) -> Feed:
    """The feed as it was agreed, with what is new of its layout; the whole of it when its files are called the same."""
    if old.files == new.files:
        return new
    layout = with_layout(old.layout, new.layout.remembered[-1])
    told = {key: value for key in _TOLD if (value := getattr(new.layout, key))}
    return old.model_copy(update={"layout": layout.model_copy(update=told)})


def _agreement_of(workspace: Path, partner_id: str) -> tuple[Path | None, Agreement | None]:
    problems = Problems()
    for item in read_agreements(workspace, problems):
        if item.agreement.partner_id == partner_id:
            return workspace / item.file, item.agreement
    return None, None


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


def _id_from(name: str) -> str:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").upper()[:64]
    if not slug:
        raise RefusedError(f"{name!r} gives no id; add the partner to {_PARTNERS} with an id of your own first.")
    return slug
