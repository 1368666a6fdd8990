"""The state machine calls the functions under their own names, always ends, and always answers."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from gates.findings import ROOT
from gates.handlers import folder_of
from gates.machines import check_machine
from gates.stacks import stack_of

TEMPLATE = stack_of(ROOT / "template.yaml").source
MACHINES = {
    name: b["Properties"] for name, b in TEMPLATE["Resources"].items() if b["Type"] == "AWS::Serverless::StateMachine"
}
SUBMISSION = json.loads((ROOT / "statemachines" / "submission.asl.json").read_text())


def time_outs(properties: dict[str, Any]) -> dict[str, int]:
    """Functions that are filled in, under their own name, with their time-outs."""
    default = TEMPLATE["Globals"]["Function"]["Timeout"]
    found = {}
    for key, value in properties["DefinitionSubstitutions"].items():
        target = value["Fn::GetAtt"]
        name = target.split(".")[0] if isinstance(target, str) else target[0]
        assert key == f"{name}Arn"
        found[name] = TEMPLATE["Resources"][name]["Properties"].get("Timeout", default)
    return found


FUNCTIONS = time_outs(MACHINES["Submission"])


@pytest.mark.parametrize("name", MACHINES)
def test_our_machines_keep_the_rules(name: str) -> None:
    machine = json.loads((ROOT / MACHINES[name]["DefinitionUri"]).read_text())
    assert check_machine(machine, time_outs(MACHINES[name])) == []


def test_every_definition_is_deployed() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "statemachines").iterdir()}
    assert files == {properties["DefinitionUri"] for properties in MACHINES.values()}


def test_one_word_for_a_stage_everywhere() -> None:
    packages = {path.name for path in (ROOT / "layers" / "sellthrough" / "python" / "sellthrough").iterdir()}
    assert {folder_of(name) for name in FUNCTIONS} <= packages
    assert {folder_of(name) for name in FUNCTIONS} <= {path.name for path in (ROOT / "functions").iterdir()}


def set_in(state: str, key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda states: states[state].update({key: value})


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (set_in("RefreshKpis", "Next", "RefreshKpis"), "RefreshKpis"),
        (set_in("Failed", "Next", "Read"), "Read"),
        (set_in("Read", "TimeoutSeconds", 10), "Read"),
        (set_in("Publish", "Retry", []), "Publish"),
        (lambda states: states["Normalize"].pop("Catch"), "Normalize"),
        (set_in("Normalize", "Type", "Parallel"), "Normalize"),
        (set_in("Read", "Resource", "arn:aws:states:::lambda:invoke.waitForTaskToken"), "Read"),
        (set_in("Start", "Default", "Normalize"), "Read"),
        (lambda states: states["Read"]["Parameters"].update(FunctionName="${NormalizeArn}"), "Read"),
    ],
)
def test_a_violation_is_found(change: Callable[[dict[str, Any]], None], place: str) -> None:
    machine = copy.deepcopy(SUBMISSION)
    change(machine["States"])
    assert place in [finding.place for finding in check_machine(machine, FUNCTIONS)]


def test_a_function_that_is_filled_in_and_never_called_is_found() -> None:
    assert [f.place for f in check_machine(SUBMISSION, {**FUNCTIONS, "Cycle": 60})] == ["Cycle"]
