"""Another function of ours: an event in, its answer out."""

import json
from collections.abc import Mapping
from typing import Any

import boto3


class FunctionFailedError(Exception):
    """The function ended with an error; the message is the class's name."""


class Function:
    """One function that is called and waited for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._client = boto3.client("lambda")

    def call(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Call it and wait.

        Raises:
            FunctionFailedError: It ended with an error.
        """
        answer = self._client.invoke(FunctionName=self._name, Payload=json.dumps(event).encode())
        result: dict[str, Any] = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise FunctionFailedError(str(result.get("errorType", "error")))
        return result
