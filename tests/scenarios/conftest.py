"""Scenarios: real data beside the checkout, run through the command line, then asked with SQL."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sellthrough_local.cli.athena_rows import rows_of
from sellthrough_local.cli.deployment import Deployment, open_deployment

HERE = Path(__file__).parent
SHARED_DATA = Path(__file__).parents[3] / "shared" / "data"
Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Scenario:
    """One finished run: what the command printed, its state folder, and a way to ask the tables."""

    result: dict[str, Any]
    exit_code: int
    state: Path
    deployment: Deployment

    def query(self, sql: str) -> Records:
        """The rows of one statement."""
        return rows_of(self.deployment, sql)[1]

    def by(self, key: str, table: str, **sums: str) -> dict[str, dict[str, Any]]:
        """Group `table` by an SQL expression; each result column is an SQL aggregate."""
        columns = ", ".join(f"{sql} AS {name}" for name, sql in sums.items())
        rows = self.query(f"SELECT {key} AS grouping_key, {columns} FROM {table} GROUP BY {key}")
        return {str(row.pop("grouping_key")): row for row in rows}


def sellthrough(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a user would."""
    command = [str(Path(sys.executable).with_name("sellthrough")), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the shared scenario data; for tests marked `shared` only."""
    return SHARED_DATA


@pytest.fixture(scope="module")
def run_scenario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, Path], Scenario]]:
    """Run a scenario folder with an inbox; the cloud stays up for questions until the module is done."""
    with ExitStack() as stack:

        def run(name: str, inbox: Path) -> Scenario:
            state = tmp_path_factory.mktemp(name) / "state"
            done = sellthrough("run", HERE / name, "--inbox", inbox, "--state", state, "--json")
            assert done.returncode in (0, 1), done.stderr[-3000:]
            deployment = stack.enter_context(open_deployment(state))
            return Scenario(json.loads(done.stdout), done.returncode, state, deployment)

        yield run
