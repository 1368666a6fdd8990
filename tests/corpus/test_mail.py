"""Mails and winmail.dat of others: the attachments that several other programs agree on, with their names."""

from collections import Counter
from pathlib import Path

import pytest
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
    print(f"mail: {dict(counts)}")
    assert counts["mime found"] >= 0.985 * counts["mime wanted"]
    assert counts["mime right names"] >= 0.975 * counts["mime names"]
    assert counts["tnef found"] == counts["tnef wanted"]
    assert counts["tnef right names"] == counts["tnef names"]
