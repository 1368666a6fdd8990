"""`sellthrough doctor`: this machine in, what would keep the local cloud from running on it out."""

import re
import shutil
import socket
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sellthrough_local.cli.deployment import TEMPLATE, is_running
from sellthrough_local.cli.failures import ExitCode, finish
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, State
from sellthrough_local.cli.screen import Record, Screen

_OLDEST_PYTHON = (3, 11)
_FREE_GIGABYTES = 2
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*])?==([^\s;\\]+)", re.MULTILINE)


def doctor(state: State = DEFAULT_STATE, as_json: AsJson = False) -> None:
    """Check Python, the pinned packages, the template, free ports, disk space and the state folder."""
    screen = Screen(as_json)
    checks = [_python(), _packages(), _template(), _port(), _disk(state), _state(state)]
    screen.document(checks)
    screen.table(checks, ("check", "is_ok", "found", "todo"))
    finish(ExitCode.OK if all(check["is_ok"] for check in checks) else ExitCode.REFUSED)


def _check(name: str, is_ok: bool, found: str, todo: str) -> Record:
    return {"check": name, "is_ok": is_ok, "found": found, "todo": "" if is_ok else todo}


def _python() -> Record:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return _check("python", sys.version_info >= _OLDEST_PYTHON, found, "Install Python 3.11 or newer.")


def _packages() -> Record:
    """Every package that the development requirements pin, in the version that they pin."""
    pins = dict(_PIN.findall((TEMPLATE.parent / "requirements" / "dev.in").read_text(encoding="utf-8")))
    wrong = [f"{name} {_installed(name)} instead of {pin}" for name, pin in pins.items() if _installed(name) != pin]
    return _check("packages", not wrong, ", ".join(wrong) or f"{len(pins)} as pinned", "Run: make setup")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _template() -> Record:
    return _check("template", TEMPLATE.is_file(), TEMPLATE.name, "Run sellthrough from a checkout of the repository.")


def _port() -> Record:
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return _check("ports", True, f"127.0.0.1:{probe.getsockname()[1]} is free", "")
    except OSError as error:
        return _check("ports", False, str(error), "Allow programs to listen on 127.0.0.1.")


def _disk(state: Path) -> Record:
    folder = next(parent for parent in (state.resolve(), *state.resolve().parents) if parent.exists())
    free = shutil.disk_usage(folder).free / 1e9
    return _check("disk", free >= _FREE_GIGABYTES, f"{free:.1f} GB free", f"Free {_FREE_GIGABYTES} GB at {folder}.")


def _state(state: Path) -> Record:
    if is_running(state):
        return _check("state", True, f"{state}: a local cloud runs on it", "")
    nearest = next(place for place in (state.resolve(), *state.resolve().parents) if place.exists())
    probe = nearest / ".sellthrough-doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return _check("state", False, str(error), "Choose a folder that you may write, with --state.")
    return _check("state", True, f"{state}: {'can be resumed' if nearest == state.resolve() else 'not used yet'}", "")
