"""A data set of a configuration, for the tests of this folder (see dataset.py)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.faults.world import emulated
from tests.integration.dataset.dataset import Dataset

from sellthrough.model.workspace import Configuration

Build = Callable[[dict[str, Any]], Dataset]


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Build]:
    """build(configuration): an empty data set, loaded with it."""
    with ExitStack() as stack:

        def make(document: dict[str, Any]) -> Dataset:
            configuration = Configuration.model_validate(document)
            return Dataset(stack.enter_context(emulated(monkeypatch, configuration)), configuration, tmp_path)

        yield make
