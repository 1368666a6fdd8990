"""An emulated account with the whole path in it, a driver that plays the state machine, calls that can be broken."""

import importlib
import io
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tests.account import create_buckets, create_ledger, use_account
from tests.faults.breakable import Crash, Faults, make_breakable

from sellthrough.errors import Busy
from sellthrough.model.keys import configuration_key
from sellthrough.model.tables import table_of
from sellthrough.model.workspace import Configuration
from sellthrough_aws.contracts import Contracts
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_io import store
from sellthrough_aws.ledger import Ledger

BUCKETS = ("landing", "staging", "warehouse", "mail", "archive")
FACTS = ("sell_through", "contracts")
TABLES = (*FACTS, "set_aside", "published_submissions")
CONTEXT = SimpleNamespace(
    function_name="f", memory_limit_in_mb=512, invoked_function_arn="arn", aws_request_id="r", log_stream_name="l"
)


class World:
    """One account. `deliver` and `run` are what S3, SQS and Step Functions would do, retries included."""

    def __init__(self, faults: Faults, configuration: Configuration) -> None:
        self.faults = faults
        self._s3 = boto3.client("s3")
        self._machine = boto3.client("stepfunctions")
        self._apps: dict[str, ModuleType] = {}
        self._ended: set[str] = set()
        self._clock = 0
        self.events: list[dict[str, Any]] = []
        create_buckets(*BUCKETS)
        self._s3.put_bucket_versioning(Bucket="landing", VersioningConfiguration={"Status": "Enabled"})
        boto3.client("glue").create_database(DatabaseInput={"Name": "sellthrough"})
        boto3.client("sesv2").create_email_identity(EmailIdentity="reports@example.com")
        create_ledger()
        self._machine_arn = self._machine.create_state_machine(
            name="submission",
            definition=json.dumps({"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}),
            roleArn="arn:aws:iam::123456789012:role/r",
        )["stateMachineArn"]
        self.ledger = Ledger("ledger")
        self.lake = Lake("sellthrough", "s3://warehouse/warehouse")
        self.lake.migrate([table_of(name) for name in TABLES])
        self._s3.put_object(
            Bucket="archive",
            Key=configuration_key(configuration.version),
            Body=configuration.model_dump_json().encode(),
        )
        self.ledger.set_current_configuration(configuration.version)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{f"{bucket.upper()}_BUCKET": bucket for bucket in BUCKETS},
            "LEDGER_TABLE": "ledger",
            "GLUE_DATABASE": "sellthrough",
            "SUBMISSION_MACHINE_ARN": self._machine_arn,
            "MAIL_FROM": "reports@example.com",
            "KPIS_FUNCTION": "kpis",
            "PASSWORD_PARAMETERS": "/sellthrough/test/passwords/",
        }

    def land(self, key: str, content: str | bytes) -> dict[str, Any]:
        """Put a file and return the event that S3 sends through EventBridge."""
        self._clock += 1
        body = content if isinstance(content, bytes) else content.encode()
        version_id = self._s3.put_object(Bucket="landing", Key=key, Body=body)["VersionId"]
        return {
            "time": f"2020-01-02T00:00:{self._clock:02d}Z",
            "detail": {
                "bucket": {"name": "landing"},
                "object": {"key": key, "version-id": version_id, "sequencer": f"{self._clock:016X}"},
            },
        }

    def deliver(self, *events: dict[str, Any]) -> None:
        """Hand the events to `ingest_s3`, again those that it names as failed, and again after a crash."""
        bodies = {f"m{number}": json.dumps(event) for number, event in enumerate(events)}
        for _ in range(4):
            records = [
                {"messageId": i, "receiptHandle": i, "body": body, "attributes": {}, "eventSource": "aws:sqs"}
                for i, body in bodies.items()
            ]
            answer = self.call("ingest_s3", {"Records": records})
            if answer is None:
                continue
            failed = {item["itemIdentifier"] for item in answer["batchItemFailures"]}
            bodies = {i: body for i, body in bodies.items() if i in failed}
            if not bodies:
                return
        raise AssertionError("the queue gave up on a message")

    def run(self) -> None:
        """Play every execution that was started and has not ended."""
        answer = self._machine.list_executions(stateMachineArn=self._machine_arn, maxResults=1000)
        for execution in reversed(answer["executions"]):
            if execution["name"] not in self._ended:
                text = self._machine.describe_execution(executionArn=execution["executionArn"])["input"]
                self._play(json.loads(text))
                self._ended.add(execution["name"])

    def inputs(self) -> dict[str, dict[str, Any]]:
        """The input of every execution that was started, by name."""
        executions = self._machine.list_executions(stateMachineArn=self._machine_arn)["executions"]
        return {
            e["name"]: json.loads(self._machine.describe_execution(executionArn=e["executionArn"])["input"])
            for e in executions
        }

    def stop(self, name: str) -> None:
        """Abort an execution."""
        arn = f"{self._machine_arn.replace(':stateMachine:', ':execution:')}:{name}"
        self._machine.stop_execution(executionArn=arn)

    def call(self, name: str, event: dict[str, Any]) -> Any:
        """Invoke a function; None when its process died."""
        self.faults.is_dead, self.faults.is_inside = False, True
        try:
            return self._app(name).handler(event, CONTEXT)
        except Crash:
            self._apps.clear()  # the next invocation is a cold start
            store.cache_clear()
            return None
        finally:
            self.faults.is_dead = self.faults.is_inside = False

    def visible(self) -> dict[str, list[tuple[Any, ...]]]:
        """What readers see: facts and set-aside rows of the published runs, without the technical columns, sorted;
        and the contracts that notices and the portal see."""
        published = self.lake.read("published_submissions").to_pylist()
        shown = {(p["submission_id"], p["run"]) for p in published if p["submission_state"] == "published"}
        found = {}
        for name in (*FACTS, "set_aside"):
            rows = self.lake.read(table_of(name).storage_name).to_pylist()
            found[name] = [r for r in rows if (r["submission_id"], r["run"]) in shown]
        found["published_submissions"] = published
        found["ledger_contracts"] = [
            contract.model_dump()
            for partner_id in sorted({str(p["partner_id"]) for p in published})
            for contract in Contracts("ledger").ending(partner_id, date.min, date.max)
        ]
        return {name: sorted(_comparable(row) for row in rows) for name, rows in found.items()}

    def _play(self, payload: dict[str, Any]) -> None:
        common = {name: payload[name] for name in ("submission_id", "run", "now")}
        if payload.get("repeat"):
            self._state("answer", {**common, "repeat": True, "file_id": payload["file_id"]})
            return
        result = payload.get("result")
        if result is None:
            for stage, event in (
                ("read", {**common, "read": payload["read"]}),
                ("normalize", common),
                ("publish", common),
            ):
                result = self._state(stage, event)
                if result["outcome"] != "ok":
                    break
        self._state("answer", {**common, **{name: result[name] for name in ("outcome", "code", "reason")}})

    def _state(self, name: str, event: dict[str, Any]) -> dict[str, Any]:
        for _ in range(6):  # the machine's Retry: a death is tried again, and so is Busy
            try:
                answer = self.call(name, event)
            except Busy:
                continue
            if answer is not None:
                return answer
        return {"outcome": "failed", "code": "Lambda.Unknown", "reason": f"{name} died too often"}

    def _app(self, name: str) -> ModuleType:
        if name not in self._apps:
            sys.modules.pop(f"functions.{name}.app", None)
            self._apps[name] = importlib.import_module(f"functions.{name}.app")
        return self._apps[name]


@contextmanager
def emulated(monkeypatch: pytest.MonkeyPatch, configuration: Configuration) -> Iterator[World]:
    """A fresh account whose calls can be broken; nothing sleeps in it."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(sys, "stdout", io.StringIO())  # the functions' log lines of a thousand trials
    use_account(monkeypatch, POWERTOOLS_METRICS_DISABLED="true", POWERTOOLS_LOG_LEVEL="CRITICAL")
    faults = Faults()
    make_breakable(monkeypatch, faults)
    store.cache_clear()
    with mock_aws():
        world = World(faults, configuration)
        for name, value in world.environment.items():
            monkeypatch.setenv(name, value)
        yield world
    store.cache_clear()
    for name in [n for n in sys.modules if n.startswith("functions.")]:
        del sys.modules[name]


def conserved(world: World) -> list[str]:
    """What is wrong with the account after everything has been run: I1, I2, and nothing stuck (I6)."""
    wrong = []
    for submission in world.ledger.submissions():
        if submission.state == "received" or submission.state == "needs_attention":
            wrong.append(f"{submission.file_name} is {submission.state}")
        if not submission.counts.is_conserved:
            wrong.append(f"{submission.file_name}: {submission.counts}")
    if any(world.ledger.waiting(name) for name in FACTS):
        wrong.append("something still waits")
    homes = Counter(row[0] for name in (*FACTS, "set_aside") for row in _keys(world, name))
    wrong += [f"{row_key} has {count} homes" for row_key, count in homes.items() if count != 1]
    shown = [s for s in world.ledger.submissions() if s.state == "published"]
    if len(homes) != sum(s.counts.rows_in for s in shown):
        wrong.append("rows are missing")
    return wrong


def _keys(world: World, name: str) -> Sequence[tuple[str]]:
    published = world.lake.read("published_submissions").to_pylist()
    shown = {(p["submission_id"], p["run"]) for p in published if p["submission_state"] == "published"}
    rows = world.lake.read(table_of(name).storage_name).select(["submission_id", "run", "row_key"]).to_pylist()
    return [(r["row_key"],) for r in rows if (r["submission_id"], r["run"]) in shown]


def _comparable(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(value) for name, value in row.items() if name not in {"run", "published_at"})
