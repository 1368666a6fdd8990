"""Translated stacks come in; checkov, from its own environment, says what fails; findings come out."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gates.exceptions import CheckovException, Exceptions
from gates.findings import ROOT, Finding
from gates.stacks import Stack

GATE = "checkov"
CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"


def check_security(stacks: Iterable[Stack], exceptions: Exceptions, *, exhaustive: bool = True) -> list[Finding]:
    """Findings of checkov that no exception covers, and exceptions that cover nothing.

    Args:
        exhaustive: The stacks are all there are, so an exception that nothing needs is a finding too.

    Raises:
        FileNotFoundError: checkov is not installed (`make .venv-checkov/ready`).
        CalledProcessError: checkov itself failed.
    """
    names = {stack.path.stem: stack.name for stack in stacks}
    with tempfile.TemporaryDirectory() as folder:
        for stack in stacks:
            (Path(folder) / f"{stack.path.stem}.json").write_text(json.dumps(stack.translated))
        failed = _failed_checks(Path(folder))
    findings, used = [], set()
    for check in failed:
        logical_id = check["resource"].rpartition(".")[2]
        exception = _covering(check["check_id"], logical_id, exceptions)
        if exception:
            used.add(exception)
            continue
        place = f"{names[Path(check['file_path']).stem]}: {logical_id}"
        findings.append(Finding(GATE, place, f"{check['check_id']}: {check['check_name']}"))
    if exhaustive:
        findings += [
            Finding(GATE, "gates/exceptions.toml", f"{exception.id}: nothing needs this exception any more; remove it")
            for exception in exceptions.checkov
            if exception not in used
        ]
    return findings


def _failed_checks(folder: Path) -> list[dict[str, Any]]:
    command = [str(CHECKOV), "--directory", str(folder), "--framework", "cloudformation", "--output", "json"]
    answer = subprocess.run(  # noqa: S603  a fixed command
        [*command, "--quiet", "--compact", "--skip-download", "--soft-fail"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "ANSI_COLORS_DISABLED": "1", "CHECKOV_CHECK_FAIL_LEVEL": "off"},
    )
    report = json.loads(answer.stdout)
    if "results" not in report:  # checkov's answer when nothing at all failed or was found
        return []
    if report["summary"]["parsing_errors"]:
        raise ValueError(f"checkov could not read {report['results'].get('parsing_errors')}")
    failed: list[dict[str, Any]] = report["results"]["failed_checks"]
    return failed


def _covering(check_id: str, logical_id: str, exceptions: Exceptions) -> CheckovException | None:
    covering = (e for e in exceptions.checkov if e.id == check_id and e.resource in {None, logical_id})
    return next(covering, None)
