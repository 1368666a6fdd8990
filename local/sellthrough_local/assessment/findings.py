"""One sample file in, what the reader and the mapper make of it without any agreement out."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sellthrough.errors import Held, Refused
from sellthrough.model.fields import PRODUCT_FIELDS, fields, mandatory_fields
from sellthrough.model.layouts import fingerprint_of
from sellthrough.model.reports import MappedColumn, ReadReport
from sellthrough.model.workspace import Feed
from sellthrough.onboard.reading import read_sample, sample_rows
from sellthrough_local.assessment.values import value_questions

_SAMPLE_LINES = 500
_RECORD_TYPES = ("sell_through", "inventory", "orders", "contracts", "opportunities", "sell_in")
_GOOD = 0.98  # share of readable mandatory cells from which on a file is called clean
Row = Sequence[str | None]


@dataclass(frozen=True)
class Finding:
    """What is known of one file.

    Attributes:
        outcome: "loads", "asks" (a person must answer first) or "refused".
        layout: Fingerprint of its headings; files of one layout share it.
        quality_ratio: Of the cells of the mandatory columns in the sample, those that are filled and readable.
        reasons: Why it asks or is refused, and what is odd about it.
    """

    file: str
    outcome: str
    kind: str = ""
    encoding: str = ""
    rows: int = 0
    ignored_lines: int = 0
    layout: str = ""
    record_type: str = ""
    mapped: int = 0
    columns: tuple[MappedColumn, ...] = ()
    quality_ratio: float | None = None
    reasons: tuple[str, ...] = field(default_factory=tuple)

    @property
    def grade(self) -> str:
        """In one word how good the sample is."""
        if self.quality_ratio is None:
            return "unknown"
        return (
            "clean" if self.quality_ratio >= _GOOD else "fair" if self.quality_ratio >= 1 - 5 * (1 - _GOOD) else "poor"
        )


def find(path: Path, name: str) -> Finding:
    """Read and map one file as if its sender were new."""
    with tempfile.TemporaryDirectory(prefix="sellthrough-assess-") as folder:
        try:
            report = read_sample(path, path.name, _feed("sell_through"), Path(folder))
        except Held as held:
            return Finding(name, "asks", reasons=(held.question,))
        except Refused as refused:
            return Finding(name, "refused", reasons=(refused.detail,))
        return _mapped(name, report, sample_rows(Path(folder), _SAMPLE_LINES))


def _feed(record_type: str) -> Feed:
    return Feed.model_validate({"feed": record_type, "record_type": record_type, "files": ".*", "cadence": "none"})


def _mapped(name: str, report: ReadReport, rows: list[tuple[str | None, ...]]) -> Finding:
    from sellthrough.normalize.currencies import currencies_in  # noqa: PLC0415  (duckdb, only here)
    from sellthrough.normalize.mapping import Mapping, Sample, map_columns  # noqa: PLC0415  (duckdb, only here)

    best: tuple[int, str, Mapping] | None = None
    currencies = currencies_in(report.headings)
    reasons = [issue.detail for issue in report.issues]
    conflict = ""
    for record_type in _RECORD_TYPES:
        try:
            feed, is_customer = _feed(record_type), record_type != "sell_through"
            mapping = map_columns(report, feed, currencies, is_customer, Sample(tuple(rows)))
        except Held as held:
            conflict = conflict or held.question
            continue
        missing = len(_missing(record_type, mapping.has))
        if best is None or missing < best[0]:
            best = (missing, record_type, mapping)
        if not missing:
            break
    if best is None:
        return _finding(name, report, "", (), None, (conflict, *reasons))
    _, record_type, mapping = best
    two_readings = value_questions(record_type, mapping.positions, mapping.headings, rows, report.kind)
    reasons = [*_questions(record_type, mapping.columns, mapping.has), *two_readings, *reasons]
    quality = _quality(record_type, mapping.positions, rows)
    found = _finding(name, report, record_type, mapping.columns, quality, reasons)
    return replace(found, outcome="asks") if two_readings else found


def _finding(  # noqa: PLR0917 - what the two ways to a finding share
    name: str,
    report: ReadReport,
    record_type: str,
    columns: tuple[MappedColumn, ...],
    quality: float | None,
    reasons: Sequence[str],
) -> Finding:
    found = {c.field for c in columns if c.field}
    asks = not record_type or bool(_missing(record_type, found.__contains__))
    return Finding(
        file=name,
        outcome="asks" if asks else "loads",
        kind=report.kind,
        encoding=report.encoding,
        rows=report.rows_in,
        ignored_lines=report.ignored_lines,
        layout=fingerprint_of(report.headings),
        record_type=record_type,
        mapped=len(found),
        columns=columns,
        quality_ratio=quality,
        reasons=tuple(reasons),
    )


def _missing(record_type: str, has: Callable[[str], bool]) -> list[str]:
    return [
        name
        for name in mandatory_fields(record_type)
        if not any(has(n) for n in (PRODUCT_FIELDS if name == "product_code" else (name,)))
    ]


def _questions(record_type: str, columns: tuple[MappedColumn, ...], has: Callable[[str], bool]) -> list[str]:
    missing = [f"Which column is {name}?" for name in _missing(record_type, has)]
    unclear = [
        f"What is column {c.heading!r}: {', '.join(c.candidates)}, or none of these?"
        for c in columns
        if c.how == "unmapped" and c.candidates
    ]
    return [*missing, *unclear]


def _quality(record_type: str, positions: dict[str, int], rows: list[tuple[str | None, ...]]) -> float | None:
    from sellthrough.normalize.recognition.profiles import profile_of  # noqa: PLC0415  (duckdb, only here)

    needed = {n: positions[n] for n in (*mandatory_fields(record_type), *PRODUCT_FIELDS) if n in positions}
    if not needed or not rows:
        return None
    readable = 0.0
    for name, position in needed.items():
        profile = profile_of(row[position - 1] for row in rows)
        kind = fields()[name].kind
        share = profile.dates if kind == "date" else profile.numbers if kind == "number" else 1.0
        readable += profile.filled * share
    return readable / (len(needed) * len(rows))
