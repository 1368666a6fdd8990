"""A file, a feed and a configuration in, its records read and normalised as the pipeline would, in a folder, out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sellthrough.ingest.periods import period_in_name
from sellthrough.model.reports import NormalizeReport, ReadReport
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Configuration, Feed

_LANDED_AT = "2100-01-01T00:00:00.000000+00:00"  # a sample may be of any day: none of its dates is too late
# What depends on the run, on the rates of the day or on other files is no part of what a layout means.
_NAMES = (
    "submission_id row_key run feed reporting_period source_file line_key occurrence has_document is_return "
    "is_own_period exchange_rate exchange_rate_period reporting_amount reporting_currency published_at"
)
_NOT_CANONICAL = frozenset(_NAMES.split())


@dataclass(frozen=True)
class Normalized:
    """What became of one file: the report and the rows with canonical columns, in file order."""

    report: NormalizeReport
    rows: list[dict[str, str]]


def read_sample(path: Path, file_name: str, feed: Feed, folder: Path) -> ReadReport:
    """Read the file into `folder`; errors as `read_file` has them."""
    from sellthrough.read.reader import read_file  # noqa: PLC0415  (duckdb would cost every command its import)

    return read_file(path, file_name, feed.layout, folder, record_type=feed.record_type)


def sample_rows(folder: Path, count: int) -> list[tuple[str | None, ...]]:
    """The first records, cells by position."""
    import pyarrow.parquet as pq  # noqa: PLC0415  (see above)

    batch = next(pq.ParquetFile(folder / "records.parquet").iter_batches(batch_size=count), None)
    rows = batch.to_pylist() if batch is not None else []
    return [tuple(value for name, value in row.items() if name not in {"sheet", "line"}) for row in rows]


def period_of(file_name: str, feed: Feed, fiscal_year_starts: int) -> str | None:
    """The reporting period of a sample, by the agreement or its name."""
    return feed.period or period_in_name(feed.files, file_name, feed.cadence, fiscal_year_starts)


def normalize_sample(  # noqa: PLR0917 - what the stage needs
    file_name: str, report: ReadReport, feed: Feed, configuration: Configuration, partner_id: str, folder: Path
) -> Normalized:
    """Normalise what was read into `folder`; errors as `normalize` has them."""
    from sellthrough.normalize.normalizer import normalize  # noqa: PLC0415  (see above)

    period = period_of(file_name, feed, configuration.vendor.fiscal_year_starts)
    submission = Submission(
        submission_id="sample",
        partner_id=partner_id,
        feed=feed.feed,
        record_type=feed.record_type,
        reporting_period=period or "",
        sha256="",
        bucket="",
        object_key="",
        file_name=file_name,
        landed_at=_LANDED_AT,
        landing_order="",
        config_version=configuration.version,
    )
    result = normalize(folder / "records.parquet", report, feed, configuration, submission, folder)
    return Normalized(result, _canonical(folder / "candidates.parquet"))


def _canonical(path: Path) -> list[dict[str, str]]:
    import pyarrow.parquet as pq  # noqa: PLC0415  (see above)

    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    rows.sort(key=lambda row: (row["source_sheet"] or "", row["source_line"]))
    return [
        {name: "" if value is None else str(value) for name, value in row.items() if name not in _NOT_CANONICAL}
        for row in rows
    ]
