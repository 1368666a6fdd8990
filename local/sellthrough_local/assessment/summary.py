"""Findings in, what they come to together out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sellthrough_local.assessment.findings import Finding


@dataclass(frozen=True)
class Summary:
    """Counts over all files; `layouts` are distinct sets of headings, `kinds` formats with their number of files."""

    files: int
    rows: int
    layouts: int
    loads: int
    asks: int
    refused: int
    kinds: dict[str, int]
    record_types: dict[str, int]


def summary_of(findings: Sequence[Finding]) -> Summary:
    """Count."""
    outcomes = Counter(f.outcome for f in findings)
    return Summary(
        files=len(findings),
        rows=sum(f.rows for f in findings),
        layouts=len({f.layout for f in findings if f.layout}),
        loads=outcomes["loads"],
        asks=outcomes["asks"],
        refused=outcomes["refused"],
        kinds=dict(Counter(f"{f.kind} {f.encoding}".strip() for f in findings if f.kind)),
        record_types=dict(Counter(f.record_type for f in findings if f.record_type)),
    )
