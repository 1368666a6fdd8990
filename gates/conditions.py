"""A template and a parameter's value come in; the conditions that certainly do not hold then come out."""

from collections.abc import Mapping
from typing import Any

Truth = bool | None  # None: depends on the other parameters


def never_true(template: Mapping[str, Any], known: Mapping[str, str]) -> set[str]:
    """Names of the conditions that are false whatever the parameters outside `known` are."""
    conditions = template.get("Conditions", {})
    return {name for name, body in conditions.items() if _truth(body, conditions, known) is False}


def _truth(body: Mapping[str, Any], conditions: Mapping[str, Any], known: Mapping[str, str]) -> Truth:
    ((function, argument),) = body.items()
    if function == "Condition":
        return _truth(conditions[argument], conditions, known)
    if function == "Fn::Equals":
        left, right = (_value(side, known) for side in argument)
        return None if left is None or right is None else left == right
    parts = [_truth(part, conditions, known) for part in argument]
    if function == "Fn::Not":
        return None if parts[0] is None else not parts[0]
    if function == "Fn::And":
        return False if False in parts else None if None in parts else True
    if function == "Fn::Or":
        return True if True in parts else None if None in parts else False
    raise ValueError(f"{function}: not a condition function")


def _value(side: Any, known: Mapping[str, str]) -> str | None:
    return known.get(side.get("Ref", "")) if isinstance(side, Mapping) else str(side)
