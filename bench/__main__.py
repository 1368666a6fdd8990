"""Row counts in, the table of docs/performance.md out: every stage in its own process, all in one run.

python -m bench [--rows 10000 100000 1000000] [--write] [--keep FOLDER]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.messy_pos import write

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
OURS = ("read", "normalize", "publish")
ROUNDS = 3
Measured = dict[str, dict[str, float]]


def measure(rows: int, folder: Path) -> Measured:
    """Run every stage on a file of that many records; the floor and ours three times in turns, of which the best counts."""
    write(folder / "messy.csv", rows)
    rounds = [{stage: _run(stage, folder, rows) for stage in ("floor", *OURS)} for _ in range(ROUNDS)]
    found = {stage: {name: min(r[stage][name] for r in rounds) for name in rounds[0][stage]} for stage in rounds[0]}
    for stage, took in found.items():
        took["peak_mb"] = max(r[stage]["peak_mb"] for r in rounds)
    parts = [found[stage] for stage in OURS]
    found["ours in all"] = {name: sum(p[name] for p in parts) for name in ("wall", "cpu")}
    found["ours in all"] |= {"rows": rows, "peak_mb": max(p["peak_mb"] for p in parts)}
    return found | {"pandas": _run("pandas", folder, rows)}


def _run(stage: str, folder: Path, rows: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.stages", stage, str(folder)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    took: dict[str, float] = json.loads(output.splitlines()[-1])
    if took["rows"] != rows:
        raise ValueError(f"{stage}: {took['rows']} of {rows} rows came out")
    return took


def table(found: Measured) -> str:
    """One file size as a Markdown table."""
    lines = ["| stage | s | CPU s | rows/s | x floor | x floor, CPU | peak MB |", "|---|---:|---:|---:|---:|---:|---:|"]
    for stage in ("floor", *OURS, "ours in all", "pandas"):
        took = found[stage]
        lines.append(
            f"| {stage} | {took['wall']:.2f} | {took['cpu']:.2f} | {took['rows'] / took['wall']:,.0f} "
            f"| {took['wall'] / found['floor']['wall']:.2f} | {took['cpu'] / found['floor']['cpu']:.2f} "
            f"| {took['peak_mb']:,.0f} |"
        )
    faster = found["pandas"]["wall"] / found["ours in all"]["wall"]
    return "\n".join([*lines, "", f"pandas takes {faster:.2f} times as long as our whole path."])


def page(tables: dict[int, str], command: str) -> str:
    """The page docs/performance.md."""
    machine = f"{_processor()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB, {platform.system()} {platform.machine()}"
    load = os.getloadavg()[1]
    sections = [f"## {rows:,} rows\n\n{text}" for rows, text in tables.items()]
    return (
        "\n\n".join(
            [
                "# Performance",
                "From a messy point-of-sale file of 25 columns (`bench/messy_pos.py`, seeded) to facts: file to records, "
                "records to candidates and rejects, candidates to homes, files and Iceberg commits. The floor is DuckDB "
                "reading the same file as strings and writing zstd Parquet. pandas is `bench/plain_pandas.py`: the same rules "
                "in a plain script, without exact decimals, rejects in words or a commit. Every stage runs in its own process; "
                "the clock starts after the imports; our stages run without pandas, as their functions do. The floor and our "
                f"stages run {ROUNDS} times in turns, and the best of each counts: machines are noisy. pandas runs once.",
                f"Written by `{command}` on {datetime.now(UTC):%Y-%m-%d}: {machine}, Python {platform.python_version()}; "
                f"load average of the five minutes before: {load:.1f} (above 1 the machine was not ours alone).",
                *sections,
            ]
        )
        + "\n"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def main() -> None:
    """Measure, print and write the page."""
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("--rows", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    arguments.add_argument("--no-page", action="store_true", help="print only, leave docs/performance.md as it is")
    chosen = arguments.parse_args()
    tables = {}
    for rows in chosen.rows:
        with tempfile.TemporaryDirectory() as folder:
            tables[rows] = table(measure(rows, Path(folder)))
        print(f"\n{rows:,} rows\n\n{tables[rows]}", flush=True)
    if not chosen.no_page:
        PAGE.write_text(page(tables, "make bench"), encoding="utf-8")


if __name__ == "__main__":
    main()
