"""Nothing in, how long a file of 2,000 rows takes from landing to facts and to KPIs on a warm local cloud out.

python -m bench.warm [--rows 2000] [--files 3]

The first file warms (workers, compiled statements, the vendor's masters); each of the others is landed when the one
before has settled. Seconds are wall time from before the put; CPU s is what the whole local cloud used meanwhile, which
other work on the machine does not change.
"""

import argparse
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bench.messy_pos import configuration, write
from sellthrough.model.keys import landing_key
from sellthrough.model.submissions import State
from sellthrough_local.cli.athena_rows import rows_of
from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import Deployment, deployed
from sellthrough_local.cloud import Cloud

PERIOD = "2025-Q2"
PATIENCE_SECONDS = 300.0
POLL_SECONDS = 0.02


class Taken(NamedTuple):
    """Seconds, and processor seconds of every process of the local cloud, until the two ends."""

    facts: float
    facts_cpu: float
    kpis: float
    kpis_cpu: float


def measure(deployment: Deployment, cloud: Cloud, file: Path) -> Taken:
    """Land the file and wait until readers see its facts, and until its KPIs are refreshed.

    Raises:
        RuntimeError: The file was not published, or its rows are not what the KPIs count.
    """
    key = landing_key("D1", "pos", f"{PERIOD}/{file.name}")
    started, cpu = time.monotonic(), _cpu_seconds(cloud)
    deployment.objects.upload(file, deployment.outputs["LandingBucket"], key)
    submission = _published(deployment, file.name, started + PATIENCE_SECONDS)
    facts, facts_cpu = time.monotonic() - started, _cpu_seconds(cloud) - cpu
    while deployment.ledger.dirty():
        if time.monotonic() > started + PATIENCE_SECONDS:
            raise RuntimeError(f"{file.name}: its KPIs were not refreshed within {PATIENCE_SECONDS:.0f} s")
        time.sleep(POLL_SECONDS)
    taken = Taken(facts, facts_cpu, time.monotonic() - started, _cpu_seconds(cloud) - cpu)
    _check(deployment, submission)
    return taken


def _cpu_seconds(cloud: Cloud) -> float:
    """Of all processes in the groups of the local cloud so far; 0 where there is no /proc."""
    groups, ticks = set(cloud.pids()), 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if int(fields[2]) in groups else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _published(deployment: Deployment, file_name: str, deadline: float) -> str:
    while time.monotonic() < deadline:
        for submission in deployment.ledger.submissions():
            if submission.file_name == file_name and submission.state is State.PUBLISHED:
                return submission.submission_id
            if submission.file_name == file_name and submission.state is not State.RECEIVED:
                raise RuntimeError(f"{file_name}: {submission.state}: {submission.reason}")
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"{file_name}: not published within {PATIENCE_SECONDS:.0f} s")


def _check(deployment: Deployment, submission_id: str) -> None:
    """What was timed is really there: the facts of this submission, and KPIs that add up to all facts."""
    accepted = deployment.ledger.submission(submission_id).counts.accepted_rows
    facts = rows_of(deployment, f"SELECT count(*) AS n FROM sell_through WHERE submission_id = '{submission_id}'")[1]
    units = rows_of(deployment, "SELECT sum(quantity_units) AS n FROM sell_through")[1]
    counted = rows_of(deployment, "SELECT sum(quantity_units) AS n FROM kpi_sell_through")[1]
    if facts[0]["n"] != accepted or units != counted:
        raise RuntimeError(f"{submission_id}: {facts[0]} facts of {accepted}; {counted[0]} in the KPI, {units[0]} sold")


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="python -m bench.warm", description=__doc__)
    arguments.add_argument("--rows", type=int, default=2000)
    arguments.add_argument("--files", type=int, default=3)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name, deployed(Path(name) / "state", "bench@bench.example") as deployment:
        publish_configuration(deployment, configuration())
        cloud = deployment.cloud
        assert isinstance(cloud, Cloud)  # started here
        cloud.wait_until_warm()
        print(f"A file of {chosen.rows:,} rows; load average {os.getloadavg()[0]:.1f}", flush=True)
        for number in range(chosen.files + 1):
            file = Path(name) / f"messy_{number}.csv"
            write(file, chosen.rows, seed=number)
            taken = measure(deployment, cloud, file)
            cloud.wait_until_settled(PATIENCE_SECONDS)
            facts = f"facts {taken.facts:5.2f} s ({taken.facts_cpu:.2f} CPU s)"
            print(
                f"{'warm' if number else 'first':6} {facts}   KPIs {taken.kpis:5.2f} s ({taken.kpis_cpu:.2f} CPU s)",
                flush=True,
            )


if __name__ == "__main__":
    main()
