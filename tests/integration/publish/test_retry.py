"""An ended submission runs again under the current configuration: once, however many ask and wherever we die."""

from typing import Any

import boto3
import pytest
from tests.faults.breakable import Crash
from tests.faults.scenarios import CONFIGURATION, OCTOBER, OCTOBER_FILE, STRAY_FILE
from tests.faults.world import World, conserved, emulated

from sellthrough.errors import Held, NotFound
from sellthrough.model.keys import configuration_key
from sellthrough.model.submissions import State, Submission
from sellthrough.model.workspace import Configuration
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.machines import Machine
from sellthrough_aws.objects import Objects
from sellthrough_aws.retry import OPERATOR, retry

AT = "2020-01-02T09:00:00+00:00"
OTHER_HEADINGS = ("landing/birch/pos_201910.csv", OCTOBER.replace("qty,net", "Kz7,Kz8"))
MENDED = {"Kz7": "quantity_units", "Kz8": "net_amount"}


def changed(world: World, version: str, **feed: Any) -> Configuration:
    """The scenario's configuration with another `pos` feed, made the current one."""
    values = CONFIGURATION.model_dump(mode="json")
    values["version"] = version
    values["agreements"][0]["feeds"][0].update(feed)
    configuration = Configuration.model_validate(values)
    body = configuration.model_dump_json().encode()
    boto3.client("s3").put_object(Bucket="archive", Key=configuration_key(version), Body=body)
    world.ledger.set_current_configuration(version)
    return configuration


def again(world: World, submission: Submission, **asked: Any) -> Submission | None:
    machine = Machine(world.environment["SUBMISSION_MACHINE_ARN"])
    return retry(world.ledger, machine, Configurations(Objects(), "archive"), submission.submission_id, **asked)


def ended(world: World, file: tuple[str, str], state: State) -> Submission:
    """Land the file and run it; it must end like that."""
    world.deliver(world.land(*file))
    world.run()
    [submission] = world.ledger.submissions()
    assert submission.state is state
    return submission


def columns_with(**more: str) -> dict[str, Any]:
    layout = CONFIGURATION.agreements[0].feeds[0].layout.model_dump(mode="json")
    return {**layout, "columns": {**layout["columns"], **more}}


@pytest.mark.feature("E58")
def test_a_held_submission_is_read_with_the_layout_that_was_mended(world: World) -> None:
    held = ended(world, OTHER_HEADINGS, State.HELD)
    changed(world, "c2", layout=columns_with(**MENDED))
    started = again(world, held, asked_by="ab12", asked_at=AT)
    assert started is not None
    assert (started.submission_id, started.run, started.config_version) == (held.submission_id, 2, "c2")
    world.run()
    after = world.ledger.submission(held.submission_id)
    assert (after.state, after.run, after.config_version, after.reason) == (State.PUBLISHED, 2, "c2", None)
    assert after.counts.accepted_rows > 0
    assert conserved(world) == []
    asked = world.ledger.runs_asked(held.submission_id)
    assert {number: (one.asked_by, one.ended_as, one.config_version) for number, one in asked.items()} == {
        2: ("ab12", "held", "c2")
    }
    assert world.ledger.open_submissions() == []


@pytest.mark.invariant("I3")
def test_running_again_gives_what_landing_under_the_new_configuration_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, emulated(patch, CONFIGURATION) as world:
        held = ended(world, OTHER_HEADINGS, State.HELD)
        configuration = changed(world, "c2", layout=columns_with(**MENDED))
        again(world, held)
        world.run()
        seen = world.visible()
    with monkeypatch.context() as patch, emulated(patch, configuration) as fresh:
        ended(fresh, OTHER_HEADINGS, State.PUBLISHED)
        assert fresh.visible() == seen


def test_a_double_click_and_two_people_start_one_run(world: World) -> None:
    held = ended(world, OTHER_HEADINGS, State.HELD)
    changed(world, "c2")
    first, second, third = (again(world, held, seen_run=1, asked_by=who) for who in ("a", "a", "b"))
    assert first is not None
    assert (second, third) == (None, None)
    world.run()
    assert world.ledger.submission(held.submission_id).state is State.HELD  # its headings are as unknown as before
    assert again(world, held, seen_run=1) is None  # a page that was opened before
    assert [name for name in world.inputs() if name.startswith(held.submission_id)] == [
        f"{held.submission_id}-2",
        f"{held.submission_id}-1",
    ]


def test_two_at_the_same_instant_start_one_run(world: World) -> None:
    """Both have read the ledger before either writes."""
    held = ended(world, OTHER_HEADINGS, State.HELD)
    ledger, won = world.ledger, []

    class Late(type(ledger)):  # type: ignore[misc]
        def run_again(self, *arguments: Any) -> Submission | None:
            won.append(again(world, held, asked_by="the other"))
            found: Submission | None = super().run_again(*arguments)
            return found

    machine = Machine(world.environment["SUBMISSION_MACHINE_ARN"])
    assert retry(Late("ledger"), machine, Configurations(Objects(), "archive"), held.submission_id) is None
    assert [one.run for one in won] == [2]
    assert ledger.runs_asked(held.submission_id)[2].asked_by == "the other"


@pytest.mark.parametrize("state", [State.REFUSED, State.NEEDS_ATTENTION])
def test_what_was_refused_or_failed_runs_again(world: World, state: State) -> None:
    world.deliver(world.land(*OCTOBER_FILE))
    [submission] = world.ledger.submissions()
    assert again(world, submission) is None  # it is under way
    world.ledger.settle(submission.submission_id, state, "PROCESSING_FAILED", "It failed three times.")
    world.stop(f"{submission.submission_id}-1")
    world.ledger.close(submission.submission_id)
    started = again(world, submission)
    assert started is not None
    world.call("standstill", {"time": AT})  # its execution is at work
    world.inputs().pop(f"{submission.submission_id}-2")
    assert world.ledger.submission(submission.submission_id).run == 2
    assert world.ledger.runs_asked(submission.submission_id)[2].asked_by == OPERATOR


def test_a_published_submission_and_an_unknown_one_do_not_run_again(world: World) -> None:
    published = ended(world, OCTOBER_FILE, State.PUBLISHED)
    assert again(world, published) is None
    with pytest.raises(NotFound):
        again(world, published.model_copy(update={"submission_id": "nobody"}))


def test_a_file_that_is_still_nobodys_says_so_and_stays(world: World) -> None:
    held = ended(world, STRAY_FILE, State.HELD)
    changed(world, "c2")
    with pytest.raises(Held, match="Which of these reports is who_knows"):
        again(world, held)
    assert world.ledger.submission(held.submission_id) == held


@pytest.mark.invariant("I2", "I3")
def test_a_file_that_an_agreement_now_expects_becomes_its_report(world: World) -> None:
    held = ended(world, STRAY_FILE, State.HELD)
    changed(world, "c2", files="who_knows.csv", period="2019-10")
    started = [again(world, held, asked_by=who) for who in ("a", "b")]
    assert started[0] is not None
    assert started[1] is None
    world.run()
    found = {s.submission_id: s for s in world.ledger.submissions()}
    assert len(found) == 2
    after = found[started[0].submission_id]
    assert (after.feed, after.reporting_period, after.state) == ("pos", "2019-10", State.PUBLISHED)
    old = found[held.submission_id]
    assert (old.state, old.superseded_by) == (State.SUPERSEDED, after.submission_id)
    assert old.reason == "It is read as pos 2019-10 now."
    assert world.ledger.runs_asked(after.submission_id)[1].asked_by == "a"
    assert world.ledger.open_submissions() == []


@pytest.mark.proof
@pytest.mark.invariant("I6")
@pytest.mark.parametrize("file", [OTHER_HEADINGS, STRAY_FILE], ids=["same report", "another report"])
def test_a_death_at_any_call_leaves_nothing_stuck(monkeypatch: pytest.MonkeyPatch, file: tuple[str, str]) -> None:
    """Dying after a call is dying before the next one, and a read changes nothing: so before each write.

    Asked again after the death, and `standstill` looks: one of the two goes on.
    """
    writes = [0]
    for at in writes:
        with monkeypatch.context() as patch, emulated(patch, CONFIGURATION) as world:
            calls = _die_before(at, world, ended(world, file, State.HELD))
            if at == 0:
                writes += [place for place, name in enumerate(calls, start=1) if not name.startswith("Get")]
            for hour in ("10", "11"):
                world.call("standstill", {"time": f"2020-01-02T{hour}:00:00+00:00"})
                world.run()
            assert conserved(world) == [], calls
            assert State.PUBLISHED in {s.state for s in world.ledger.submissions()}, calls
            assert world.ledger.open_submissions() == [], calls
    assert len(writes) >= 3


def _die_before(at: int, world: World, held: Submission) -> list[str]:
    """Ask for another run, die before that call (0: at none), and ask again; returns the calls of the first time."""
    layout = columns_with(**MENDED)
    changed(world, "c2", layout=layout, files=r"(who_knows|pos_\d+)\.csv", period="2019-10")
    faults = world.faults
    faults.arm(at, "before")
    faults.is_inside = True
    try:
        again(world, held)
    except Crash:
        pass
    finally:
        faults.is_dead = faults.is_inside = faults.is_armed = False
    again(world, held)
    return faults.log
