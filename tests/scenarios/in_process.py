"""A scenario folder and an inbox in, every file read and normalised in this process out: no cloud, no publishing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from sellthrough.errors import Held, Refused
from sellthrough.ingest.claims import Landed, submissions_of
from sellthrough.model.keys import landing_key
from sellthrough.model.reports import NormalizeReport
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Configuration
from sellthrough.normalize.normalizer import normalize
from sellthrough.read.reader import read_file
from sellthrough_local.cli.landing import assign, files_in


@dataclass(frozen=True)
class Outcome:
    """One file and feed: the report and the rows, or why it was held or refused."""

    submission: Submission
    report: NormalizeReport | None
    candidates: list[dict[str, object]]
    rejects: list[dict[str, object]]
    stopped: str = ""


def outcomes(configuration: Configuration, inbox: Path, scratch: Path) -> Iterator[Outcome]:
    """What reading and normalising make of every file of the inbox, in name order."""
    for number, path in enumerate(files_in(inbox)):
        partner_id, feed = assign(configuration, path.name)
        landed = Landed(
            bucket="b",
            key=landing_key(partner_id, feed, path.name),
            version_id=None,
            sequencer=f"{number:06d}",
            landed_at="2030-01-15T00:00:00+00:00",  # after everything that these files tell of
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for place, submission in enumerate(submissions_of(landed, configuration)):
            folder = scratch / f"{number}-{place}"
            folder.mkdir()
            yield _outcome(configuration, path, submission, folder)


def _outcome(configuration: Configuration, path: Path, submission: Submission, folder: Path) -> Outcome:
    feed = configuration.feed_of(submission.partner_id, submission.feed)
    if feed is None:
        return Outcome(submission, None, [], [], submission.reason or "")
    try:
        read = read_file(path, path.name, feed.layout, folder, record_type=feed.record_type)
        report = normalize(folder / "records.parquet", read, feed, configuration, submission, folder)
    except (Held, Refused) as error:
        return Outcome(submission, None, [], [], str(error))
    rows = [pq.read_table(folder / name).to_pylist() for name in ("candidates.parquet", "rejects.parquet")]
    rows[0] = [row for row in rows[0] if row["error"] is None]
    return Outcome(submission, report, *rows)
