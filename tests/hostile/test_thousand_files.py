"""1,000 hostile files over all formats: none crashes the reader, each is read, held or refused with a reason."""

import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pytest
from tests.hostile.corpus import hostile_files
from tests.hostile.damaged import mutated_files
from tests.hostile.driving import MAX_SECONDS, outcomes_of

from sellthrough.model.reject_codes import reject_codes

FILES = 1_000
MAX_MB = 512


@pytest.mark.proof
@pytest.mark.feature("E9", "C28")
@pytest.mark.invariant("I1", "I7")
def test_a_thousand_hostile_files_crash_nothing_and_lose_no_line(tmp_path: Path) -> None:
    crafted = [file for file in hostile_files() if len(file.content) < 1 << 20]
    files = [*crafted, *mutated_files(FILES - len(crafted))]
    halves = [(files[half::2], tmp_path / str(half)) for half in (0, 1)]
    for _, folder in halves:
        folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(chain(*pool.map(lambda half: list(outcomes_of(*half)), halves)))
    assert len(outcomes) == FILES
    known = {code for code, entry in reject_codes().items() if entry.scope == "file"}
    for file, found in outcomes:
        assert found["seconds"] < MAX_SECONDS, file.attack
        assert found["peak_mb"] <= MAX_MB, file.attack
        if found["outcome"] == "read":
            assert found["rows"] == found["rows_in"], file.attack
            assert found.get("accounted") == found.get("lines"), file.attack
        else:
            assert found["code"] in known, file.attack
            assert len(found["reason"]) > 10, file.attack
    counted = Counter(found["outcome"] for _, found in outcomes)
    print(dict(counted), Counter(found.get("code") for _, found in outcomes))
    assert set(counted) == {"read", "held", "refused"}


def test_the_damaged_files_are_the_same_each_time() -> None:
    def digest() -> str:
        return hashlib.sha256(b"".join(file.content for file in mutated_files(60))).hexdigest()

    assert digest() == digest()
