"""template.yaml and infra/ come in; plain CloudFormation comes out, with no network and no account."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from gates.findings import ROOT

# SAM looks names of managed policies up in an account; these are all it names here, so any other stays a name.
_POLICIES = {
    name.rpartition("/")[2]: f"arn:aws:iam::aws:policy/{name}"
    for name in (
        "AWSXRayDaemonWriteAccess",
        "AWSXrayWriteOnlyAccess",
        "AdministratorAccess",
        "service-role/AWSLambdaBasicExecutionRole",
    )
}
_REGION = "eu-central-1"
_LOCAL_SOURCES = ("CodeUri", "ContentUri", "DefinitionUri")


class _Policies:
    def load(self) -> dict[str, str]:
        return dict(_POLICIES)


@dataclass(frozen=True)
class Stack:
    """One template.

    Attributes:
        path: Where it lies.
        source: As written, short tags expanded (`{"Fn::GetAtt": ...}`).
        translated: As CloudFormation gets it, with the SAM transform applied.
    """

    path: Path
    source: dict[str, Any]
    translated: dict[str, Any]

    @property
    def name(self) -> str:
        """Path from the repository's root, for findings."""
        return self.path.relative_to(ROOT).as_posix() if self.path.is_relative_to(ROOT) else self.path.name

    def resources(self, *types: str) -> dict[str, dict[str, Any]]:
        """Translated resources of these types, or all, by logical id."""
        all_resources: dict[str, dict[str, Any]] = self.translated.get("Resources", {})
        return {name: body for name, body in all_resources.items() if not types or body["Type"] in types}


def stack_of(path: Path) -> Stack:
    """Read and translate one template.

    Raises:
        InvalidDocumentException: of samtranslator, when SAM refuses it.
    """
    text = path.read_text()
    source = yaml_parse(text)
    if not source.get("Transform"):
        return Stack(path, source, source)
    body = yaml_parse(text)
    for resource in body["Resources"].values():
        properties = resource.get("Properties") or {}
        for key in _LOCAL_SOURCES:
            if isinstance(properties.get(key), str):
                properties[key] = "s3://artifacts/key"
    os.environ.setdefault("AWS_DEFAULT_REGION", _REGION)  # samtranslator asks for one; nothing is called
    translated = transform(body, {"AWS::Region": _REGION}, _Policies())
    return Stack(path, source, json.loads(json.dumps(translated, default=str)))


def all_stacks(root: Path = ROOT) -> list[Stack]:
    """The root template and the nested ones."""
    return [stack_of(path) for path in (root / "template.yaml", *sorted((root / "infra").glob("*.yaml")))]
