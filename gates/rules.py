"""Stacks come in; findings about our own rules come out: parameters, types, logs, failure paths, schedules' names."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

from gates.conditions import never_true
from gates.findings import Finding
from gates.stacks import Stack

GATE = "template"
MAX_PARAMETERS = 8
# What the pinned local cloud knows; it refuses a template with any other type.
LOCAL_TYPES: Collection[str] = frozenset(_RESOURCE_HANDLERS)
# A function that another one's environment names is called by it, which waits for the answer.
_CUSTOM = ("Custom::Migration",)
_CALLED_BY_NAME = {
    "AWS::Lambda::EventSourceMapping": "FunctionName",
    "AWS::CloudFormation::Stack": "Parameters",
    "AWS::Lambda::Function": "Environment",
}


def check_rules(stacks: list[Stack], *, local_types: Collection[str] = LOCAL_TYPES) -> list[Finding]:
    """Findings about the root template (the first) and all the others."""
    root = stacks[0]
    rules: tuple[Callable[[], Iterator[tuple[Stack, str, str]]], ...] = (
        lambda: _parameters(root),
        lambda: _outputs(root),
        lambda: _types(stacks, local_types),
        lambda: _log_groups(stacks),
        lambda: _function_logs(root),
        lambda: _failure_paths(root),
        lambda: _dead_letters(stacks),
    )
    return [Finding(GATE, f"{s.name}: {what}", problem) for rule in rules for s, what, problem in rule()]


def _parameters(root: Stack) -> Iterator[tuple[Stack, str, str]]:
    parameters = root.source.get("Parameters", {})
    if len(parameters) > MAX_PARAMETERS:
        yield root, "Parameters", f"{len(parameters)} parameters; at most {MAX_PARAMETERS}, an operator reads them all"
    for name, body in parameters.items():
        if "Default" not in body:
            yield root, name, "has no safe default"


def _outputs(root: Stack) -> Iterator[tuple[Stack, str, str]]:
    for name in ("DropAddress", "ApiUrl"):
        if name not in root.source.get("Outputs", {}):
            yield root, name, "this output is missing; it tells the operator where to go on"


def _types(stacks: list[Stack], local_types: Collection[str]) -> Iterator[tuple[Stack, str, str]]:
    for stack in stacks:
        absent = never_true(stack.translated, {"Target": "local"})
        for name, resource in stack.resources().items():
            kind = resource["Type"]
            if kind in local_types or kind.startswith("Custom::") or resource.get("Condition") in absent:
                continue
            yield (
                stack,
                name,
                f"the local cloud refuses {kind}; put it behind a condition that is false for Target=local",
            )


def _log_groups(stacks: list[Stack]) -> Iterator[tuple[Stack, str, str]]:
    for stack in stacks:
        for name, group in stack.resources("AWS::Logs::LogGroup").items():
            for key in ("RetentionInDays", "KmsKeyId"):
                if key not in group["Properties"]:
                    yield stack, name, f"the log group has no {key}"


def _function_logs(root: Stack) -> Iterator[tuple[Stack, str, str]]:
    for name, function in root.resources("AWS::Lambda::Function").items():
        if "LogGroup" not in function["Properties"].get("LoggingConfig", {}):
            yield root, name, "the function logs into a group that nobody expires; set LoggingConfig.LogGroup"


def _failure_paths(root: Stack) -> Iterator[tuple[Stack, str, str]]:
    """A call that fails goes somewhere: a dead-letter queue, the caller's retries, or back to its own queue."""
    waited_for = {
        name
        for resource in root.resources(*_CALLED_BY_NAME, "AWS::StepFunctions::StateMachine").values()
        for name in _referenced(_callers_view(resource))
    }
    for name, function in root.resources("AWS::Lambda::Function").items():
        properties = function["Properties"]
        # By the clock, or by CloudFormation as a custom resource, although others may call it and wait too.
        starts_alone = any(
            name in _referenced(stack["Properties"].get("Parameters", {}))
            for key, stack in root.resources("AWS::CloudFormation::Stack").items()
            if key == "Clock"
        ) or any(name in _referenced(custom["Properties"]) for custom in root.resources(*_CUSTOM).values())
        if "DeadLetterConfig" in properties:
            continue
        if starts_alone or name not in waited_for:
            yield root, name, "nobody waits for this function's answer and it has no dead-letter queue"


def _dead_letters(stacks: list[Stack]) -> Iterator[tuple[Stack, str, str]]:
    for stack in stacks:
        queues = stack.resources("AWS::SQS::Queue")
        targets = {
            name for queue in queues.values() for name in _referenced(queue["Properties"].get("RedrivePolicy", {}))
        }
        for name, queue in queues.items():
            is_dead_end = name in targets or name.startswith("Failed")
            if not is_dead_end and "RedrivePolicy" not in queue["Properties"]:
                yield stack, name, "messages that fail for ever are lost; set a RedrivePolicy"


def _callers_view(resource: dict[str, Any]) -> Any:
    properties = resource["Properties"]
    return properties.get(_CALLED_BY_NAME.get(resource["Type"], "DefinitionSubstitutions"), {})


def _referenced(value: Any) -> set[str]:
    """Logical ids that a value refers to."""
    if isinstance(value, dict):
        found = {value["Ref"]} if "Ref" in value else set()
        if "Fn::GetAtt" in value:
            target = value["Fn::GetAtt"]
            found.add(target.split(".")[0] if isinstance(target, str) else target[0])
        return found.union(*(_referenced(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(_referenced(part) for part in value))
    return set()
