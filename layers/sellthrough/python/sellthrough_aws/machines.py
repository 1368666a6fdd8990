"""The state machine `submission`: a name and an input in, a running execution out."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.config import Config


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
