"""Polluted copies of one file, and polluted real files (the Pollock benchmark): the reached scores are kept."""

from pathlib import Path

import pytest
from tests.corpus.scoring import scored

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E6", "E12")
def test_every_pollution_of_a_file_is_read(shared: Path) -> None:
    # Of the 900 files that differ in one row a sample is read; the scorer weighs it back up.
    found = scored(shared, "pollock", "--max-per-stratum", "25")
    assert set(found["statuses"]) == {"ok"}
    assert found["weighted"] >= 9.92
    assert found["simple"] >= 9.92


@pytest.mark.feature("E6", "E12")
def test_polluted_real_files_are_read(shared: Path) -> None:
    found = scored(shared, "pollock_survey", scorer="pollock")
    assert set(found["statuses"]) == {"ok"}
    assert found["weighted"] >= 9.70
    assert found["header_f1"] >= 0.94
