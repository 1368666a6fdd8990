"""vendor.toml and agreements/*.toml in, the validated vendor, master sources and agreements out."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sellthrough.checks.places import VENDOR_FILE, AgreementFile
from sellthrough.checks.problems import Problems, did_you_mean
from sellthrough.model.workspace import Agreement, Vendor
from sellthrough_local.workspace_folder.masters import MASTERS, MasterFile

_Model = TypeVar("_Model", bound=BaseModel)


class VendorFile(BaseModel):
    """The whole of vendor.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vendor: Vendor
    masters: dict[str, MasterFile] = Field(default_factory=dict)


def read_vendor(workspace: Path, problems: Problems) -> VendorFile | None:
    """vendor.toml, or None when it is wrong (what is wrong goes to `problems`)."""
    document = read_toml(workspace / VENDOR_FILE, VENDOR_FILE, problems)
    if document is None:
        return None
    vendor = validated(VendorFile, document, VENDOR_FILE, problems)
    for name in vendor.masters if vendor else ():
        if name not in MASTERS:
            problems.add(VENDOR_FILE, f"key masters.{name}", "there is no such master", did_you_mean(name, [*MASTERS]))
    return vendor


def read_agreements(workspace: Path, problems: Problems, *, may_be_none: bool = False) -> list[AgreementFile]:
    """Every agreement that is well formed, in the order of the file names."""
    paths = sorted((workspace / "agreements").glob("*.toml"))
    if not paths and not may_be_none:
        problems.add("agreements", "", "there is no agreement", "Add agreements/<partner>.toml for each partner.")
    found = []
    for path in paths:
        file = f"agreements/{path.name}"
        document = read_toml(path, file, problems)
        agreement = validated(Agreement, document, file, problems) if document is not None else None
        if agreement is not None:
            found.append(AgreementFile(file, agreement))
    return found


def read_toml(path: Path, file: str, problems: Problems) -> dict[str, Any] | None:
    """The document of a TOML file, or None when it is wrong (what is wrong goes to `problems`)."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problems.add(file, "", "the file is not there", "Add it; docs/workspace.md shows one.")
    except OSError as error:
        problems.add(file, "", f"it cannot be read ({error.strerror})", "Put a file that you may read in its place.")
    except UnicodeDecodeError as error:
        problems.add(file, "", f"it is not UTF-8 (byte {error.start})", "Save it as UTF-8.")
    except tomllib.TOMLDecodeError as error:
        problems.add(file, "", f"it is not TOML ({error})", "Correct the syntax there.")
    return None


def validated(model: type[_Model], document: dict[str, Any], file: str, problems: Problems) -> _Model | None:
    """The document as that model, or None when it is wrong (what is wrong goes to `problems`)."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        problems.add_invalid(file, "", model, error, document)
        return None
