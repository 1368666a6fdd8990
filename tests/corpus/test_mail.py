"""Mails and winmail.dat of others: the attachments that several other programs agree on, with their names."""

from collections import Counter
from pathlib import Path

import pytest
from tests.corpus.goals import assert_reached
from tests.corpus.reading import inspected

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.mark.feature("C8")
def test_the_attachments_that_other_programs_agree_on_are_found(shared: Path) -> None:
    counts: Counter[str] = Counter()
    for entry, found in inspected(shared / "corpus" / "mail"):
        expected = entry["expect"]
        kind = "tnef" if expected.get("tnef") else "mime"
        parts = found["attachments"] if found else []
        hashes = {part[name] for part in parts for name in ("sha256", "sha256_norm")}
        names = {part["name"] for part in parts}
        for wanted in expected["attachments"]:
            if wanted.get("required", True):
                counts[f"{kind} wanted"] += 1
                counts[f"{kind} found"] += wanted["sha"] in hashes
                if wanted.get("name"):
                    counts[f"{kind} names"] += 1
                    counts[f"{kind} right names"] += wanted["name"] in names
    figures = {
        "found": counts["mime found"] / counts["mime wanted"],
        "names": counts["mime right names"] / counts["mime names"],
        "tnef_found": counts["tnef found"] / counts["tnef wanted"],
        "tnef_names": counts["tnef right names"] / counts["tnef names"],
    }
    assert_reached("mail", figures)
