"""The same bytes landed before and after their correction; their events come in every order."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from tests.faults.scenarios import CONFIGURATION, CORRECTED_FILE, NOVEMBER_FILE
from tests.faults.world import World, conserved, emulated

AGAIN_FILE = ("landing/birch/pos/pos_201911_again.csv", NOVEMBER_FILE[1])
LANDED = (NOVEMBER_FILE, CORRECTED_FILE, AGAIN_FILE)


def play(world: World, order: Sequence[int], *, one_by_one: bool) -> None:
    """Land the three in their order, and let their events come in that of `order`, twice."""
    events = [world.land(*file) for file in LANDED]
    for _ in range(2):
        for place in order:
            world.deliver(events[place])
            if one_by_one:
                world.run()
        world.run()


def check(monkeypatch: pytest.MonkeyPatch, orders: Sequence[Sequence[int]]) -> None:
    seen = []
    for order in orders:
        for one_by_one in (False, True):
            with monkeypatch.context() as patch, emulated(patch, CONFIGURATION) as world:
                play(world, order, one_by_one=one_by_one)
                assert conserved(world) == []
                seen.append(world.visible())
                submissions = {s.submission_id: s for s in world.ledger.submissions()}
                assert {s.file_name: s.state.value for s in submissions.values()} == {
                    "pos_201911.csv": "superseded",
                    "pos_201911_corrected.csv": "published",
                }
                repeats = [f.file_name for f in world.ledger.files() if f.is_repeat_of(submissions[f.submission_id])]
                assert repeats == ["pos_201911_again.csv"]
                about = {mail.about for mail in world.ledger.mails()}
                assert about >= {*submissions, *(f.file_id for f in world.ledger.files() if f.file_name in repeats)}
    assert all(found == seen[0] for found in seen)


@pytest.mark.invariant("I1", "I3")
def test_the_correction_stands_when_the_last_event_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    check(monkeypatch, [(0, 1, 2), (2, 1, 0)])


@pytest.mark.proof
@pytest.mark.feature("C18")
@pytest.mark.invariant("I1", "I3")
def test_the_correction_stands_in_every_order_of_the_events(monkeypatch: pytest.MonkeyPatch) -> None:
    check(monkeypatch, list(permutations(range(3))))
