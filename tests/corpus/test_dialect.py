"""Delimiters and quotes of annotated real files: the reached scores are kept."""

from pathlib import Path

import pytest
from tests.corpus.scoring import scored

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E6")
@pytest.mark.parametrize(
    ("subset", "delimiter", "dialect"), [("garcia_pollock", 0.975, 0.95), ("w3c_csvw", 0.985, 0.98)]
)
def test_the_dialects_of_annotated_files_are_found(shared: Path, subset: str, delimiter: float, dialect: float) -> None:
    scores = scored(shared, "dialect")["scores"][subset]
    assert scores["delimiter"] >= delimiter
    assert scores["dialect"] >= dialect


def test_every_file_of_csv_spectrum_reads_exactly(shared: Path) -> None:
    found = scored(shared, "spectrum")
    assert (found["wrong"], found["exact"]) == ([], found["files"])
