"""Small files, one after the other in one warm process; the processor time of each stage for one file out.

python -m bench.small [--files 20] [--rows 130]

Partners send many small files, so the fixed cost of a file counts as much as rows per second. The configuration is the
one of the large file: 20,000 products and as many accounts.
"""

import argparse
import resource
import statistics
import tempfile
from pathlib import Path

from bench.messy_pos import write
from bench.stages import STAGES

OURS = ("read", "normalize", "publish")
_WARM = 3  # files that load what the process then keeps


def measure(files: int, rows: int) -> dict[str, list[float]]:
    """Seconds of processor time, of child processes too, by stage and file."""
    took: dict[str, list[float]] = {stage: [] for stage in OURS}
    for number in range(_WARM + files):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder / "messy.csv", rows, seed=number)
            for stage in OURS:
                work = STAGES[stage](folder)
                before = _cpu()
                if work() != rows:
                    raise ValueError(f"{stage}: not every row came out")
                took[stage].append(_cpu() - before)
    return {stage: seconds[_WARM:] for stage, seconds in took.items()}


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m bench.small", description=__doc__)
    arguments.add_argument("--files", type=int, default=20)
    arguments.add_argument("--rows", type=int, default=130)
    chosen = arguments.parse_args()
    print("| stage | median CPU ms a file | least | most |\n|---|---:|---:|---:|")
    for stage, seconds in measure(chosen.files, chosen.rows).items():
        figures = (statistics.median(seconds), min(seconds), max(seconds))
        print(f"| {stage} | {' | '.join(f'{1000 * s:.0f}' for s in figures)} |")


def _cpu() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


if __name__ == "__main__":
    main()
