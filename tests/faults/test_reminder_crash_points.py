"""Every AWS call of a look at the reports owed, broken in every way and looked at twice more: no mail twice, none lost."""

import importlib
import os
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from moto.ses.models import ses_backends
from tests.faults.breakable import MODES
from tests.faults.in_a_fork import in_a_fork
from tests.faults.world import World, emulated
from tests.submissions import submission

from sellthrough.errors import Busy
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Configuration

ACCOUNT = "123456789012"
CONFIGURATION = Configuration.model_validate(
    {
        "version": "c1",
        "vendor": {
            "name": "Northgate",
            "reporting_currency": "USD",
            "brand": {"name": "Northgate", "support_email": "desk@northgate.example"},
        },
        "agreements": [
            {
                "partner_id": "birch",
                "time_zone": "Europe/Berlin",
                "contacts": [{"email": "ann@birch.example"}, {"email": "max@birch.example", "role": "manager"}],
                "feeds": [
                    {"feed": "pos", "record_type": "sell_through", "files": r"pos_(?P<year>\d{4})(?P<month>\d\d)\.csv"}
                ],
            }
        ],
        "partners": [{"partner_id": "birch", "partner_name": "Birch"}],
        "products": [],
    }
)
WATCHED = "2024-02-01T00:00:00Z"


@dataclass(frozen=True)
class Scenario:
    """Looks in peace, what then lands, and the look that is disturbed; `make proof` breaks every `step`-th call."""

    name: str
    before: tuple[str, ...]
    landed: tuple[dict[str, Any], ...]
    disturbed: str
    step: int = 1


def _report(**changes: Any) -> dict[str, Any]:
    january = {"reporting_period": "2024-01", "file_name": "pos_202401.csv", "landed_at": "2024-02-12T09:00:00+00:00"}
    return submission(**january | changes).model_dump(mode="json")


SCENARIOS = (
    Scenario("the first look, and a reminder", (), (), "2024-02-09T00:00:00Z", step=3),
    Scenario("a missing report after a standstill", (WATCHED,), (), "2024-02-14T08:00:00Z"),
    Scenario(
        "a refused file", (WATCHED,), (_report(state="refused", reason_code="EMPTY"),), "2024-02-12T10:00:00Z", step=3
    ),
    Scenario(
        "a missing report that came in part",
        (WATCHED, "2024-02-11T18:00:00Z"),
        (_report(state="published", counts={"rows_in": 3, "accepted_rows": 2, "quarantined_rows": 1}),),
        "2024-02-12T10:00:00Z",
    ),
)
Seen = tuple[dict[str, str], Counter[str], list[str]]
Trial = tuple[Seen, list[str]]


def play(world: World, at: str, place: int, mode: str) -> Trial:
    """Look with one fault, then twice more at the same time; returns what there is then, and the calls."""
    world.faults.arm(place, mode)
    _look(world, at)
    calls = list(world.faults.log)
    world.faults.is_armed = False
    for _ in range(2):
        _look(world, at)
    return _seen(world), calls


def _look(world: World, at: str) -> None:
    for _ in range(3):  # EventBridge Scheduler tries again what failed
        try:
            if world.call("cycle", {"time": at}) is not None:
                return
        except (Busy, world.ledger._client.exceptions.ClientError):
            continue


def _seen(world: World) -> Seen:
    """The state of each mail by what it is about, how often SES took each, and the reports missing."""
    states = {mail.about: mail.state for mail in world.ledger.mails()}
    sent = Counter(
        line.partition("<")[2].partition("@")[0]
        for region in ses_backends[ACCOUNT].values()
        for message in region.sent_messages
        for line in message.raw_data.splitlines()
        if line.startswith("Message-ID:")
    )
    about = {mail.mail_id: mail.about for mail in world.ledger.mails()}
    missing = [f"{m.period} {m.missing_since} {m.cleared_at}" for m in world.ledger.missing_reports()]
    return states, Counter({about[mail_id]: count for mail_id, count in sent.items()}), missing


def wrong_with(seen: Seen, expected: Seen) -> list[str]:
    """What differs from the look in peace: SENT may have become AMBIGUOUS, and nothing else."""
    (states, sent, missing), (wanted, _, wanted_missing) = seen, expected
    wrong = [f"{about} is not there" for about in wanted.keys() - states.keys()]
    wrong += [f"{about} should not be there" for about in states.keys() - wanted.keys()]
    wrong += [f"{about} was sent {count} times" for about, count in sent.items() if count > 1]
    for about, state in states.items():
        is_known = state == wanted.get(about) or (state == "AMBIGUOUS" and wanted.get(about) == "SENT")
        if not is_known or (state == "SENT" and not sent[about]) or (state == "SUPPRESSED" and sent[about]):
            wrong.append(f"{about} is {state}, sent {sent[about]} times")
    return wrong if missing == wanted_missing else [*wrong, f"missing: {missing}"]


def enumerate_faults(scenario: Scenario, monkeypatch: pytest.MonkeyPatch, step: int) -> str:
    """Break every `step`-th call in every mode; returns a line with the number of trials."""
    bad, ends, started = [], Counter[str](), time.monotonic()
    with monkeypatch.context() as patch, emulated(patch, CONFIGURATION) as world:
        importlib.import_module("functions.cycle.app")  # once, not in every fork
        for at in scenario.before:
            _look(world, at)
        for values in scenario.landed:
            world.ledger.receive(Submission.model_validate(values))
        expected, calls = in_a_fork(partial(play, world, scenario.disturbed, 0, ""))
        assert set(expected[0].values()) <= {"SENT", "SUPPRESSED"}
        assert sum(expected[1].values()) > 0
        for place in range(1, len(calls) + 1, step):
            for mode in MODES:
                seen, _ = in_a_fork(partial(play, world, scenario.disturbed, place, mode))
                wrong = wrong_with(seen, expected)
                ends["AMBIGUOUS" if "AMBIGUOUS" in seen[0].values() else "all as in peace"] += 1
                if wrong:
                    bad.append((place, calls[place - 1], mode, wrong))
    assert bad == []
    assert ends["all as in peace"] > 0
    seconds = time.monotonic() - started
    return f"{scenario.name}: {len(calls)} calls, {ends.total()} trials, 0 bad, {seconds:.0f} s; {dict(ends)}"


@pytest.mark.invariant("I5")
@pytest.mark.parametrize("scenario", SCENARIOS[1:2], ids=lambda s: s.name)
def test_a_sample_of_crash_points_mails_nothing_twice_and_loses_nothing(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    print(enumerate_faults(scenario, monkeypatch, step=9))


@pytest.mark.proof
@pytest.mark.timeout(600)
@pytest.mark.invariant("I5")
@pytest.mark.feature("E26")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_no_crash_point_mails_anything_twice_or_loses_it(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    print(enumerate_faults(scenario, monkeypatch, int(os.environ.get("SELLTHROUGH_CRASH_STEP", scenario.step))))
