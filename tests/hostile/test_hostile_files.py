"""100 hostile files: each is read, held or refused with a reason, in bounded time and memory, and none crashes."""

import hashlib

import pytest
from tests.hostile.corpus import hostile_files
from tests.hostile.driving import MAX_SECONDS, Outcome, outcomes_of

from sellthrough.model.reject_codes import reject_codes

MAX_MB = 512


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """What one reading process makes of every file, one after the other."""
    return list(outcomes_of(hostile_files(), tmp_path_factory.mktemp("hostile")))


@pytest.mark.feature("E9")
@pytest.mark.invariant("I7")
def test_every_hostile_file_is_read_held_or_refused_with_a_reason(
    outcomes: list[Outcome],
) -> None:
    assert len(outcomes) >= 100
    known = {code for code, entry in reject_codes().items() if entry.scope == "file"}
    for file, found in outcomes:
        if found["outcome"] != "read":
            assert found["code"] in known, file.attack
            assert len(found["reason"]) > 10, file.attack
    kinds = {found["outcome"] for _, found in outcomes}
    assert kinds == {"read", "held", "refused"}


@pytest.mark.feature("E9")
def test_every_physical_line_of_a_text_is_a_record_or_a_named_ignored_line(
    outcomes: list[Outcome],
) -> None:
    texts = [(file, found) for file, found in outcomes if "lines" in found]
    assert len(texts) > 30
    for file, found in texts:
        assert found["accounted"] == found["lines"], (file.attack, file.name[:60])
        assert found["rows"] == found["rows_in"], file.attack


def test_no_hostile_file_takes_long_or_much_memory(outcomes: list[Outcome]) -> None:
    peak = 0
    for file, found in outcomes:
        assert found["seconds"] < MAX_SECONDS, file.attack
        assert found["peak_mb"] <= MAX_MB, f"{file.attack} raised the peak from {peak} MB"
        peak = found["peak_mb"]


@pytest.mark.parametrize(
    ("attack", "outcome", "code"),
    [
        ("headings only", "read", None),
        ("file name", "read", None),
        ("cells", "read", None),
        ("duplicate headings", "read", None),
        ("stray quotes", "read", None),
        ("unclosed quote", "read", None),
        ("one 20 MB line", "refused", "LIMIT_EXCEEDED"),
        ("binary", "refused", "UNSUPPORTED_FORMAT"),
    ],
)
def test_the_outcome_of_an_attack_is_the_documented_one(
    outcomes: list[Outcome], attack: str, outcome: str, code: str | None
) -> None:
    found = [answer for file, answer in outcomes if file.attack == attack]
    assert found
    assert {(answer["outcome"], answer.get("code")) for answer in found} == {(outcome, code)}


def test_the_generator_writes_the_same_bytes_again() -> None:
    def digest() -> str:
        whole = hashlib.sha256()
        for file in hostile_files():
            whole.update(file.content)
        return whole.hexdigest()

    assert digest() == digest()
