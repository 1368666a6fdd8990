"""docs/features.md from the tests: `docs/capabilities.tsv` and the feature marks in, one row per capability out.

`python -m sellthrough_local.feature_docs --write` writes the page, `--check` fails when it is stale.
"""

import ast
import csv
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "features.md"


def _marks(decorators: list[ast.expr]) -> list[str]:
    ids = []
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.feature":
            ids += [arg.value for arg in decorator.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return ids


def tests_by_feature(folder: Path) -> dict[str, list[str]]:
    """Feature id to the tests that carry it, as `path::name` relative to the folder's parent, sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for feature in _marks(node.decorator_list):
                    found[feature].append(f"{path.relative_to(folder.parent).as_posix()}::{node.name}")
    return {feature: sorted(set(tests)) for feature, tests in found.items()}


def render(capabilities: list[dict[str, str]], tests: dict[str, list[str]]) -> str:
    """The page: proven capabilities with their tests, then the ids that no test proves yet."""
    proven = [c for c in capabilities if c["id"] in tests]
    open_ids = [c["id"] for c in capabilities if c["id"] not in tests]
    lines = [
        "# What Sellthrough does, and the test that shows it",
        "",
        "Generated from the marks on the tests (`make docs`). A row says what part of the capability its tests show;",
        "the sentence of the acceptance line is the goal of the whole capability.",
        "",
        f"{len(proven)} of {len(capabilities)} capabilities carry at least one test.",
        "",
        "| id | capability | shown when | tests |",
        "|---|---|---|---|",
    ]
    for c in proven:
        cells = "<br>".join(
            f"`{name.split('::')[1]}` in [{name.split('::')[0]}](../{name.split('::')[0]})" for name in tests[c["id"]]
        )
        lines.append(f"| {c['id']} | {c['capability']} | {c['shown when']} | {cells} |")
    lines += ["", "Without a test yet: " + ", ".join(open_ids) + ".", ""]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when it is stale or a mark names an unknown id."""
    with (ROOT / "docs" / "capabilities.tsv").open(encoding="utf-8") as file:
        capabilities = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    tests = tests_by_feature(ROOT / "tests")
    unknown = sorted(set(tests) - {c["id"] for c in capabilities})
    if unknown:
        sys.stderr.write(f"tests carry unknown feature ids: {', '.join(unknown)}\n")
        return 1
    page = render(capabilities, tests)
    if "--write" in arguments:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.stderr.write("docs/features.md is stale: run `make docs`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
