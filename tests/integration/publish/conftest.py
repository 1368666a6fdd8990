"""The whole path on moto, undisturbed (see tests/faults/world.py)."""

from collections.abc import Iterator

import pytest
from tests.faults.scenarios import CONFIGURATION
from tests.faults.world import World, emulated


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with emulated(monkeypatch, CONFIGURATION) as world:
        yield world
