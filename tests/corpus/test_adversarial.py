"""Files made to do harm: each passes its own check within its time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E9", "C28")
def test_every_adversarial_file_passes_its_check(shared: Path) -> None:
    corpus = shared / "corpus"
    command = f"{Path(sys.executable).with_name('sellthrough')} inspect {{file}}"
    scorer = [
        sys.executable,
        str(corpus / "score_adversarial.py"),
        "--corpus",
        str(corpus / "adversarial"),
        "--cmd",
        command,
    ]
    done = subprocess.run(scorer, check=True, capture_output=True, text=True, timeout=240)
    found = json.loads(done.stdout)
    assert found["failed"] == []
    assert found["passed"] == found["files"]
