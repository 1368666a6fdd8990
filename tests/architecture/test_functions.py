"""Functions are one short file each, named as in the template, and carry all that they import."""

from pathlib import Path
from typing import Any

import pytest
from gates.findings import ROOT
from gates.handlers import check_carried, check_shape, folder_of
from gates.stacks import stack_of

TEMPLATE = stack_of(ROOT / "template.yaml").source
HANDLER = "def handler(event, context):\n    return event\n"


def template_of(name: str, layer: str = "FacesLayer", folder: str = "") -> dict[str, Any]:
    properties = {
        "CodeUri": f"functions/{folder or folder_of(name)}",
        "Layers": [{"Ref": "SellthroughLayer"}, {"Ref": layer}],
    }
    return {"Resources": {name: {"Type": "AWS::Serverless::Function", "Properties": properties}}}


def write(tmp_path: Path, text: str, name: str = "read/app.py") -> Path:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    return tmp_path


def test_our_functions_are_short_files_that_the_template_names() -> None:
    assert check_shape(ROOT / "functions", TEMPLATE) == []


def test_our_functions_carry_what_they_import() -> None:
    assert check_carried(ROOT / "functions", TEMPLATE) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", "no handler"),
        ("def handler(event):\n    return event\n", "event and context"),
        (HANDLER + "x = 1\n" * 130, "at most 125"),
        ("def handler(event, context):\n" + "    x = 1\n" * 60, "at most 45"),
    ],
)
def test_a_function_of_another_shape_is_found(tmp_path: Path, text: str, said: str) -> None:
    (finding,) = check_shape(write(tmp_path, text), template_of("Read"))
    assert said in finding.problem


def test_files_beside_the_handler_are_found(tmp_path: Path) -> None:
    write(tmp_path, HANDLER)
    (finding,) = check_shape(write(tmp_path, "", "read/parsing.py"), template_of("Read"))
    assert "parsing.py" in finding.problem


def test_functions_and_template_name_each_other(tmp_path: Path) -> None:
    write(tmp_path, HANDLER)
    problems = [finding.problem for finding in check_shape(tmp_path, template_of("Normalize"))]
    assert problems == ["functions/normalize is missing", "nothing deploys it"]
    assert (
        check_shape(tmp_path, template_of("Reader", folder="read"))[0].problem
        == "its folder is read: one word for one thing"
    )


@pytest.mark.parametrize(
    ("line", "layer", "package"),
    [
        ("import duckdb", "FacesLayer", "duckdb"),
        ("import pandas as pd", "RowsLayer", "pandas"),
        ("import duckdb", "ReportsLayer", "duckdb"),
        ("from sellthrough_aws.lake import Lake", "FacesLayer", "pyiceberg"),
        ("def f():\n    from sellthrough_aws import lake", "FacesLayer", "pyarrow"),
        ("import sellthrough_local", "RowsLayer", "sellthrough_local"),
    ],
)
def test_a_package_that_the_layer_lacks_is_found(tmp_path: Path, line: str, layer: str, package: str) -> None:
    findings = check_carried(write(tmp_path, f"{line}\n{HANDLER}"), template_of("Read", layer))
    assert any(finding.problem.startswith(f"imports {package} ") for finding in findings), findings
