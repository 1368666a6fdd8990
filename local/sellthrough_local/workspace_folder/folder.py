"""The path of a workspace in, one `Configuration` with its version out."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from sellthrough.errors import ConfigurationError
from sellthrough.model.workspace import Agreement, Configuration, Partner
from sellthrough_local.workspace_folder.cross_checks import check_references
from sellthrough_local.workspace_folder.documents import read_agreements, read_vendor
from sellthrough_local.workspace_folder.feed_checks import check_feeds
from sellthrough_local.workspace_folder.masters import MASTERS, Row, read_master
from sellthrough_local.workspace_folder.problems import Problems
from sellthrough_local.workspace_folder.users import read_users


@dataclass(frozen=True)
class Draft:
    """An agreement that is not in the workspace yet, and its partner where the master does not have it."""

    agreement: Agreement
    partner: Partner | None = None


def load_folder(path: Path, inbox: Path | None = None, draft: Draft | None = None) -> Configuration:
    """Read and check a workspace.

    Args:
        path: The folder of docs/workspace.md.
        inbox: Files that the patterns of the feeds must tell apart; the workspace's own inbox/ by default.
        draft: Taken as if it were in the workspace.

    Raises:
        ConfigurationError: Everything that is wrong, one line each: file, line or key, rule, what to do.
    """
    if not path.is_dir():
        raise ConfigurationError(f"{path}: there is no such folder. Name the folder that holds vendor.toml.")
    problems = Problems()
    document = read_vendor(path, problems)
    agreements = read_agreements(path, problems, draft.agreement if draft else None)
    sources = document.masters if document else {}
    masters = {name: read_master(path, name, sources.get(name), problems) for name in MASTERS}
    if draft and draft.partner:
        masters["partners"].append(Row("the draft", 1, draft.partner))
    users = read_users(path, masters, problems)
    check_feeds(agreements, _names_in(inbox or path / "inbox"), problems)
    if document is None:
        raise ConfigurationError("\n".join(problems.lines))
    check_references(document.vendor, masters, agreements, problems)
    if problems.found:
        raise ConfigurationError("\n".join(problems.lines))
    content = Configuration.model_validate(
        {
            "version": "",
            "vendor": document.vendor,
            "agreements": sorted((item.agreement for item in agreements), key=lambda a: a.partner_id),
            "users": users,
            **{name: [row.value for row in rows] for name, rows in masters.items()},
        }
    )
    return content.model_copy(update={"version": version_of(content)})


def version_of(configuration: Configuration) -> str:
    """First 16 hex digits of SHA-256 over the canonical JSON of everything but the version itself."""
    content = configuration.model_dump(mode="json", exclude={"version"})
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _names_in(inbox: Path) -> list[str]:
    return [entry.name for entry in inbox.iterdir() if entry.is_file()] if inbox.is_dir() else []
