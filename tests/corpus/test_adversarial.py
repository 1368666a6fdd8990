"""Files made to do harm or to mislead: each passes its own check within its time and memory."""

from pathlib import Path

import pytest
from tests.corpus.goals import assert_reached
from tests.corpus.scoring import INSPECT, scored

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E9", "C28")
def test_every_adversarial_file_passes_its_check(shared: Path) -> None:
    # A process for each file: its memory is measured.
    found = scored(shared, "adversarial", command=f"{INSPECT} {{file}}", seconds=280)
    assert found["failed"] == []
    assert_reached("adversarial", {"passed": found["rate"]})
