"""Every AWS call of ingest to answer, broken in every way: readers see the same as in peace, nothing is stuck."""

import os
from collections import Counter
from typing import Any

import pytest
from tests.faults.scenarios import CONFIGURATION, SCENARIOS, Scenario
from tests.faults.world import MODES, World, conserved, emulated


def play(scenario: Scenario, at: int, mode: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Any, list[str]]:
    """Run the scenario once with one fault; returns what is wrong, what readers see, and the calls made."""
    with monkeypatch.context() as patch, emulated(patch, CONFIGURATION) as world:
        for key, content in scenario.before:
            world.deliver(world.land(key, content))
            world.run()
        events = [world.land(key, content) for key, content in scenario.disturbed]
        world.faults.arm(at, mode)
        _settle(world, events)
        calls = list(world.faults.log)
        world.faults.is_armed = False
        for _ in range(2):
            _settle(world, events)
        return conserved(world), world.visible(), calls


def _settle(world: World, events: list[dict[str, Any]]) -> None:
    world.deliver(*events)
    world.run()


@pytest.mark.invariant("I1", "I2", "I3", "I6")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_a_sample_of_crash_points_changes_nothing(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    enumerate_faults(scenario, monkeypatch, step=int(os.environ.get("CRASH_POINT_STEP", "17")))


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.invariant("I1", "I2", "I3", "I6")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_no_crash_point_changes_anything(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    enumerate_faults(scenario, monkeypatch, step=1)


def enumerate_faults(scenario: Scenario, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    wrong, expected, calls = play(scenario, 0, "", monkeypatch)
    assert wrong == []
    bad, trials = [], 0
    for at in range(1, len(calls) + 1, step):
        for mode in MODES:
            trials += 1
            wrong, seen, _ = play(scenario, at, mode, monkeypatch)
            if wrong or seen != expected:
                bad.append((at, calls[at - 1], mode, wrong or "readers see something else"))
    print(f"{scenario.name}: {len(calls)} calls, {trials} trials, {len(bad)} bad; {dict(Counter(calls))}")
    assert bad == []
