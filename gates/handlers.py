"""The folder functions/ and the template come in; findings about the functions' shape and what they carry come out."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import grimp

from gates.findings import ROOT, Finding

GATE = "functions"
MAX_FILE, MAX_HANDLER = 125, 45
_FILES = {"app.py", "event.json", "README.md"}
_RUNTIME = {"boto3", "botocore", "urllib3"}  # urllib3 is botocore's
_OURS = ("sellthrough", "sellthrough_aws")


def folder_of(logical_id: str) -> str:
    """IngestS3 -> ingest_s3."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", logical_id).lower()


def check_shape(functions: Path, template: Mapping[str, Any]) -> list[Finding]:
    """Each function is one file with one handler, short, and is in the template under its own name."""
    folders = {path.name: path for path in functions.iterdir() if path.is_dir() and path.name != "__pycache__"}
    findings = [Finding(GATE, name, problem) for name, path in folders.items() for problem in _problems(path)]
    deployed = {
        name: Path(str(body["Properties"]["CodeUri"])).name
        for name, body in template["Resources"].items()
        if body["Type"] == "AWS::Serverless::Function"
    }
    for logical_id, name in deployed.items():
        if folder_of(logical_id) != name:
            findings.append(Finding(GATE, logical_id, f"its folder is {name}: one word for one thing"))
        if name not in folders:
            findings.append(Finding(GATE, logical_id, f"functions/{name} is missing"))
    findings += [Finding(GATE, name, "nothing deploys it") for name in sorted(folders.keys() - set(deployed.values()))]
    return findings


def _problems(folder: Path) -> Iterator[str]:
    if extra := {path.name for path in folder.iterdir()} - _FILES - {"__pycache__"}:
        yield f"{', '.join(sorted(extra))}: a function is one file, app.py; the rest belongs in the layer"
    if not (folder / "app.py").exists():
        yield "app.py is missing"
        return
    text = (folder / "app.py").read_text()
    if (lines := len(text.splitlines())) > MAX_FILE:
        yield f"app.py has {lines} lines; at most {MAX_FILE}: the work belongs in the layer"
    handlers = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == "handler"]
    if not handlers:
        yield "app.py has no handler(event, context)"
    for handler in handlers:
        if len(handler.args.args) != 2:
            yield "handler takes event and context, nothing else"
        if (length := (handler.end_lineno or 0) - handler.lineno + 1) > MAX_HANDLER:
            yield f"handler has {length} lines; at most {MAX_HANDLER}"


def check_carried(functions: Path, template: Mapping[str, Any], layers: Path = ROOT / "layers") -> list[Finding]:
    """Whatever a function imports, directly or through our packages, is in its layer, the runtime or Python."""
    graph = grimp.build_graph(
        *_OURS, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )
    findings = []
    for logical_id, body in template["Resources"].items():
        if body["Type"] != "AWS::Serverless::Function":
            continue
        app = functions / folder_of(logical_id) / "app.py"
        carried = set().union(*(_carried_by(layers / _layer(ref)) for ref in body["Properties"]["Layers"]))
        for package, through in sorted(_imported(app, graph).items()):
            if package not in carried | _RUNTIME | sys.stdlib_module_names:
                problem = f"imports {package} through {through}, which its layer does not carry"
                findings.append(Finding(GATE, logical_id, problem))
    return findings


def _layer(reference: Mapping[str, str]) -> str:
    return folder_of(reference["Ref"]).removesuffix("_layer")


def _carried_by(layer: Path) -> set[str]:
    """Import names of what a layer asks for by name; what that drags in may change, so it does not count."""
    lock = layer / "requirements.in"
    if not lock.exists():
        return set(_OURS)
    names = re.findall(r"^([a-z0-9-]+)", lock.read_text(), re.MULTILINE)
    return {name.replace("-", "_") for name in names}


def _imported(app: Path, graph: grimp.ImportGraph) -> dict[str, str]:
    """Top-level packages that importing this file loads, each with the module of ours that imports it."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [(name, app.parent.name) for name in _direct(ast.parse(app.read_text()), graph)]
    while waiting:
        name, through = waiting.pop()
        package = name.split(".")[0]
        if package not in _OURS:
            found.setdefault(package, through)
        elif name not in seen:
            seen.add(name)
            waiting += [(target, name) for target in graph.find_modules_directly_imported_by(name)]
            if parent := name.rpartition(".")[0]:
                waiting.append((parent, through))
    return found


def _direct(tree: ast.Module, graph: grimp.ImportGraph) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names if f"{node.module}.{a.name}" in graph.modules)
