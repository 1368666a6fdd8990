"""Builders for reports with staged lines, and a plain-Python oracle of the rules of homes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sellthrough.publish.standing import Report


@dataclass(frozen=True)
class Line:
    """One candidate line; lines with the same `key` say the same."""

    key: str
    period: str = "2019-11"
    has_document: bool = True
    is_return: bool = False


@dataclass(frozen=True)
class Sent:
    """A report as a partner sends it. `landed` is its place in landing order."""

    name: str
    landed: int
    reporting_period: str
    lines: tuple[Line, ...]
    feed: str = "pos"
    resubmission: str = "replace"
    duplicate_lines: str = "drop"


@dataclass
class Truth:
    """Where every line ends: row keys by home; and which reports are superseded by which."""

    superseded: dict[str, str] = field(default_factory=dict)
    duplicates: dict[str, tuple[str, str]] = field(default_factory=dict)


def oracle(reports: Iterable[Sent]) -> Truth:
    """The rules of docs/architecture.md, Homes, word by word and slowly."""
    truth, ordered = Truth(), sorted(reports, key=lambda r: (r.landed, r.name))
    for place, report in reversed(list(enumerate(ordered))):
        months = {line.period for line in report.lines}
        for later in ordered[place + 1 :]:
            if later.feed != report.feed or later.name in truth.superseded:
                continue
            is_same = later.reporting_period == report.reporting_period and "add" not in {
                later.resubmission, report.resubmission
            }  # fmt: skip
            if is_same or (later.resubmission == "cumulative" and months <= {line.period for line in later.lines}):
                truth.superseded[report.name] = later.name
    slots: dict[tuple[str, int], list[tuple[bool, int, str, str]]] = defaultdict(list)
    for rank, report in enumerate(ordered):
        first: dict[str, str] = {}
        kept: dict[str, int] = defaultdict(int)
        for number, line in enumerate(report.lines, start=1):
            row_key = f"{report.name}::{number}"
            is_repeat = line.key in first
            first.setdefault(line.key, row_key)
            if is_repeat and line.has_document and not line.is_return and report.duplicate_lines == "drop":
                truth.duplicates[row_key] = ("DUPLICATE_LINE", first[line.key])
                continue
            kept[line.key] += 1
            if report.name not in truth.superseded:
                is_own = line.period == report.reporting_period
                slots[line.key, kept[line.key]].append((not is_own, rank, row_key, report.name))
    for rivals_of_line in slots.values():
        winner, *others = sorted(rivals_of_line)
        for _, _, row_key, _ in others:
            truth.duplicates[row_key] = ("LATE_REPEAT", winner[2])
    return truth


def stage(report: Sent, folder: Path) -> Report:
    """Write the lines as `normalize` would stage them."""
    rows: dict[str, list[object]] = defaultdict(list)
    for number, line in enumerate(report.lines, start=1):
        row: Mapping[str, object] = {
            "submission_id": report.name,
            "row_key": f"{report.name}::{number}",
            "line_key": line.key,
            "source_sheet": "",
            "source_line": number,
            "error": None,
            "has_document": line.has_document,
            "is_return": line.is_return,
            "is_own_period": line.period == report.reporting_period,
        }
        for name, value in row.items():
            rows[name].append(value)
    path = folder / f"{report.name}.parquet"
    pq.write_table(pa.table(dict(rows), schema=_SCHEMA) if rows else _SCHEMA.empty_table(), path)
    return Report(
        submission_id=report.name,
        landing_order=f"{report.landed:04d}",
        feed=report.feed,
        reporting_period=report.reporting_period,
        resubmission=report.resubmission,  # type: ignore[arg-type]
        duplicate_lines=report.duplicate_lines,  # type: ignore[arg-type]
        periods=frozenset(line.period for line in report.lines),
        ledger_run=1,
        candidates=path,
    )


_SCHEMA = pa.schema(
    {
        "submission_id": pa.string(),
        "row_key": pa.string(),
        "line_key": pa.string(),
        "source_sheet": pa.string(),
        "source_line": pa.int64(),
        "error": pa.int32(),
        "has_document": pa.bool_(),
        "is_return": pa.bool_(),
        "is_own_period": pa.bool_(),
    }
)


@dataclass(frozen=True)
class Kit:
    """What the tests of homes build with."""

    line: type[Line]
    sent: type[Sent]
    oracle: Callable[[Iterable[Sent]], Truth]
    stage: Callable[[Sent, Path], Report]


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit(Line, Sent, oracle, stage)
