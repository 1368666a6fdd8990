"""Polluted copies of one file, and polluted real files (the Pollock benchmark): the goals are reached."""

from pathlib import Path

import pytest
from tests.corpus.goals import assert_reached
from tests.corpus.scoring import scored

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E6", "E12")
@pytest.mark.timeout(1_200)
def test_every_pollution_of_a_file_is_read(shared: Path) -> None:
    found = scored(shared, "pollock", seconds=1_100)
    assert found["statuses"] == {"ok": 918}
    assert_reached("pollock", found)


@pytest.mark.feature("E6", "E12")
def test_polluted_real_files_are_read(shared: Path) -> None:
    found = scored(shared, "pollock_survey", scorer="pollock")
    assert set(found["statuses"]) == {"ok"}
    assert_reached("pollock_survey", found)
