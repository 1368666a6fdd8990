"""AWS calls that can be broken: before, after, throttled or with the answer lost, at one chosen call."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import botocore.client
import botocore.endpoint
import pytest
from botocore.awsrequest import AWSResponse

MODES = ("before", "after", "throttle", "lost")


class Crash(BaseException):
    """The process dies here; what it still tries afterwards never happens."""


@dataclass
class Faults:
    """Counts the functions' AWS calls while armed and breaks the `at`-th one, once, in the way that `mode` says.

    before: the call is never made. after: it took effect, and the process dies. throttle: the service answers 503
    twice and does nothing. lost: it took effect, and the answer is a 500.
    """

    at: int = 0
    mode: str = ""
    log: list[str] = field(default_factory=list)
    is_armed: bool = False
    is_inside: bool = False
    is_dead: bool = False
    _left: int = 0
    _lock: Lock = field(default_factory=Lock)

    def arm(self, at: int, mode: str) -> None:
        self.at, self.mode, self.log, self.is_armed = at, mode, [], True
        self._left = 2 if mode == "throttle" else 1

    def enter(self, operation: str) -> bool:
        """Count a call; True when it is the one to break."""
        with self._lock:
            if self.is_dead:
                raise Crash
            if not (self.is_armed and self.is_inside):
                return False
            self.log.append(operation)
            return len(self.log) == self.at

    def take(self, mode: str) -> bool:
        """True when the fault of that mode happens now."""
        with self._lock:
            happens = self.mode == mode and self._left > 0
            self._left -= happens
            return happens

    def die(self) -> None:
        self.is_dead = True
        raise Crash


def make_breakable(monkeypatch: pytest.MonkeyPatch, faults: Faults) -> None:
    """Have every boto3 client of this process, present and future, ask `faults` before and after each call."""
    call = botocore.client.BaseClient._make_api_call
    exchange = botocore.endpoint.Endpoint._get_response
    broken: list[bool] = []

    def make_api_call(self: Any, operation: str, arguments: Any) -> Any:
        is_here = faults.enter(operation)
        if is_here and faults.take("before"):
            faults.die()
        if is_here:
            broken.append(True)
        try:
            answer = call(self, operation, arguments)
        finally:
            if is_here:
                broken.clear()
        if is_here and faults.take("after"):
            faults.die()
        return answer

    def get_response(self: Any, request: Any, operation_model: Any, context: Any) -> Any:
        if broken and faults.take("throttle"):
            return _failure(request, 503, "ThrottlingException"), None
        answer = exchange(self, request, operation_model, context)
        if broken and faults.take("lost"):
            return _failure(request, 500, "InternalError"), None
        return answer

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", make_api_call)
    monkeypatch.setattr(botocore.endpoint.Endpoint, "_get_response", get_response)


def _failure(request: Any, status: int, code: str) -> tuple[Any, dict[str, Any]]:
    error = {"Error": {"Code": code, "Message": "made up"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return AWSResponse(request.url, status, {}, None), error
