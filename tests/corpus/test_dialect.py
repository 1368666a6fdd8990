"""Delimiters and quotes of annotated real files, and texts full of quotes: the goals are reached."""

from pathlib import Path

import pytest
from tests.corpus.goals import assert_reached
from tests.corpus.scoring import scored

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E6")
def test_the_dialects_of_annotated_files_are_found(shared: Path) -> None:
    scores = scored(shared, "dialect")["scores"]
    assert_reached("dialect, Garcia", scores["garcia_pollock"])
    assert_reached("dialect, W3C", scores["w3c_csvw"])


@pytest.mark.feature("E6")
def test_every_file_of_csv_spectrum_reads_exactly(shared: Path) -> None:
    found = scored(shared, "spectrum")
    assert found["wrong"] == []
    assert_reached("spectrum", {"exact": found["exact"] / found["files"]})
