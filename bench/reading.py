"""A size in megabytes in; how long reading a CSV of that size takes beside DuckDB reading it as strings, in one run, out.

    python -m bench.reading [--mb 100] [--rounds 3]

The floor is DuckDB reading the file as strings and writing zstd Parquet. Ours is all that the stage does with a file
of which nothing is known: kind, encoding, dialect, heading, records.parquet with the line of each record, the report.
Each reading is a process of its own; they take turns, and the best of the rounds counts, for the machine may be busy.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.messy_pos import write

_PROBE_ROWS = 2_000
_STAGES = ("floor", "read unknown")


def measure(megabytes: float, rounds: int, folder: Path) -> dict[str, dict[str, float]]:
    """Seconds, CPU seconds and peak memory of each stage: the best round of each."""
    file = folder / "messy.csv"
    write(file, _PROBE_ROWS)
    write(file, int(megabytes * 1e6 / (file.stat().st_size / _PROBE_ROWS)))
    best: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        for stage in _STAGES:
            command = [sys.executable, "-m", "bench.stages", stage, str(folder)]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found = json.loads(output.splitlines()[-1])
            best[stage] = min(best.get(stage, found), found, key=lambda took: float(took["wall"]))
    if len({took["rows"] for took in best.values()}) != 1:
        raise ValueError(f"not the same rows came out: {best}")
    best["file"] = {"mb": file.stat().st_size / 1e6}
    return best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=float, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-reading-") as folder:
        best = measure(options.mb, options.rounds, Path(folder))
    floor, ours = (best[stage] for stage in _STAGES)
    print(f"{best['file']['mb']:.0f} MB, {ours['rows']:,.0f} rows")
    for stage in _STAGES:
        took = best[stage]
        print(f"{stage}: {took['wall']:.2f} s, {took['cpu']:.2f} CPU s, peak {took['peak_mb']:.0f} MB")
    print(f"ratio: {ours['wall'] / floor['wall']:.2f} (CPU {ours['cpu'] / floor['cpu']:.2f})")


if __name__ == "__main__":
    main()
