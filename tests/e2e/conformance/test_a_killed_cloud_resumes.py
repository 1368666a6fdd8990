"""kill -9 of everything: what was acknowledged is there after the next start, and nothing of the old one runs on."""

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from tests.e2e.conformance.conftest import STACK
from tests.e2e.conformance.observe import eventually, remembered

from sellthrough_local.cloud import Cloud, Connection, NotRunningError
from sellthrough_local.cloud.child_process import DidNotStartError

pytestmark = pytest.mark.cloud
LANDING = "conformance-landing"
TABLE_INPUT = {"Name": "facts", "Parameters": {"table_type": "ICEBERG", "metadata_location": "s3://x/1"}}


def alive(group: int) -> list[str]:
    """The processes of that group."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    return [
        line for line in listed.splitlines() if int(line.split()[0]) == group and not line.split()[1].startswith("Z")
    ]


def test_a_clean_stop_leaves_no_process_and_the_next_start_resumes(tmp_path: Path):
    with Cloud.start(tmp_path) as cloud:
        cloud.deploy(STACK, "conformance", {})
        cloud.client("s3").put_object(Bucket=LANDING, Key="landing/a.csv", Body=b"a")
        assert cloud.wait_until_settled(20)
        before, endpoint = remembered(cloud, "landing/"), cloud.endpoint
        groups = cloud.pids()
    assert [alive(group) for group in groups] == [[] for _ in groups]
    assert list((tmp_path / "tmp").iterdir()) == []
    with Cloud.start(tmp_path) as cloud:
        assert cloud.endpoint == endpoint
        cloud.deploy(STACK, "conformance", {})
        assert remembered(cloud, "landing/") == before
        cloud.client("s3").put_object(Bucket=LANDING, Key="landing/b.csv", Body=b"b")
        assert eventually(lambda: "landing/b.csv" in remembered(cloud, "landing/"))


def test_after_kill_9_objects_versions_table_pointers_and_the_stack_are_there_and_lost_events_come_again(
    tmp_path: Path,
):
    cloud = Cloud.start(tmp_path)
    try:
        cloud.deploy(STACK, "conformance", {})
        cloud.save()
        time.sleep(1.1)  # the marker's second
        put = cloud.client("s3").put_object
        versions = [put(Bucket=LANDING, Key="landing/a.csv", Body=body)["VersionId"] for body in (b"one", b"two")]
        cloud.client("glue").create_table(DatabaseName="conformance", TableInput=TABLE_INPUT)
        moved = {**TABLE_INPUT, "Parameters": {"table_type": "ICEBERG", "metadata_location": "s3://x/2"}}
        cloud.client("glue").update_table(DatabaseName="conformance", TableInput=moved)
    finally:
        cloud.kill()
    assert [alive(group) for group in cloud.pids()] == [[] for _ in cloud.pids()]
    with Cloud.start(tmp_path) as resumed:
        resumed.deploy(STACK, "conformance", {})
        s3 = resumed.client("s3")
        assert [s3.get_object(Bucket=LANDING, Key="landing/a.csv", VersionId=v)["Body"].read() for v in versions] == [
            b"one",
            b"two",
        ]
        table = resumed.client("glue").get_table(DatabaseName="conformance", Name="facts")["Table"]
        assert table["Parameters"]["metadata_location"] == "s3://x/2"
        assert eventually(
            lambda: remembered(resumed, "landing/").get("landing/a.csv", {}).get("versions") == {*versions}
        )


def test_a_checkpoint_keeps_the_ledger_through_kill_9(tmp_path: Path):
    cloud = Cloud.start(tmp_path)
    try:
        cloud.deploy(STACK, "conformance", {})
        key = uuid.uuid4().hex
        cloud.client("dynamodb").put_item(TableName=cloud.outputs["Table"], Item={"pk": {"S": key}})
        marker = tmp_path / "unsaved"
        assert eventually(lambda: not marker.exists(), 10)  # a quiet second, then it saves by itself
    finally:
        cloud.kill()
    with Cloud.start(tmp_path) as resumed:
        resumed.deploy(STACK, "conformance", {})
        assert key in remembered(resumed, key)


def test_a_disk_that_takes_nothing_is_told_and_what_comes_later_is_kept(tmp_path: Path):
    services, key = tmp_path / "services", uuid.uuid4().hex
    cloud = Cloud.start(tmp_path)
    try:
        cloud.deploy(STACK, "conformance", {})
        services.rename(tmp_path / "aside")
        services.write_text("in the way")
        cloud.client("dynamodb").put_item(TableName=cloud.outputs["Table"], Item={"pk": {"S": key}})
        with pytest.raises(OSError, match=r"^the local cloud cannot save its state: .*services"):
            cloud.save()
        time.sleep(2)  # a quiet second, then it fails by itself
        services.unlink()
        (tmp_path / "aside").rename(services)
        assert eventually(lambda: not (tmp_path / "unsaved").exists(), 15)
    finally:
        cloud.kill()
    with Cloud.start(tmp_path) as resumed:
        resumed.deploy(STACK, "conformance", {})
        assert key in remembered(resumed, key)


def test_a_message_in_flight_when_it_stopped_is_received_again_at_once(tmp_path: Path):
    with Cloud.start(tmp_path) as cloud:
        sqs = cloud.client("sqs")
        url = sqs.create_queue(QueueName="work", Attributes={"VisibilityTimeout": "3600"})["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="once more")
        assert [message["Body"] for message in sqs.receive_message(QueueUrl=url)["Messages"]] == ["once more"]
        assert "Messages" not in sqs.receive_message(QueueUrl=url)
    with Cloud.start(tmp_path) as cloud:
        sqs = cloud.client("sqs")
        url = sqs.get_queue_url(QueueName="work")["QueueUrl"]
        assert [message["Body"] for message in sqs.receive_message(QueueUrl=url)["Messages"]] == ["once more"]


def test_a_cloud_that_remembers_nothing_works_as_well_and_saves_nothing(tmp_path: Path):
    with Cloud.start(tmp_path, remembers=False) as cloud:
        cloud.deploy(STACK, "conformance", {})
        put = cloud.client("s3").put_object
        versions = [put(Bucket=LANDING, Key="landing/a.csv", Body=body)["VersionId"] for body in (b"one", b"two")]
        assert eventually(lambda: "landing/a.csv" in remembered(cloud, "landing/"))
        read = cloud.client("s3").get_object(Bucket=LANDING, Key="landing/a.csv", VersionId=versions[0])
        assert read["Body"].read() == b"one"
        cloud.client("glue").create_table(DatabaseName="conformance", TableInput=TABLE_INPUT)
        groups = cloud.pids()
    assert [alive(group) for group in groups] == [[] for _ in groups]
    assert [path for path in (tmp_path / "services").iterdir() if path.suffix == ".json"] == []
    assert list((tmp_path / "objects").iterdir()) == []


def test_two_clouds_cannot_share_a_state_folder(tmp_path: Path):
    with Cloud.start(tmp_path) as cloud:
        (tmp_path / "tmp" / "at work").mkdir()
        ports = (tmp_path / "ports.json").read_text()
        with pytest.raises(DidNotStartError, match=r"^\S+ is in use by another local cloud: stop that one first$"):
            Cloud.start(tmp_path)
        assert (tmp_path / "tmp" / "at work").is_dir(), "what the running one works with stays"
        assert (tmp_path / "ports.json").read_text() == ports, "commands still find the running one"
        assert cloud.busy()


def test_a_copy_of_the_state_folder_is_not_the_cloud_that_runs_on_the_original(tmp_path: Path):
    with Cloud.start(tmp_path / "state") as cloud:
        cloud.deploy(STACK, "conformance", {})
        cloud.save()
        shutil.copytree(tmp_path / "state", tmp_path / "copy")
        assert Connection.join(tmp_path / "state", "conformance").endpoint == cloud.endpoint
        with pytest.raises(NotRunningError, match="is not running"):
            Connection.join(tmp_path / "copy", "conformance")
        with Cloud.start(tmp_path / "copy") as other:
            assert other.endpoint != cloud.endpoint


def test_it_ends_when_whoever_started_it_is_killed(tmp_path: Path):
    script = f"""
import time
from pathlib import Path
from sellthrough_local.cloud import Cloud
cloud = Cloud.start(Path({str(tmp_path)!r}))
print(*cloud.pids(), flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as starter:
        groups = [int(pid) for pid in starter.stdout.readline().split()]
        assert groups
        starter.kill()
    assert eventually(lambda: not any(alive(group) for group in groups), 15)


def test_it_listens_on_loopback_only(tmp_path: Path):
    with Cloud.start(tmp_path) as cloud:
        port = int(cloud.endpoint.rsplit(":", 1)[1])
        listening = [
            line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"
        ]
        assert f"0100007F:{port:04X}" in listening
        with socket.socket() as other:
            other.settimeout(1)
            assert other.connect_ex(("127.0.0.2", port)) != 0
    assert os.getpgid(0) not in cloud.pids()
