"""docs/workspace.md names every file and key that a workspace may hold."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from sellthrough.model.workspace import Agreement, Vendor
from sellthrough_local.workspace_folder.masters import MASTERS, MasterFile

PAGE = (Path(__file__).parents[4] / "docs" / "workspace.md").read_text(encoding="utf-8")


def models_below(model: type[BaseModel]) -> set[type[BaseModel]]:
    found = {model}
    for field in model.model_fields.values():
        for inner in annotations_in(field.annotation):
            found |= models_below(inner)
    return found


def annotations_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in annotations_in(part)]


ROOTS: list[type[BaseModel]] = [Vendor, Agreement, MasterFile, *(master.row for master in MASTERS.values())]
KEYS = sorted(
    {f"{model.__name__}.{key}" for root in ROOTS for model in models_below(root) for key in model.model_fields}
)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_documented(key: str) -> None:
    assert f"`{key.split('.')[1]}`" in PAGE


@pytest.mark.parametrize("name", sorted(MASTERS))
def test_every_master_and_its_file_are_documented(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert MASTERS[name].file in PAGE
