"""A stage's name and a folder with the messy file in, its seconds, CPU seconds and peak memory out as one line of JSON.

    python -m bench.stages normalize /tmp/folder

Each stage runs in its own process; imports and the configuration are loaded before the clock starts.
"""

# ruff: noqa: PLC0415 - each stage loads its own libraries only, so that its memory is its own

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.imports import without_pandas
from bench.messy_pos import configuration
from sellthrough.model.submissions import Submission

Work = Callable[[], int]


def _submission() -> Submission:
    return Submission(
        submission_id="0123456789abcdef01234567",
        partner_id="D1",
        feed="pos",
        record_type="sell_through",
        reporting_period="2025-Q2",
        sha256="0" * 64,
        bucket="landing",
        object_key="landing/D1/pos/messy.csv",
        file_name="messy.csv",
        landed_at="2025-07-05T08:00:00+00:00",
        landing_order="2025-07-05T08:00:00.000000+00:00#1",
        config_version="bench",
    )


def floor(folder: Path) -> Work:
    """DuckDB reads the file as strings and writes zstd Parquet: nobody does less."""
    import duckdb

    def work() -> int:
        with duckdb.connect() as connection:
            connection.execute("set threads = 2")
            source = f"read_csv('{folder}/messy.csv', all_varchar = true, header = true)"
            answer = connection.execute(
                f"copy (from {source}) to '{folder}/floor.parquet' (compression zstd)"
            ).fetchone()
        return int(answer[0]) if answer else 0

    return work


def read(folder: Path) -> Work:
    """File to records."""
    from sellthrough.read.reader import read_file

    layout = configuration().agreements[0].feeds[0].layout

    def work() -> int:
        report = read_file(folder / "messy.csv", "messy.csv", layout, folder)
        (folder / "read.json").write_text(report.model_dump_json())
        return report.rows_in

    return work


def read_unknown(folder: Path) -> Work:
    """File to records when nothing is known of it: the dialect and the heading are found out."""
    from sellthrough.model.workspace import Layout
    from sellthrough.read.reader import read_file

    return lambda: read_file(folder / "messy.csv", "messy.csv", Layout(), folder).rows_in


def normalize(folder: Path) -> Work:
    """Records to candidates and rejects."""
    from sellthrough.model.reports import ReadReport
    from sellthrough.normalize.normalizer import normalize as run

    vendor, submission = configuration(), _submission()

    def work() -> int:
        report = ReadReport.model_validate_json((folder / "read.json").read_text())
        feed = vendor.agreements[0].feeds[0]
        return run(folder / "records.parquet", report, feed, vendor, submission, folder).rows_in

    return work


def publish(folder: Path) -> Work:
    """Candidates to homes and files, and one Iceberg commit per table (catalogue and files on this disk)."""
    from pyiceberg.catalog.sql import SqlCatalog

    from sellthrough.model.engine import connected
    from sellthrough.model.reports import ReadReport
    from sellthrough.model.tables import table_of
    from sellthrough.publish.homes import compute_homes
    from sellthrough.publish.rows import write_facts, write_set_aside
    from sellthrough.publish.standing import Report
    from sellthrough_aws.lake_files import data_file_of, field_ids
    from sellthrough_aws.lake_tables import PROPERTIES, iceberg_schema, partition_spec

    catalog = SqlCatalog("bench", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}/warehouse")
    catalog.create_namespace_if_not_exists("bench")
    known, aside = table_of("sell_through"), table_of("set_aside")
    tables = {}
    for table in (known, aside):
        schema = iceberg_schema(table)
        name = f"bench.{table.storage_name}"
        tables[table.name] = catalog.create_table_if_not_exists(
            name, schema=schema, partition_spec=partition_spec(table, schema), properties=PROPERTIES
        )
    read_report = ReadReport.model_validate_json((folder / "read.json").read_text())
    report = Report(
        submission_id=_submission().submission_id,
        landing_order="1",
        feed="pos",
        reporting_period="2025-Q2",
        resubmission="replace",
        duplicate_lines="drop",
        periods=frozenset({"2025-04", "2025-05", "2025-06"}),
        ledger_run=1,
        candidates=folder / "candidates.parquet",
        rejects=folder / "rejects.parquet",
        records=folder / "records.parquet",
        headings=read_report.headings,
    )

    def work() -> int:
        rows = 0
        with connected(folder, read_report.rows_in) as connection:
            compute_homes(connection, [report], [])
            for name, write in ((known.name, write_facts), (aside.name, write_set_aside)):
                path, table = folder / f"{name}.parquet", tables[name]
                rows += write(connection, [report], known, path, run=1, ids=field_ids(table))
                file = data_file_of(table.metadata, path, f"file://{path}")
                with table.transaction() as change, change.update_snapshot().fast_append() as snapshot:
                    snapshot.append_data_file(file)
        return rows

    return work


def pandas(folder: Path) -> Work:
    """The same rules as a plain pandas script."""
    from bench.plain_pandas import process

    vendor = configuration()
    return lambda: process(folder / "messy.csv", folder / "pandas", vendor)


STAGES: dict[str, Callable[[Path], Work]] = {
    "floor": floor,
    "read": read,
    "read unknown": read_unknown,
    "normalize": normalize,
    "publish": publish,
    "pandas": pandas,
}


def main() -> None:
    """Run one stage and print what it took."""
    stage, folder = sys.argv[1], Path(sys.argv[2])
    if stage != "pandas":
        without_pandas()
    work = STAGES[stage](folder)
    before, started = _cpu(), time.perf_counter()
    rows = work()
    wall, cpu = time.perf_counter() - started, _cpu() - before
    print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    # ru_maxrss would be that of the parent where it is higher: it outlives exec.
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
