"""Requests for workers in (a socket), processes that have the functions' libraries imported already out (forks).

Run as a script, never imported by us: `python -P nursery.py FD`. It imports what the layers carry once and forks a
process for each request, so a cold start costs milliseconds instead of seconds. Of Sellthrough nothing is imported:
each worker takes its code from the deployed zips, as on AWS.

A request is four bytes of length, JSON {"script", "cwd", "environment"}, and the three descriptors that become the
worker's standard streams. The answer is a descriptor of the process (pidfd). It ends when the socket closes.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import signal
import socket
import sys
import warnings
from typing import Any

PRELOADED = (
    "boto3",
    "botocore.httpsession",
    "aws_lambda_powertools.metrics",
    "aws_lambda_powertools.event_handler.api_gateway",
    "jinja2",
    "duckdb",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "pyiceberg.catalog.glue",
    "pyiceberg.io.pyarrow",
    "awswrangler.athena",
)
# Their descriptions are parsed once; a client takes 20 ms with them and 80 ms without.
SERVICES = ("s3", "dynamodb", "glue", "lambda", "stepfunctions", "athena", "sesv2", "ssm")
LENGTH_BYTES = 4


def main() -> None:
    """Import, then fork until the other side is gone."""
    requests = socket.socket(fileno=int(sys.argv[1]))
    for module in PRELOADED:
        importlib.import_module(module)
    _remember_services()
    gc.collect()
    gc.freeze()  # a collection in a worker must not copy the pages that all of them share
    # Arrow's allocator has a thread of its own, which it starts anew after a fork.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    while (request := _received(requests)) is not None:
        content, streams = request
        pid = os.fork()
        if pid == 0:
            requests.close()
            _become(json.loads(content), streams)
        for stream in streams:
            os.close(stream)
        process = os.pidfd_open(pid)
        socket.send_fds(requests, [b"1"], [process])
        os.close(process)
        _bury()


def _remember_services() -> None:
    """Let all sessions of this process and its forks share one loader of service descriptions, and fill it."""
    from botocore import session  # noqa: PLC0415  (after the others, which are slower)

    session.create_loader = functools.cache(session.create_loader)
    for service in SERVICES:
        session.Session().create_client(service, region_name="us-east-1")


def _received(requests: socket.socket) -> tuple[bytes, list[int]] | None:
    head, streams, _, _ = socket.recv_fds(requests, LENGTH_BYTES, 3)
    if not head:
        return None
    length, content = int.from_bytes(head, "big"), bytearray()
    while len(content) < length:
        content += requests.recv(length - len(content))
    return bytes(content), streams


def _become(request: dict[str, Any], streams: list[int]) -> None:
    """Run the worker's script as if the interpreter had been started with it; never returns."""
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["environment"])
        exec(compile(request["script"], "_worker.py", "exec"), {"__name__": "__main__"})  # noqa: S102
        code = 0
    finally:
        if code:
            sys.excepthook(*sys.exc_info())
        with contextlib.suppress(OSError):  # the other side is gone
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _bury() -> None:
    """Take note of the workers that have ended; whoever asked for them watches them by their descriptors."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
