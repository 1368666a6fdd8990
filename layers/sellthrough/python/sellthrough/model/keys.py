"""Where things lie: the object keys of landing, staging, archive and configuration."""

from pathlib import PurePosixPath

UNASSIGNED = "_unassigned"


def landing_key(partner_id: str, feed: str, file_name: str) -> str:
    """Key of a dropped file; `partner_id` may be UNASSIGNED with an empty feed."""
    return f"landing/{partner_id}/{feed}/{file_name}" if feed else f"landing/{partner_id}/{file_name}"


def parse_landing_key(key: str) -> tuple[str, str, str]:
    """Partner, feed and file name of a landing key; feed is "" for landing/<partner>/<file>.

    Raises:
        ValueError: The key is not below landing/.
    """
    parts = key.split("/")
    if len(parts) < 3 or parts[0] != "landing" or not parts[-1]:
        raise ValueError(f"{key}: not a landing key; expected landing/<partner>/<feed>/<file>")
    return (parts[1], parts[2], "/".join(parts[3:])) if len(parts) > 3 else (parts[1], "", parts[2])


def names_to_match(file_name: str) -> tuple[str, ...]:
    """The names by which an agreement may know a file: a member of an archive has its own first, then the archive's.

    >>> names_to_match("pos_2019-12.zip!report.csv")
    ('report.csv', 'pos_2019-12.csv', 'pos_2019-12.zip!report.csv')
    """
    *archives, name = file_name.split("!")
    if not archives:
        return (file_name,)
    ending = PurePosixPath(name).suffix
    stems = (PurePosixPath(archive).stem for archive in reversed(archives))
    as_archive = (stem if PurePosixPath(stem).suffix == ending else stem + ending for stem in stems)
    return (name, *as_archive, file_name)


def staging_prefix(submission_id: str, run: int) -> str:
    """Folder in the staging bucket of one run of one submission, without a slash at the end."""
    return f"staging/{submission_id}/{run}"


def kept_prefix(submission_id: str, run: int) -> str:
    """Folder in the warehouse bucket that keeps the staged files of a published run, without a slash at the end."""
    return f"warehouse/staged/{submission_id}/{run}"


def configuration_key(version: str) -> str:
    """Key of a published configuration version in the archive bucket."""
    return f"config/{version}.json"


def sample_prefix(sample_id: str) -> str:
    """Folder in the staging bucket of a sample dropped in the console, with a slash at the end."""
    return f"onboard/{sample_id}/"


def accepted_sample_key(sample_id: str, file_name: str) -> str:
    """Key in the archive bucket of a sample that was accepted."""
    return f"onboarded/{sample_id}/{file_name}"
