"""A worker of a Python function asked for in, one forked from a process that has the libraries imported out.

Stock, each worker starts an interpreter and imports pyarrow, pandas and the SDK anew: 1 to 3 s of a processor, twice a
function. Where a process cannot be handed over by a descriptor (macOS), workers start as they do in stock.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self

from ministack.core import lambda_runtime

from sellthrough_local.cloud import environment
from sellthrough_local.cloud.repairs.expectations import expect_source

SCRIPT = Path(environment.__file__).with_name("nursery.py")


class ForkedProcess:
    """What the emulator needs of a `subprocess.Popen`, for a process that is no child of ours."""

    def __init__(self, descriptor: int, streams: tuple[int, int, int]) -> None:
        self._descriptor = descriptor
        stdin, stdout, stderr = streams
        self.stdin: IO[str] = open(stdin, "w", buffering=1, encoding="utf-8")  # noqa: PTH123, SIM115  (a descriptor)
        self.stdout: IO[str] = open(stdout, encoding="utf-8")  # noqa: PTH123, SIM115
        self.stderr: IO[str] = open(stderr, encoding="utf-8")  # noqa: PTH123, SIM115
        self._has_ended = False

    def poll(self) -> int | None:
        """None while it runs, -1 afterwards: how it ended is known to its parent only."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return when it has ended.

        Raises:
            subprocess.TimeoutExpired: It has not.
        """
        if (code := self._ended(timeout)) is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            try:
                signal.pidfd_send_signal(self._descriptor, number)
            except ProcessLookupError:
                self._has_ended = True

    def _ended(self, timeout: float | None) -> int | None:
        if not self._has_ended:
            watch = select.poll()
            watch.register(self._descriptor, select.POLLIN)
            self._has_ended = bool(watch.poll(None if timeout is None else timeout * 1000))
        return -1 if self._has_ended else None

    def __del__(self) -> None:
        os.close(self._descriptor)


class Nursery:
    """The process that workers are forked from."""

    def __init__(self, process: "subprocess.Popen[bytes]", requests: socket.socket) -> None:
        self._process = process
        self._requests = requests
        self._lock = threading.Lock()

    @classmethod
    def start(cls) -> Self:
        """Start it; it imports meanwhile, and the first request waits for that."""
        ours, theirs = socket.socketpair()
        number = theirs.fileno()
        command = [sys.executable, "-P", str(SCRIPT), str(number)]
        # One thread: numpy would keep some running that a fork does not carry over.
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        process = subprocess.Popen(command, env=alone, stdin=subprocess.DEVNULL, pass_fds=[number])  # noqa: S603  (our own)
        theirs.close()
        return cls(process, ours)

    def fork(self, script: str, cwd: str, variables: Mapping[str, str]) -> ForkedProcess:
        """A new worker that runs `script` in `cwd` with exactly those variables.

        Raises:
            OSError: The nursery has ended; its log says why.
        """
        content = json.dumps({"script": script, "cwd": cwd, "environment": dict(variables)}).encode()
        pipes = [os.pipe() for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        ours = (pipes[0][1], pipes[1][0], pipes[2][0])
        try:
            with self._lock:
                socket.send_fds(self._requests, [len(content).to_bytes(4, "big")], theirs)
                self._requests.sendall(content)
                _, descriptors, _, _ = socket.recv_fds(self._requests, 1, 1)
            if not descriptors:
                raise OSError("the process that workers are forked from has ended; see log/cloud.log")
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return ForkedProcess(descriptors[0], ours)


class _Subprocess:
    """The module `subprocess` as the emulator's workers see it."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, command: Sequence[str], **options: Any) -> Any:  # noqa: N802  (its name there)
        """Fork the worker of a Python function; start anything else as ever."""
        if command[0] != sys.executable:
            return subprocess.Popen(command, **options)  # noqa: S603  (the emulator's own)
        script = Path(command[1]).read_text(encoding="utf-8")
        return self._nursery.fork(script, options["cwd"], options["env"])


def install() -> None:
    """Let the emulator fork its Python workers."""
    expect_source(
        lambda_runtime.Worker._spawn,
        "subprocess.Popen(\n            [binary, worker_path],\n            cwd=code_dir,",
        "env=spawn_env,",
    )
    expect_source(lambda_runtime._detect_runtime_binary, "return sys.executable, _PYTHON_WORKER_SCRIPT")
    if _hands_over_processes():
        lambda_runtime.subprocess = _Subprocess(Nursery.start())


def _hands_over_processes() -> bool:
    """True where a process can be named by a descriptor: Linux since 5.3, but not every sandbox on it."""
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True
