"""Texts made to mislead a reader - UTF-7, no byte order mark, markup, names like SQL and like patterns - are read as text."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.corpus.scoring import INSPECT

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("E9")
def test_texts_made_to_mislead_are_read_as_text(shared: Path, tmp_path: Path) -> None:
    corpus = shared / "corpus"
    lines = (corpus / "adversarial" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [line for line in lines if json.loads(line)["file"].startswith(("files/csv_", "files/name_"))]
    (tmp_path / "manifest.jsonl").write_text("\n".join(texts), encoding="utf-8")
    (tmp_path / "files").symlink_to(corpus / "adversarial" / "files")
    scorer = [sys.executable, str(corpus / "score_adversarial.py"), "--corpus", str(tmp_path), "--cmd"]
    done = subprocess.run([*scorer, f"{INSPECT} {{file}}"], check=True, capture_output=True, text=True, timeout=240)
    found = json.loads(done.stdout)
    assert (found["failed"], found["passed"]) == ([], len(texts))
