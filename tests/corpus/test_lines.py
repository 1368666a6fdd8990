"""Which lines of real statistical tables are heading, data, totals and notes: the goals are reached."""

from pathlib import Path

import pytest
from tests.corpus.goals import assert_reached
from tests.corpus.scoring import scored

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E12")
def test_headings_data_totals_and_notes_of_real_tables_are_told_apart(shared: Path) -> None:
    found = scored(shared, "lines", seconds=280)
    scores = found["scores"]["all"]
    assert found["statuses"] == {"ok": scores["files"]}
    assert_reached("lines", scores)
