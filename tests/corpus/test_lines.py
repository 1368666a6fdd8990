"""Which lines of real statistical tables are heading, data, totals and notes: the reached scores are kept."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E12")
def test_headings_data_totals_and_notes_of_real_tables_are_told_apart(shared: Path) -> None:
    corpus = shared / "corpus"
    command = f"{Path(sys.executable).with_name('sellthrough')} inspect"
    scorer = [sys.executable, str(corpus / "score_lines.py"), "--corpus", str(corpus / "lines"), "--cmd", command]
    done = subprocess.run(scorer, check=True, capture_output=True, text=True, timeout=240)
    found = json.loads(done.stdout)
    scores = found["scores"]["all"]
    assert found["statuses"] == {"ok": scores["files"]}
    assert scores["data_f1"] >= 0.990
    assert scores["header_f1"] >= 0.95
    assert scores["leaked"] <= 0.10
    assert scores["junk"] <= 0.005
    assert scores["exact"] >= 0.85
