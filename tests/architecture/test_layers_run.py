"""With nothing but its layer and the runtime's boto3, every function starts under Lambda's Python.

The layers are built for this machine instead of Lambda's, with the same locks and the same stripping.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from gates.findings import ROOT
from gates.handlers import folder_of
from gates.stacks import stack_of

TEMPLATE = stack_of(ROOT / "template.yaml").source
UV = ROOT / ".venv" / "bin" / "uv"
PYTHON = "3.13"
VARIABLES = {
    **{f"{name}_BUCKET": "bucket" for name in ("LANDING", "STAGING", "WAREHOUSE", "MAIL", "ARCHIVE")},
    "LEDGER_TABLE": "ledger",
    "GLUE_DATABASE": "sellthrough",
    "ATHENA_WORKGROUP": "sellthrough",
    "MAIL_FROM": "sender@example.com",
    "SUBMISSION_MACHINE_ARN": "arn:aws:states:eu-central-1:123456789012:stateMachine:submission",
    "AWS_DEFAULT_REGION": "eu-central-1",
}
START = """
import importlib.util, sys
sys.path[:0] = sys.argv[2:]
spec = importlib.util.spec_from_file_location("app", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
assert callable(module.handler)
"""


def python_of_lambda() -> str | None:
    """An interpreter of Lambda's version that runs, or None."""
    for folder in os.get_exec_path():  # the first one found may be a stand-in of a version manager that runs nothing
        found = shutil.which(f"python{PYTHON}", path=folder)
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    return None


pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(python_of_lambda() is None, reason=f"needs python{PYTHON} on the path"),
    pytest.mark.skipif(sys.platform != "linux", reason="layers are Linux wheels"),
]


def variables_of(name: str) -> dict[str, str]:
    """The variables that the template gives a function, each with a value of the right kind."""
    own = TEMPLATE["Resources"][name]["Properties"].get("Environment", {}).get("Variables", {})
    named = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"] | own
    return {key: value if isinstance(value, str) else "given" for key, value in named.items()} | VARIABLES


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layers")
    for layer in ("rows", "reports", "faces"):
        command = [
            "make",
            "--silent",
            f"build-{layer.capitalize()}Layer",
            f"UV={UV}",
            f"ARTIFACTS_DIR={folder / layer}",
        ]
        target = [f"PYTHON_VERSION={PYTHON}", f"PYTHON_PLATFORM={platform.machine()}-manylinux_2_28"]
        subprocess.run([*command, *target], cwd=ROOT / "layers" / layer, check=True)
    runtime = [str(UV), "pip", "install", "--quiet", "--target", str(folder / "runtime"), "--python-version", PYTHON]
    subprocess.run([*runtime, "boto3"], check=True)
    return folder


@pytest.mark.parametrize(
    "name", [n for n, b in TEMPLATE["Resources"].items() if b["Type"] == "AWS::Serverless::Function"]
)
def test_a_function_starts_with_what_it_carries(built: Path, name: str) -> None:
    layers = [
        folder_of(ref["Ref"]).removesuffix("_layer") for ref in TEMPLATE["Resources"][name]["Properties"]["Layers"]
    ]
    ours = str(ROOT / "layers" / "sellthrough" / "python")
    paths = [ours if layer == "sellthrough" else str(built / layer / "python") for layer in layers]
    app = str(ROOT / "functions" / folder_of(name) / "app.py")
    answer = subprocess.run(
        [str(python_of_lambda()), "-I", "-B", "-c", START, app, *paths, str(built / "runtime")],
        env={"PATH": os.environ["PATH"], **variables_of(name)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
