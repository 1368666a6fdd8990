"""What all tests share: the shared data folder beside the checkout, present or not."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
ABSENT = "the shared data folder does not lie beside the checkout"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `shared` skips where the folder is absent, and fails there when SELLTHROUGH_REQUIRE_SHARED is 1."""
    if item.get_closest_marker("shared") is None or SHARED.is_dir():
        return
    if os.environ.get("SELLTHROUGH_REQUIRE_SHARED") == "1":
        pytest.fail(f"{ABSENT}, and this run must not skip")
    pytest.skip(ABSENT)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their length: an archive holds the time, and two workers must name its test alike."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None


@pytest.fixture
def shared() -> Path:
    """The shared data folder; use it in tests marked `shared` only."""
    return SHARED
