"""Every AWS call of ingest to answer, broken in every way: readers see the same as in peace, nothing is stuck."""

import os
import time
from collections import Counter
from functools import partial
from typing import Any

import pytest
from tests.faults.breakable import MODES
from tests.faults.in_a_fork import in_a_fork
from tests.faults.scenarios import CONFIGURATION, CONTRACTS_FILE, RESTATED_FILE, SCENARIOS, Scenario
from tests.faults.world import World, conserved, emulated

STEP = int(os.environ.get("SELLTHROUGH_CRASH_STEP", "10"))  # `make soak` breaks every call
Trial = tuple[list[str], Any, list[str]]


def play(world: World, events: list[dict[str, Any]], at: int, mode: str) -> Trial:
    """Let the events come in with one fault, then twice more; returns what is wrong, what readers see, the calls."""
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


def enumerate_faults(scenario: Scenario, monkeypatch: pytest.MonkeyPatch, step: int) -> str:
    """Break every `step`-th call in every mode; returns a line with the number of trials."""
    bad, trials, started = [], 0, time.monotonic()
    with monkeypatch.context() as patch, emulated(patch, CONFIGURATION) as world:
        overtaken = [world.land(key, content) for key, content in scenario.overtaken]
        for key, content in scenario.before:
            _settle(world, [world.land(key, content)])
        events = overtaken + [world.land(key, content) for key, content in scenario.disturbed]
        wrong, expected, calls = in_a_fork(partial(play, world, events, 0, ""))
        assert wrong == []
        for at in range(1, len(calls) + 1, step):
            for mode in MODES:
                trials += 1
                wrong, seen, _ = in_a_fork(partial(play, world, events, at, mode))
                if wrong or seen != expected:
                    bad.append((at, calls[at - 1], mode, wrong or "readers see something else"))
    assert bad == []
    assert trials >= 4
    seconds = time.monotonic() - started
    return f"{scenario.name}: {len(calls)} calls, {trials} trials, 0 bad, {seconds:.0f} s; {dict(Counter(calls))}"


@pytest.mark.invariant("I1", "I2", "I3", "I6")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_a_sample_of_crash_points_changes_nothing(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    print(enumerate_faults(scenario, monkeypatch, step=41))


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.invariant("I1", "I2", "I3", "I6")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_no_crash_point_changes_anything(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    print(enumerate_faults(scenario, monkeypatch, step=STEP))


@pytest.mark.invariant("I3")
def test_contracts_in_the_ledger_follow_what_stands_whichever_report_is_published_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []
    for order in ((0, 1), (1, 0)):
        with monkeypatch.context() as patch, emulated(patch, CONFIGURATION) as world:
            events = [world.land(key, content) for key, content in (CONTRACTS_FILE, RESTATED_FILE)]
            for number in order:
                _settle(world, [events[number]])
            assert conserved(world) == []
            seen.append(world.visible()["ledger_contracts"])
    assert seen[0] == seen[1]
    shown = [(row[2], row[7], row[5]) for row in seen[0]]
    assert sorted(shown) == [
        ("K-1", "2019-12-31", "live"),  # the asset that was not renewed
        ("K-1", "2020-12-31", "live"),
        ("K-3", "2020-02-29", "cancelled"),
        ("K-4", "2020-03-31", "live"),
    ]  # K-2 was taken back
