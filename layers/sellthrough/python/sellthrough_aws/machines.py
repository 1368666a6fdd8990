"""The state machine `submission`: a name and an input in, a running execution out."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.config import Config
from pydantic import BaseModel, ConfigDict

RUNS_LISTED = 50


class Machine:
    """One state machine. One instance per function, made at the cold start."""

    def __init__(self, machine_arn: str) -> None:
        self._arn = machine_arn
        self._client = boto3.client(
            "stepfunctions", config=Config(retries={"mode": "standard", "total_max_attempts": 8})
        )

    def start(self, name: str, payload: Mapping[str, Any]) -> bool:
        """Start an execution; False when that name was started before, running or not."""
        try:
            self._client.start_execution(
                stateMachineArn=self._arn, name=name, input=json.dumps(payload, sort_keys=True)
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return False
        return True

    def status(self, name: str) -> str | None:
        """RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or PENDING_REDRIVE; None when there is no such execution."""
        execution_arn = f"{self._arn.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            return str(self._client.describe_execution(executionArn=execution_arn)["status"])
        except self._client.exceptions.ExecutionDoesNotExist:
            return None


class Run(BaseModel):
    """One execution: `name` is <submission_id>-<run>; instants are ISO 8601; `error` and `cause` are a failed one's."""

    model_config = ConfigDict(frozen=True)

    name: str
    status: str
    started_at: str
    stopped_at: str | None = None
    error: str = ""
    cause: str = ""

    @property
    def submission_id(self) -> str:
        """The submission that it works on."""
        return self.name.rpartition("-")[0]


class Runs:
    """The executions of one state machine, for those who watch; it starts none."""

    def __init__(self, machine_arn: str) -> None:
        self._arn = machine_arn
        self._client = boto3.client("stepfunctions", config=Config(retries={"mode": "standard"}))

    def run(self, name: str) -> Run | None:
        """That execution, or None when there is none (any more: Step Functions forgets after 90 days)."""
        arn = f"{self._arn.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            return _run(self._client.describe_execution(executionArn=arn))
        except self._client.exceptions.ExecutionDoesNotExist:
            return None

    def latest(self, status: str | None = None, after: str | None = None) -> tuple[list[Run], str | None]:
        """The last runs, newest first, and what to ask for more with.

        Args:
            status: Only those (RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED).
            after: What an earlier answer gave.
        """
        wanted: dict[str, Any] = {"statusFilter": status} if status else {}
        wanted |= {"nextToken": after} if after else {}
        answer = self._client.list_executions(stateMachineArn=self._arn, maxResults=RUNS_LISTED, **wanted)
        return [_run(found) for found in answer["executions"]], answer.get("nextToken")


def _run(found: Mapping[str, Any]) -> Run:
    stopped = found.get("stopDate")
    return Run(
        name=found["name"],
        status=found["status"],
        started_at=found["startDate"].isoformat(),
        stopped_at=stopped.isoformat() if stopped else None,
        error=found.get("error") or "",
        cause=found.get("cause") or "",
    )
