"""The repository's files come in; findings come out: names of machines and registries, files that are too long."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from gates.exceptions import Exceptions
from gates.findings import ROOT, Finding

GATE = "files"
MAX_LINES = 350
MAX_KILOBYTES = 500
# Text that people write and read; locks and generated pages may be long.
_WRITTEN = {".py", ".yaml", ".yml", ".toml", ".json", ".sql", ".mk", ".css", ".js", ".j2", ".html", ".in"}
_GENERATED = re.compile(
    r"^(requirements/.*\.txt|layers/[^/]*/requirements\.txt|docs/(kpis|tables|features)\.md|tests/golden/.*)$"
)
_FORBIDDEN = {
    "names a package registry": re.compile(r"(py(pi|thonhosted)|npmjs|yarnpkg|crates)\.(org|io|com)\b", re.IGNORECASE),
    "names an index of packages": re.compile(r"--(extra-)?index[-]url\b|--find[-]links\b"),
    "names a folder of one machine": re.compile(r"(?<![\w.$}*/])/(root|work|home/\w+|Users/\w+|tmp/\w+)/"),
    "carries a key of an account": re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
}


def repository_files(root: Path = ROOT) -> list[Path]:
    """Files that are or would be committed, as git sees them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    answer = subprocess.run(  # noqa: S603  a fixed command
        command, cwd=root, check=True, capture_output=True, text=True
    )
    names = sorted(set(answer.stdout.split("\0")) - {""})
    return [root / name for name in names if (root / name).is_file()]


def check_files(paths: Iterable[Path], exceptions: Exceptions, root: Path = ROOT) -> list[Finding]:
    """Findings about these files, which lie below `root`."""
    allowed = {granted.path: granted.lines for granted in exceptions.long_file}
    findings = []
    for path in paths:
        name = path.relative_to(root).as_posix()
        content = path.read_bytes()
        if len(content) > MAX_KILOBYTES * 1000 and not _GENERATED.match(name):
            findings.append(
                Finding(GATE, name, f"{len(content) // 1000} kB; at most {MAX_KILOBYTES}: generate it or fetch it")
            )
        if b"\0" in content:
            continue
        lines = content.decode("utf-8", "replace").splitlines()
        limit = allowed.get(name, MAX_LINES)
        if path.suffix in _WRITTEN and len(lines) > limit and not _GENERATED.match(name):
            findings.append(Finding(GATE, name, f"{len(lines)} lines; at most {limit}: split it"))
        findings += [
            Finding(GATE, f"{name}:{number}", problem)
            for number, line in enumerate(lines, 1)
            for problem, pattern in _FORBIDDEN.items()
            if pattern.search(line)
        ]
    return findings
