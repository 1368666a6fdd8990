"""The import contracts of .importlinter hold, and each of them breaks when a copy of the packages violates it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from gates.findings import ROOT

SOURCES = (ROOT / "layers" / "sellthrough" / "python", ROOT / "local", ROOT / "samples")
LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path, *sources: Path) -> subprocess.CompletedProcess[str]:
    # PYTHONPATH comes before what is installed, so a copy is looked at instead of the packages themselves.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sources)), "COLUMNS": "200"}
    command = [str(LINT), "--no-cache", "--config", str(ROOT / ".importlinter")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    for source in SOURCES:
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_contracts_hold(tmp_path: Path) -> None:
    answer = lint(tmp_path, *SOURCES)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("sellthrough/read/odd.py", "import boto3", "sellthrough is pure"),
        ("sellthrough/model/odd.py", "from sellthrough_aws import objects", "sellthrough is pure"),
        ("sellthrough/read/odd.py", "from sellthrough.publish import __name__ as x", "Stages do not import each other"),
        ("sellthrough/model/odd.py", "import sellthrough.answer", "model knows no stage"),
        ("sellthrough_aws/odd.py", "import sellthrough_local", "The AWS adapters know neither"),
        ("sellthrough/answer/odd.py", "def f():\n    import duckdb", "What functions that touch no rows import"),
    ],
)
def test_a_violation_breaks_its_contract(copy: Path, module: str, line: str, contract: str) -> None:
    (copy / module).write_text(f"{line}\n")
    try:
        answer = lint(copy, copy)
    finally:
        (copy / module).unlink()
    assert answer.returncode == 1
    broken = [text for text in answer.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(text.startswith(contract) for text in broken), answer.stdout
