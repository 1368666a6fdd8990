"""A sample and what it must become, kept in the workspace; a workspace in, what no longer comes out as it did out.

golden/<partner>/<feed>/ holds the sample's copy, expected.csv (its canonical rows) and expected.json (its counts).
"""

import csv
import io
import json
import shutil
import tempfile
from pathlib import Path

from sellthrough.errors import Held, Refused
from sellthrough.model.workspace import Configuration, Feed
from sellthrough.onboard.reading import Normalized, normalize_sample, read_sample

_ROWS, _COUNTS = "expected.csv", "expected.json"
_LISTED = 3


def write_golden(workspace: Path, partner_id: str, feed: Feed, sample: Path, normalized: Normalized) -> Path:
    """Keep the sample with its canonical rows and counts; an earlier one of the feed is replaced."""
    folder = workspace / "golden" / partner_id / feed.feed
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(sample, folder / sample.name)
    (folder / _ROWS).write_text(_rows_text(normalized), encoding="utf-8")
    (folder / _COUNTS).write_text(_counts_text(sample.name, normalized), encoding="utf-8")
    return folder


def check_goldens(workspace: Path, configuration: Configuration) -> list[str]:
    """One line for each golden sample that no longer becomes what it did."""
    wrong = []
    for counts in sorted(workspace.glob(f"golden/*/*/{_COUNTS}")):
        folder = counts.parent
        place = f"golden/{folder.parent.name}/{folder.name}"
        feed = configuration.feed_of(folder.parent.name, folder.name)
        if feed is None:
            wrong.append(f"{place}: {folder.parent.name} has no feed {folder.name}. Add it, or remove the folder.")
            continue
        if problem := _compare(folder, feed, configuration):
            wrong.append(f"{place}: {problem} If that is right, run sellthrough onboard on the sample again.")
    return wrong


def _compare(folder: Path, feed: Feed, configuration: Configuration) -> str:
    expected = json.loads((folder / _COUNTS).read_text(encoding="utf-8"))
    sample = folder / expected["file"]
    with tempfile.TemporaryDirectory(prefix="sellthrough-golden-") as name:
        try:
            report = read_sample(sample, sample.name, feed, Path(name))
            normalized = normalize_sample(sample.name, report, feed, configuration, folder.parent.name, Path(name))
        except (Held, Refused) as error:
            return f"the sample no longer loads: {error}."
    if json.loads(_counts_text(sample.name, normalized)) != expected:
        return f"the counts are other than {_COUNTS} says."
    before = _parsed((folder / _ROWS).read_text(encoding="utf-8"))
    now = _parsed(_rows_text(normalized))
    different = [
        f"line {new.get('source_line')}: {name} is {new.get(name)!r}, not {old.get(name)!r}"
        for old, new in zip(before, now, strict=True)
        for name in old
        if old[name] != new.get(name)
    ]
    return f"{len(different)} cells differ ({'; '.join(different[:_LISTED])})." if different else ""


def _parsed(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _rows_text(normalized: Normalized) -> str:
    filled = [n for n in (normalized.rows[0] if normalized.rows else {}) if any(row[n] for row in normalized.rows)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, filled, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(normalized.rows)
    return out.getvalue()


def _counts_text(file_name: str, normalized: Normalized) -> str:
    report = normalized.report
    counts = {
        "file": file_name,
        "rows_in": report.rows_in,
        "accepted_rows": report.accepted_rows,
        "quarantined_rows": report.quarantined_rows,
    }
    return json.dumps(counts, indent=2, ensure_ascii=False) + "\n"
