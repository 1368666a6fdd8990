"""Template files come in; what cfn-lint says about them comes out as findings."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from gates.findings import ROOT, Finding

GATE = "cfn-lint"
_SAID_SOMETHING = range(1, 32)  # bits: 2 error, 4 warning, 8 note; 32 and up: cfn-lint itself failed


def check_lint(paths: Iterable[Path]) -> list[Finding]:
    """Errors and warnings of cfn-lint.

    Raises:
        RuntimeError: cfn-lint itself failed.
    """
    command = [str(Path(sys.executable).parent / "cfn-lint"), "--format", "json"]
    answer = subprocess.run(  # noqa: S603  a fixed command
        [*command, *map(str, paths)], check=False, capture_output=True, text=True
    )
    if answer.returncode and answer.returncode not in _SAID_SOMETHING:
        raise RuntimeError(f"cfn-lint failed: {answer.stderr}")
    return [
        Finding(GATE, f"{_short(note['Filename'])}:{note['Location']['Start']['LineNumber']}", _said(note))
        for note in json.loads(answer.stdout or "[]")
    ]


def _said(note: dict[str, dict[str, str]]) -> str:
    return f"{note['Rule']['Id']}: {note['Message']}"


def _short(name: str) -> str:
    path = Path(name)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
