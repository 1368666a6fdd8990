"""Translated stacks come in; out come findings about what identities may do: no wildcard, no broad managed policy.

checkov passes `s3:*` on `*` in raw SAM, and AdministratorAccess even after translation; this gate fails both.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from gates.exceptions import Exceptions
from gates.findings import Finding
from gates.stacks import Stack

GATE = "iam"
_ANY_RESOURCE = re.compile(r"^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)$")
_IDENTITY_TYPES = (
    "AWS::IAM::Role",
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::User",
    "AWS::IAM::Group",
    "AWS::IAM::RolePolicy",
)


def check_iam(stacks: Iterable[Stack], exceptions: Exceptions) -> list[Finding]:
    """Findings about every identity policy of these stacks."""
    return [
        Finding(GATE, f"{stack.name}: {name}", problem)
        for stack in stacks
        for name, resource in stack.resources(*_IDENTITY_TYPES).items()
        for problem in _problems(resource.get("Properties", {}), exceptions)
    ]


def _problems(properties: dict[str, Any], exceptions: Exceptions) -> Iterator[str]:
    allowed = {granted.name for granted in exceptions.managed_policy}
    for arn in properties.get("ManagedPolicyArns", []):
        name = _aws_policy_name(arn)
        if name is not None and name not in allowed:
            yield f"the managed policy {name} is not on the list of gates/exceptions.toml; grant single actions"
    documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
    if "PolicyDocument" in properties:
        documents.append(properties["PolicyDocument"])
    for document in documents:
        for statement in _many(document["Statement"]):
            yield from _statement_problems(statement, exceptions)


def _statement_problems(statement: dict[str, Any], exceptions: Exceptions) -> Iterator[str]:
    if statement.get("Effect") != "Allow":
        return
    if "NotAction" in statement or "NotResource" in statement:
        yield "NotAction and NotResource allow what nobody listed; name what is allowed"
    actions = [action for action in _many(statement.get("Action", [])) if isinstance(action, str)]
    for action in actions:
        if "*" in action:
            yield f"the action {action} is a wildcard; name the actions"
    if not any(_is_any(resource) for resource in _many(statement.get("Resource", []))):
        return
    granted = {action for exception in exceptions.any_resource for action in exception.actions}
    for action in actions:
        if action not in granted:
            yield f"{action} is allowed on every resource; name the resource, or grant it in gates/exceptions.toml"


def _aws_policy_name(arn: Any) -> str | None:
    """Name of a policy of AWS or of somebody else; None for a reference, which is a policy of these stacks."""
    text = _text(arn)
    return None if text == "?" else re.split(r"[:/]", text)[-1]


def _text(value: Any) -> str:
    """A value with every reference as "?"; Fn::Join and Fn::Sub are put together."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return str(separator).join(map(_text, parts))
    if "Fn::Sub" in value:
        pattern = value["Fn::Sub"] if isinstance(value["Fn::Sub"], str) else value["Fn::Sub"][0]
        return re.sub(r"\$\{[^}]*\}", "?", pattern)
    return "?"


def _is_any(resource: Any) -> bool:
    return _ANY_RESOURCE.match(_text(resource)) is not None


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
