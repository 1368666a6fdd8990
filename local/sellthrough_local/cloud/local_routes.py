"""The emulator's ASGI application in, the same with the launcher's own addresses under /_local/ out.

POST /_local/save      checkpoint now                          -> {"seconds"}
POST /_local/warm      {"functions": [names]} start a worker   -> {"warmed": {name: seconds}, "failed": {name: why}}
POST /_local/announce  {"bucket", "objects": [{"key", "size", "etag", "version_id"}]} tell EventBridge again -> {}
POST /_local/clock     {"now"} the instant that pages are asked at (ISO 8601)         -> {}
GET  /_local/busy      what is still under way                 -> {"executions", "invocations", "batches", "queued"}
"""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc, s3, sqs, stepfunctions

from sellthrough_local.cloud.checkpoints import Checkpoints
from sellthrough_local.cloud.front_door import PageClock, to_api
from sellthrough_local.cloud.repairs.bounded_workers import held_back
from sellthrough_local.cloud.repairs.released_messages import release

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def with_local_routes(
    application: Application, checkpoints: Checkpoints, clock: PageClock, pages_port: int
) -> Application:
    """Answer /_local/ here, pass everything else on and note that it may have changed something."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/_local/"):
            if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
                checkpoints.touch()
            await application(to_api(scope, pages_port), receive, send)
            return
        body = await _body(receive)
        if path == "/_local/save":
            await _reply(send, *_saved(checkpoints))
        elif path == "/_local/warm":
            await _reply(send, 200, await _warm(json.loads(body)["functions"]))
        elif path == "/_local/announce":
            await _reply(send, 200, _announce(json.loads(body)))
        elif path == "/_local/release":
            await _reply(send, 200, {"released": 0 if any(lambda_svc._esm_inflight.values()) else release()})
        elif path == "/_local/clock":
            clock.walk_to(json.loads(body)["now"])
            await _reply(send, 200, {})
        elif path == "/_local/busy":
            await _reply(send, 200, _busy())
        else:
            await _reply(send, 404, {"message": f"{path}: not an address of the local cloud"})

    return answer


async def _body(receive: Any) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


async def _reply(send: Any, status: int, answer: dict[str, Any]) -> None:
    content = json.dumps(answer).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _saved(checkpoints: Checkpoints) -> tuple[int, dict[str, Any]]:
    try:
        return 200, {"seconds": round(checkpoints.save(), 3)}
    except OSError as error:
        return 507, {"message": f"the local cloud cannot save its state: {error}"}


async def _warm(names: list[str]) -> dict[str, Any]:
    """Start one worker of each function, as many at a time as there are processors, without invoking it."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        starts = [loop.run_in_executor(pool, _start_worker, name) for name in names]
        outcomes = await asyncio.gather(*starts, return_exceptions=True)
    pairs = list(zip(names, outcomes, strict=True))
    return {
        "warmed": {name: seconds for name, seconds in pairs if not isinstance(seconds, BaseException)},
        "failed": {name: str(error) for name, error in pairs if isinstance(error, BaseException)},
    }


def _start_worker(name: str) -> float:
    started = time.monotonic()
    func, config, _ = lambda_svc._get_func_record_for_ref(name)
    if not func or not config or not func.get("code_zip"):
        raise LookupError(f"{name}: no such function with code")
    qualifier = config.get("Version", "$LATEST")
    with held_back(config["FunctionArn"]):
        worker, _ = lambda_runtime.acquire_worker(config["FunctionName"], config, func["code_zip"], qualifier=qualifier)
        try:
            lambda_runtime.ensure_spawned(worker)
        finally:
            lambda_runtime.release_worker(worker)
    return round(time.monotonic() - started, 3)


def _announce(request: dict[str, Any]) -> dict[str, Any]:
    """Send the events of objects that are there already, in the order given."""
    for stored in request["objects"]:
        s3._fire_s3_event(
            request["bucket"],
            stored["key"],
            "s3:ObjectCreated:Put",
            size=stored["size"],
            etag=stored["etag"],
            version_id=stored["version_id"],
            sequencer=s3._next_event_sequencer("s3:ObjectCreated:Put"),
        )
    return {"announced": len(request["objects"])}


def _busy() -> dict[str, Any]:
    """Executions, invocations and batches under way, and messages in queues that feed a function."""
    running = sum(1 for execution in stepfunctions._executions.all_values() if execution["status"] == "RUNNING")
    feeding = {mapping["EventSourceArn"] for mapping in lambda_svc._esms.all_values() if mapping.get("Enabled", True)}
    queues = [queue for queue in sqs._queues.all_values() if queue["attributes"].get("QueueArn") in feeding]
    return {
        "executions": running,
        "invocations": lambda_svc.executions_in_flight()[0],
        "batches": sum(lambda_svc._esm_inflight.values()),
        "queued": sum(len(queue["messages"]) for queue in queues),
    }
