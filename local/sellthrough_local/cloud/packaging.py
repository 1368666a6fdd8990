"""A SAM template with local paths in, the same template as JSON with its code in a bucket out.

Does what `sam package` does for the resource types of this repository, in milliseconds and without a build: the
functions' dependencies come from the environment the local cloud runs in.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

Upload = Callable[[str, bytes], None]

CODE = {  # resource type: the property that holds its code, and how the address is written
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Lambda::Function": "Code",
    "AWS::Lambda::LayerVersion": "Content",
}
NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
MACHINES = {"AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"}
REPRODUCIBLE_DATE = (2020, 1, 1, 0, 0, 0)
NOT_CODE = {"__pycache__", ".mypy_cache", ".ruff_cache"}


def package(template: Path, bucket: str, upload: Upload) -> str:
    """Upload everything the template refers to by a local path.

    Args:
        template: The template of the root stack or of a child.
        bucket: Where the artifacts go; keys are hashes of their content.
        upload: Puts bytes under a key of that bucket.

    Returns:
        The address of the packaged template, path style, as nested stacks need it here.

    Raises:
        FileNotFoundError: The template names a path that is not there.
    """
    document = yaml_parse(template.read_text())
    for resource in document.get("Resources", {}).values():
        properties = resource.get("Properties") or {}
        kind = resource["Type"]
        if kind in CODE and isinstance(properties.get(CODE[kind]), str):
            folder = _existing(template, properties[CODE[kind]])
            prefix = "python/" if kind.endswith("LayerVersion") and _is_bare_layer(resource, folder) else ""
            properties[CODE[kind]] = _code_address(kind, bucket, _put(upload, zipped(folder, prefix), ".zip"))
        elif kind in NESTED and _is_local(properties.get(NESTED[kind])):
            child = _existing(template, properties[NESTED[kind]])
            properties[NESTED[kind]] = package(child, bucket, upload)
        elif kind in MACHINES and _is_local(properties.get("DefinitionUri")):
            definition = json.loads(_existing(template, properties.pop("DefinitionUri")).read_text())
            properties["Definition"] = definition
    content = json.dumps(document, default=str, indent=1).encode()
    return f"https://s3.amazonaws.com/{bucket}/{_put(upload, content, '.json')}"


def zipped(folder: Path, prefix: str = "") -> bytes:
    """The folder as a zip whose bytes depend on names and content only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_file() and not NOT_CODE.intersection(name.parts):
                entry = zipfile.ZipInfo(prefix + name.as_posix(), REPRODUCIBLE_DATE)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()


def _is_bare_layer(resource: dict[str, Any], folder: Path) -> bool:
    """True when `sam build` would put the layer's content below python/ and the source is not already laid out so."""
    method = (resource.get("Metadata") or {}).get("BuildMethod", "")
    return str(method).startswith("python") and not (folder / "python").is_dir()


def _is_local(address: Any) -> bool:
    return isinstance(address, str) and not address.startswith(("s3://", "https://", "http://"))


def _existing(template: Path, relative: str) -> Path:
    path = (template.parent / relative).resolve()
    if not path.exists():
        raise FileNotFoundError(f"{template}: it names {relative}, which does not exist")
    return path


def _put(upload: Upload, content: bytes, suffix: str) -> str:
    key = hashlib.sha256(content).hexdigest()[:32] + suffix
    upload(key, content)
    return key


def _code_address(kind: str, bucket: str, key: str) -> Any:
    if kind.startswith("AWS::Serverless::"):
        return f"s3://{bucket}/{key}"
    return {"S3Bucket": bucket, "S3Key": key}
