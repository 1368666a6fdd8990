"""Any number of concurrent invocations in, at most WORKERS_PER_FUNCTION processes of each function out; others wait.

Stock, 60 events start 60 processes (3.6 GB). A function that invokes itself and waits would dead-lock here: none does.
"""

import collections
import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from sellthrough_local.cloud.repairs.expectations import expect_source

WORKERS_PER_FUNCTION = 2
_slots: dict[str, threading.BoundedSemaphore] = collections.defaultdict(
    lambda: threading.BoundedSemaphore(WORKERS_PER_FUNCTION)
)


def install() -> None:
    """Queue in front of the pool of each function."""
    expect_source(lambda_runtime.acquire_worker, "entries.append(worker)", "if not worker.in_use:")
    expect_source(lambda_svc._execute_function_dispatch, "result = _execute_function_warm(func, event, request_id)")
    stock = lambda_svc._execute_function_warm

    def execute(func: dict[str, Any], event: Any, request_id: str) -> Any:
        config = func.get("config") or func
        with _slots[config["FunctionArn"]]:
            return stock(func, event, request_id)

    lambda_svc._execute_function_warm = execute


@contextlib.contextmanager
def held_back(function_arn: str) -> Iterator[None]:
    """Let no invocation of the function begin meanwhile: its first worker is starting, a second would only slow it."""
    slots = _slots[function_arn]
    for _ in range(WORKERS_PER_FUNCTION):
        slots.acquire()
    try:
        yield
    finally:
        for _ in range(WORKERS_PER_FUNCTION):
            slots.release()
