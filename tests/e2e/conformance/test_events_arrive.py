"""S3 to EventBridge to SQS to Lambda: every event once or more, bounded workers, only failed messages again."""

import datetime as dt
import json
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.e2e.conformance.observe import eventually, remembered

from sellthrough_local.cloud import clock

pytestmark = pytest.mark.cloud
LANDING = "conformance-landing"


def test_sixty_drops_all_arrive_through_at_most_two_processes(cloud):
    folder = f"landing/{uuid.uuid4().hex}/"
    put = cloud.client("s3").put_object
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: put(Bucket=LANDING, Key=f"{folder}{number}.csv", Body=b"a"), range(60)))
    assert eventually(lambda: len(remembered(cloud, folder)) == 60)
    assert len(set.union(*(item["pids"] for item in remembered(cloud, folder).values()))) <= 2
    assert cloud.wait_until_settled(20)


def test_a_drop_outside_the_pattern_starts_nothing(cloud):
    key = f"elsewhere/{uuid.uuid4().hex}"
    cloud.client("s3").put_object(Bucket=LANDING, Key=key, Body=b"a")
    assert cloud.wait_until_settled(20)
    assert remembered(cloud, key) == {}


def test_an_event_names_the_version_it_is_about(cloud):
    key = f"landing/{uuid.uuid4().hex}.csv"
    put = cloud.client("s3").put_object
    versions = {put(Bucket=LANDING, Key=key, Body=body)["VersionId"] for body in (b"one", b"two")}
    assert eventually(lambda: remembered(cloud, key).get(key, {}).get("versions") == versions)


@pytest.mark.parametrize("name", ["\x1b[31mred", "cr\rlf\n", "a b+c%20&<é>日本"])
def test_every_key_is_listed_with_its_versions_as_it_was_put(cloud, name):
    key = f"listed/{uuid.uuid4().hex}/{name}"
    version = cloud.client("s3").put_object(Bucket=LANDING, Key=key, Body=b"a")["VersionId"]
    [found] = cloud.client("s3").list_object_versions(Bucket=LANDING, Prefix=key)["Versions"]
    assert (found["Key"], found["VersionId"]) == (key, version)


def test_only_the_failed_message_of_a_batch_comes_again_and_ends_in_the_dead_letters(cloud):
    batch, sqs = uuid.uuid4().hex, cloud.client("sqs")
    bodies = [{"key": f"{batch}/{name}", "fails": name == "bad"} for name in ("good1", "bad", "good2")]
    sqs.send_message_batch(
        QueueUrl=cloud.outputs["QueueUrl"],
        Entries=[{"Id": str(number), "MessageBody": json.dumps(body)} for number, body in enumerate(bodies)],
    )
    assert eventually(lambda: remembered(cloud, batch).get(f"{batch}/bad", {}).get("seen") == 3, 30)

    def dead() -> bool:
        received = sqs.receive_message(QueueUrl=cloud.outputs["DeadLettersUrl"]).get("Messages", [])
        return any(batch in message["Body"] for message in received)

    assert eventually(dead)
    assert {key.rsplit("/")[-1]: item["seen"] for key, item in remembered(cloud, batch).items()} == {
        "good1": 1,
        "good2": 1,
        "bad": 3,
    }


def test_a_request_reaches_its_function_with_cookies_apart(cloud):
    request = urllib.request.Request(f"{cloud.api_url}/any", headers={"Cookie": "a=1; b=2"})
    with urllib.request.urlopen(request) as answer:
        assert answer.read() == b"a=1,b=2"
        assert answer.headers["Set-Cookie"] == "seen=1"


def test_the_clock_fires_what_is_due_with_the_time_in_the_event(cloud):
    start = dt.datetime(2014, 3, 30, 0, 30, tzinfo=dt.UTC)
    fired = list(clock.walk(cloud, start, start + dt.timedelta(hours=3)))
    assert [firing.at.hour for firing in fired] == [1, 2, 3]
    assert {key: item["seen"] for key, item in remembered(cloud, "2014-03-30T").items()} == {
        f"2014-03-30T0{hour}:00:00Z": 1 for hour in (1, 2, 3)
    }
