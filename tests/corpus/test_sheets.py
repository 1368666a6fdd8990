"""Real workbooks of every kind, protected and damaged ones among them: the goals are reached."""

from pathlib import Path

import pytest
from tests.corpus.goals import assert_reached
from tests.corpus.scoring import scored

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E5", "E6")
def test_the_cells_of_real_workbooks_are_read_and_none_crashes_the_reader(shared: Path) -> None:
    scores = scored(shared, "sheets", seconds=280)["scores"]
    assert scores["cells"]["statuses"] == {"ok": scores["cells"]["files"]}
    shares = {kind: scores[kind]["score"] for kind in ("survive", "refuse")}
    assert_reached("sheets", {"cells": scores["cells"]["cells"], **shares})
