"""Names of gates come in (none: all); a table of findings and an exit code come out.

python -m gates [template] [security] [files] [sizes]
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console
from rich.table import Table

from gates.exceptions import load_exceptions
from gates.files import check_files, repository_files
from gates.findings import Finding
from gates.iam import check_iam
from gates.lint import check_lint
from gates.rules import check_rules
from gates.security import check_security
from gates.sizes import BUILD, check_sizes, sizes_of, table_of
from gates.stacks import all_stacks


def _checks(wanted: list[str]) -> dict[str, Callable[[], list[Finding]]]:
    exceptions = load_exceptions()
    checks: dict[str, Callable[[], list[Finding]]] = {}
    if {"template", "security"} & set(wanted):
        stacks = all_stacks()
        if "security" in wanted:
            checks["checkov: translated stacks"] = lambda: check_security(stacks, exceptions)
        if "template" in wanted:
            checks["cfn-lint: template.yaml, infra/"] = lambda: check_lint([stack.path for stack in stacks])
            checks["iam: no wildcard, no broad policy"] = lambda: check_iam(stacks, exceptions)
            checks["template: parameters, types, logs, failure paths"] = lambda: check_rules(stacks)
    if "files" in wanted:
        checks["files: registries, machines, length"] = lambda: check_files(repository_files(), exceptions)
    if "sizes" in wanted:
        checks["sizes: at most 240 MB a function"] = check_sizes
    return checks


def main(wanted: list[str]) -> int:
    """Run the gates and print what they found; 1 when they found anything."""
    names = ["template", "security", "files"] + (["sizes"] if (BUILD / "template.yaml").is_file() else [])
    if unknown := set(wanted) - {*names, "sizes"}:
        raise SystemExit(f"unknown gate {', '.join(sorted(unknown))}; there are template, security, files and sizes")
    console = Console(soft_wrap=True)
    checks = _checks(wanted or names)
    with ThreadPoolExecutor(2) as pool:  # checkov and cfn-lint are processes of their own
        results = list(zip(checks, pool.map(lambda check: check(), checks.values()), strict=True))
    summary = Table("gate", "findings", title="Gates")
    for name, findings in results:
        summary.add_row(name, str(len(findings)) if findings else "none")
        for finding in sorted(findings):
            console.print(f"{finding.gate}  {finding.place}\n    {finding.problem}", markup=False, highlight=False)
    if "sizes" in (wanted or names):
        table = Table("function", "unzipped", "of which", title="Sizes")
        for row in table_of(sizes_of()):
            table.add_row(*row)
        console.print(table)
    console.print(summary)
    return 1 if any(findings for _, findings in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
