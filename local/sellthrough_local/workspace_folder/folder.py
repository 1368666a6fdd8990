"""The path of a workspace in, one `Configuration` with its version out."""

from pathlib import Path

from sellthrough.checks.configurations import check_all, version_of
from sellthrough.checks.problems import Problems
from sellthrough.errors import ConfigurationError
from sellthrough.model.workspace import Configuration
from sellthrough_local.workspace_folder.documents import read_agreements, read_vendor
from sellthrough_local.workspace_folder.masters import MASTERS, read_master
from sellthrough_local.workspace_folder.users import read_users


def load_folder(path: Path, inbox: Path | None = None, *, may_be_empty: bool = False) -> Configuration:
    """Read and check a workspace.

    Args:
        path: The folder of docs/workspace.md.
        inbox: Files that the patterns of the feeds must tell apart; the workspace's own inbox/ by default.
        may_be_empty: True for a workspace that the first agreement is about to be written to.

    Raises:
        ConfigurationError: Everything that is wrong, one line each: file, line or key, rule, what to do.
    """
    if not path.is_dir():
        raise ConfigurationError(f"{path}: there is no such folder. Name the folder that holds vendor.toml.")
    problems = Problems()
    document = read_vendor(path, problems)
    agreements = read_agreements(path, problems, may_be_none=may_be_empty)
    sources = document.masters if document else {}
    masters = {name: read_master(path, name, sources.get(name), problems) for name in MASTERS}
    users = read_users(path, problems)
    vendor = document.vendor if document else None
    check_all(vendor, agreements, masters, users, names_in(inbox or path / "inbox"), problems)
    if problems.found or vendor is None:
        raise ConfigurationError("\n".join(problems.lines))
    content = Configuration.model_validate(
        {
            "version": "",
            "vendor": vendor,
            "agreements": sorted((item.agreement for item in agreements), key=lambda a: a.partner_id),
            "users": users,
            **{name: [row.value for row in rows] for name, rows in masters.items()},
        }
    )
    return content.model_copy(update={"version": version_of(content)})


def names_in(inbox: Path) -> list[str]:
    """The names of the files in a folder; none when there is no such folder."""
    return [entry.name for entry in inbox.iterdir() if entry.is_file()] if inbox.is_dir() else []
