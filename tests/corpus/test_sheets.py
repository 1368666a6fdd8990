"""Real workbooks of every kind, protected and damaged ones among them: the reached scores are kept."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E5", "E6")
def test_the_cells_of_real_workbooks_are_read_and_none_crashes_the_reader(shared: Path) -> None:
    corpus = shared / "corpus"
    command = f"{Path(sys.executable).with_name('sellthrough')} inspect"
    scorer = [sys.executable, str(corpus / "score_sheets.py"), "--corpus", str(corpus / "sheets"), "--cmd", command]
    done = subprocess.run(scorer, check=True, capture_output=True, text=True, timeout=180)
    scores = json.loads(done.stdout)["scores"]
    assert scores["cells"]["statuses"] == {"ok": scores["cells"]["files"]}
    assert scores["cells"]["cells"] >= 0.99
    assert scores["survive"]["score"] == 1.0
    assert scores["refuse"]["score"] == 1.0
