"""A state machine, and what the template fills in, come in; findings come out."""

from collections.abc import Iterator, Mapping
from typing import Any

from gates.findings import Finding

GATE = "machines"
INVOKE = "arn:aws:states:::lambda:invoke"
_TYPES = {"Task", "Choice", "Pass", "Succeed", "Fail"}  # what the local cloud and AWS run alike
_TRANSIENT = {"Lambda.ServiceException", "Lambda.TooManyRequestsException", "Lambda.SdkClientException"}
Machine = Mapping[str, Any]


def check_machine(machine: Machine, functions: Mapping[str, int]) -> list[Finding]:
    """Findings about one machine.

    Args:
        machine: The definition, substitutions as written (`${ReadArn}`).
        functions: Logical id of every function that the template fills in as `${<id>Arn}`, and its time-out in seconds.
    """
    states: dict[str, Any] = machine["States"]
    problems = [(name, problem) for name, state in states.items() for problem in _problems(name, state, functions)]
    called = {_function(state) for state in states.values() if state["Type"] == "Task"}
    problems += [(name, "is filled in and never called") for name in functions if name not in called]
    reached = _reached(machine, machine["StartAt"])
    problems += [(name, "is never reached") for name in states if name not in reached]
    problems += [
        (name, "comes back to itself: an execution must end")
        for name, state in states.items()
        if any(name in _reached(machine, target) for target in _targets(state))
    ]
    return [Finding(GATE, name, problem) for name, problem in problems]


def _problems(name: str, state: Mapping[str, Any], functions: Mapping[str, int]) -> Iterator[str]:
    if state["Type"] not in _TYPES:
        yield f"{state['Type']}: the local cloud does not run it as AWS does"
    if state["Type"] != "Task":
        return
    function = _function(state)
    if state["Resource"] != INVOKE or function not in functions:
        yield "calls something else than a function of the template"
        return
    if function not in name:
        yield f"calls {function}: a state carries the name of its function"
    if state.get("TimeoutSeconds", 0) < functions[function]:
        yield f"needs a TimeoutSeconds of at least the function's {functions[function]}"
    retried = {error for retry in state.get("Retry", []) for error in retry["ErrorEquals"]}
    if missing := _TRANSIENT - retried:
        yield f"does not retry {', '.join(sorted(missing))}"
    is_last_word = name.startswith(
        "Answer"
    )  # when the answer fails the execution fails, and standstill starts it again
    if not is_last_word and "Catch" not in state:
        yield "an error here would end the execution without an answer; catch it"


def _function(state: Mapping[str, Any]) -> str:
    name: str = state.get("Parameters", {}).get("FunctionName", "")
    return name.removeprefix("${").removesuffix("Arn}")


def _targets(state: Mapping[str, Any]) -> set[str]:
    branches = [state, *state.get("Choices", []), *state.get("Catch", [])]
    return {branch["Next"] for branch in branches if "Next" in branch} | (
        {state["Default"]} if "Default" in state else set()
    )


def _reached(machine: Machine, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _targets(machine["States"].get(name, {}))
    return seen
