"""Python and SQL files come in; out come the places where they read the clock or the environment."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from gates.findings import Finding

GATE = "purity"
CLOCK = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
    }
)
ENVIRONMENT = frozenset({"os.environ", "os.environb", "os.getenv", "os.putenv"})
_SQL_CLOCK = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtimestamp|now\s*\(|today\s*\()", re.IGNORECASE
)


def check_purity(folder: Path, *, banned: frozenset[str] = CLOCK | ENVIRONMENT) -> list[Finding]:
    """Findings about every .py and .sql file below the folder."""
    findings = []
    for path in sorted(folder.rglob("*.py")):
        for line, name in _uses(ast.parse(path.read_text()), banned):
            place = f"{path.relative_to(folder).as_posix()}:{line}"
            findings.append(Finding(GATE, place, f"{name}: take it as an argument; a replay must give the same"))
    if banned & CLOCK:
        findings += _sql_findings(folder, sorted(folder.rglob("*.sql")))
    return findings


def _sql_findings(folder: Path, paths: Iterable[Path]) -> Iterator[Finding]:
    for path in paths:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if found := _SQL_CLOCK.search(line.partition("--")[0]):
                place = f"{path.relative_to(folder).as_posix()}:{number}"
                yield Finding(GATE, place, f"{found[0]}: take it as a parameter; a replay must give the same")


def _uses(tree: ast.AST, banned: frozenset[str]) -> Iterator[tuple[int, str]]:
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
            }
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (full := _qualified(node, names)) in banned:
            yield node.lineno, str(full)


def _qualified(node: ast.expr, names: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _qualified(node.value, names)
        return f"{owner}.{node.attr}" if owner else None
    return None
