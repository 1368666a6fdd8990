"""ingest_s3, publish, standstill and migrate against moto, each run more than once."""

import json
from itertools import permutations
from typing import Any

import boto3
import pytest
from tests.faults.scenarios import CONFIGURATION, CORRECTED_FILE, NOVEMBER_FILE, OCTOBER_FILE, REPEATED_FILE, STRAY_FILE
from tests.faults.world import World, conserved, emulated

from sellthrough.errors import Busy
from sellthrough.model.submissions import State

NOW = "2020-01-02T00:05:00+00:00"


def states(world: World) -> dict[str, State]:
    return {s.file_name: s.state for s in world.ledger.submissions()}


def normalise(world: World, *files: tuple[str, str]) -> list[dict[str, Any]]:
    """Land the files and play their executions as far as `publish`, whose events are returned."""
    events = []
    for file in files:
        before = {s.submission_id for s in world.ledger.submissions()}
        world.deliver(world.land(*file))
        [submission] = [s for s in world.ledger.submissions() if s.submission_id not in before]
        common = {"submission_id": submission.submission_id, "run": 1, "now": NOW}
        payload = world.inputs()[f"{submission.submission_id}-1"]
        world.call("read", {**common, "read": payload["read"]})
        world.call("normalize", common)
        events.append(common)
    return events


@pytest.mark.invariant("I3")
def test_an_event_delivered_three_times_makes_one_submission_and_one_file(world: World) -> None:
    event = world.land(*OCTOBER_FILE)
    world.deliver(event, event)
    world.deliver(event)
    assert len(list(world.ledger.submissions())) == len(list(world.ledger.files())) == len(world.inputs()) == 1


def test_the_same_bytes_again_are_a_file_and_no_submission(world: World) -> None:
    world.deliver(world.land(*OCTOBER_FILE), world.land(*REPEATED_FILE))
    [submission] = world.ledger.submissions()
    assert sorted(f.is_repeat_of(submission) for f in world.ledger.files()) == [False, True]
    [repeat] = [i for i in world.inputs().values() if i.get("repeat")]
    assert repeat["submission_id"] == submission.submission_id


def test_a_stray_file_is_held_and_answered(world: World) -> None:
    world.deliver(world.land(*STRAY_FILE))
    world.run()
    assert states(world) == {"who_knows.csv": State.HELD}
    assert len(world.ledger.mails()) == 1


def test_a_bad_message_fails_alone(world: World) -> None:
    good, bad = world.land(*OCTOBER_FILE), {"detail": {}}
    records = [
        {
            "messageId": f"m{n}",
            "receiptHandle": "r",
            "body": json.dumps(body),
            "attributes": {},
            "eventSource": "aws:sqs",
        }
        for n, body in enumerate((bad, good))
    ]
    answer = world.call("ingest_s3", {"Records": records})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert len(list(world.ledger.submissions())) == 1


@pytest.mark.proof
@pytest.mark.invariant("I1", "I2", "I3")
def test_three_reports_published_in_any_order_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for order in permutations(range(3)):
        with monkeypatch.context() as patch, emulated(patch, CONFIGURATION) as world:
            events = normalise(world, OCTOBER_FILE, NOVEMBER_FILE, CORRECTED_FILE)
            waiting = {e.submission_id: e for e in world.ledger.waiting("sell_through")}
            for entry in waiting.values():
                world.ledger.stop_waiting(entry)
            for place in order:
                world.ledger.wait_again([waiting[events[place]["submission_id"]]])
                assert world.call("publish", events[place])["outcome"] == "ok"
            assert conserved(world) == []
            seen.append(world.visible())
    assert all(found == seen[0] for found in seen)


def test_one_publication_takes_along_all_that_wait(world: World) -> None:
    events = normalise(world, OCTOBER_FILE, NOVEMBER_FILE, CORRECTED_FILE)
    world.call("publish", events[2])
    assert states(world) == {
        "pos_201910.csv": State.PUBLISHED,
        "pos_201911.csv": State.SUPERSEDED,
        "pos_201911_corrected.csv": State.PUBLISHED,
    }
    commits = len(world.lake.table("published_submissions").snapshots())
    for event in events:
        assert world.call("publish", event) == {"outcome": "ok", "code": None, "reason": None}
    assert len(world.lake.table("published_submissions").snapshots()) == commits == 1
    assert conserved(world) == []


def test_publish_waits_while_another_run_holds_the_lease(world: World) -> None:
    [event] = normalise(world, OCTOBER_FILE)
    world.ledger.acquire_lease("sell_through", "somebody", NOW, 900)
    with pytest.raises(Busy):
        world.call("publish", event)
    world.ledger.release_lease("sell_through", "somebody")
    assert world.call("publish", event)["outcome"] == "ok"


@pytest.mark.invariant("I1")
def test_a_report_whose_rows_do_not_add_up_stays_out_and_holds_up_nobody(world: World) -> None:
    broken, fine = normalise(world, OCTOBER_FILE, NOVEMBER_FILE)
    s3 = boto3.client("s3")
    for entry in world.ledger.waiting("sell_through"):
        if entry.submission_id == broken["submission_id"]:
            empty = entry.rejects_key  # the rejects in place of the candidates: rows are missing
            s3.copy_object(CopySource=f"staging/{empty}", Bucket="staging", Key=entry.candidates_key)
    world.call("publish", fine)
    with pytest.raises(ValueError, match="not the rows that the reader counted"):
        world.call("publish", broken)
    assert states(world) == {"pos_201910.csv": State.RECEIVED, "pos_201911.csv": State.PUBLISHED}


@pytest.mark.feature("C31")
@pytest.mark.invariant("I3")
def test_a_late_repeat_is_found_long_after_staging_has_expired(world: World) -> None:
    world.deliver(world.land(*NOVEMBER_FILE))
    world.run()
    s3 = boto3.client("s3")
    for entry in s3.list_objects_v2(Bucket="staging")["Contents"]:
        s3.delete_object(Bucket="staging", Key=entry["Key"])
    world.deliver(world.land(*OCTOBER_FILE))
    world.run()
    aside = world.lake.read("set_aside_rows").to_pylist()
    late = [row for row in aside if row["code"] == "LATE_REPEAT"]
    assert [row["source_file"] for row in late] == ["pos_201911.csv"]
    assert json.loads(late[0]["record_text"])["invoice"] == "A5"
    assert conserved(world) == []


@pytest.mark.invariant("I6")
def test_what_stands_still_is_started_again_once_and_given_up_after_three_attempts(world: World) -> None:
    world.deliver(world.land(*OCTOBER_FILE))
    [submission] = world.ledger.submissions()
    soon, later = {"time": "2020-01-02T00:05:00Z"}, {"time": "2020-01-02T01:00:00Z"}
    assert sum(world.call("standstill", soon).values()) == 0
    for run in (1, 2, 3):
        world.stop(f"{submission.submission_id}-{run}")
        assert world.call("standstill", later)["restart"] == 1
        assert world.call("standstill", later)["wait"] == 1
        assert world.ledger.submission(submission.submission_id).run == run + 1
    world.stop(f"{submission.submission_id}-4")
    assert world.call("standstill", later)["give_up"] == 1
    assert states(world) == {"pos_201910.csv": State.NEEDS_ATTENTION}


def test_a_restarted_run_is_published_in_place_of_the_first(world: World) -> None:
    world.deliver(world.land(*OCTOBER_FILE))
    world.run()
    before = world.visible()
    [submission] = world.ledger.submissions()
    world.ledger.restart(submission.submission_id, 1)
    common = {"submission_id": submission.submission_id, "run": 2, "now": NOW}
    payload = world.inputs()[f"{submission.submission_id}-1"]["read"]
    world.call("read", {**common, "read": {**payload, "staging": f"staging/{submission.submission_id}/2"}})
    world.call("normalize", common)
    world.call("publish", common)
    assert world.visible() == before
    assert conserved(world) == []


def test_migrating_twice_changes_nothing_and_loads_the_masters_once(world: World) -> None:
    first = world.call("migrate", {"version": "c1"})
    assert {"sell_through", "products", "rejects", "data_freshness"} <= set(first["changed"])
    assert world.call("migrate", {"version": "c1"})["changed"] == []
    products = world.lake.read("products").to_pylist()
    assert [p["product_id"] for p in products] == [f"P-{n}" for n in range(1, 7)]
    assert world.ledger.current_configuration_version() == "c1"
