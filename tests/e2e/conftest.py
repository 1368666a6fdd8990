"""Local clouds for the tests: each in a folder of its own, stopped at the end whatever happened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sellthrough_local.cloud import Cloud

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="module")
def fresh_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """An empty local cloud, one per test module."""
    with Cloud.start(tmp_path_factory.mktemp("cloud")) as cloud:
        yield cloud
