"""A state folder and a port in (environment and arguments), the repaired emulator serving on 127.0.0.1 out.

Run as a child process by `Cloud`: `python -m sellthrough_local.cloud.server --port N --state DIR`. It ends when it is
told to (SIGTERM, SIGINT) or when whoever started it is gone (its standard input closes), saves its state and leaves
no worker behind.
"""

import argparse
import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from sellthrough_local.cloud import repairs
from sellthrough_local.cloud.one_write import OneWrite
from sellthrough_local.cloud.ports import Ports
from sellthrough_local.cloud.state_lock import InUseError, held

SHUTDOWN_SECONDS = 1
_PATIENCE_SECONDS = 1.0  # somebody may be looking whether the folder is held


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="The local cloud's server; started by the `sellthrough` command.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pages-port", type=int, required=True)
    parser.add_argument("--issuer-port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument(
        "--no-schedules", action="store_true", help="schedules fire only when the clock command says so"
    )
    parser.add_argument("--no-memory", action="store_true", help="save nothing: the state folder is thrown away")
    given = parser.parse_args()
    with _locked(given.state):
        _empty(Path(tempfile.gettempdir()))
        ports = Ports(cloud=given.port, pages=given.pages_port, issuer=given.issuer_port)
        asyncio.run(_serve(ports, given.state, real_time=not given.no_schedules, remembers=not given.no_memory))


@contextmanager
def _locked(state: Path) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(held(state, _PATIENCE_SECONDS))
        except InUseError as error:
            sys.exit(str(error))
        yield


def _empty(folder: Path) -> None:
    """Remove what killed workers of an earlier run left; the folder is ours alone."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


async def _serve(ports: Ports, state: Path, *, real_time: bool, remembers: bool) -> None:
    repairs.install(real_time=real_time, remembers=remembers)
    from ministack.app import app  # noqa: PLC0415  (only after the repairs)
    from ministack.core import lambda_runtime  # noqa: PLC0415

    from sellthrough_local.cloud.checkpoints import Checkpoints  # noqa: PLC0415
    from sellthrough_local.cloud.front_door import PageClock  # noqa: PLC0415
    from sellthrough_local.cloud.local_routes import with_local_routes  # noqa: PLC0415
    from sellthrough_local.issuer.door import with_issuer  # noqa: PLC0415

    stopping = asyncio.Event()
    _stop_on_signals(stopping)
    _stop_with_parent(stopping)
    checkpoints = Checkpoints(state, remembers=remembers)
    clock = PageClock(state)
    clock.install()
    saver = asyncio.create_task(checkpoints.save_when_quiet())
    try:
        routed = with_local_routes(app, checkpoints, clock, ports.pages)
        application = with_issuer(routed, f"http://127.0.0.1:{ports.cloud}", ports.issuer, clock.now)
        await _answer_requests(application, (ports.cloud, ports.pages, ports.issuer), stopping)
        checkpoints.close()
    finally:
        saver.cancel()
        lambda_runtime.reset()
        _empty(Path(tempfile.gettempdir()))
    # Threads of running executions would hold the exit up and start workers anew; their state is saved as it is.
    os._exit(0)


def _listening(port: int) -> socket.socket:
    # The protocol by name: only then does asyncio set TCP_NODELAY, and without it an answer waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.set_inheritable(False)
    return listener


async def _answer_requests(application: Any, ports: tuple[int, ...], stopping: asyncio.Event) -> None:
    # httptools: an HTTP parser in Python would take more of the time than the emulator itself.
    config = uvicorn.Config(
        application,
        http=OneWrite,
        ws="none",
        log_level="warning",
        access_log=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([_listening(port) for port in ports]))
    await asyncio.wait({serving, asyncio.create_task(stopping.wait())}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving


class _Server(uvicorn.Server):
    """Leaves the signals to us: what is to be saved is saved before the process ends."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _stop_on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)


def _stop_with_parent(stopping: asyncio.Event) -> None:
    """Our standard input is a pipe that only the parent holds: it closes when the parent is gone, however it went."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            loop.remove_reader(sys.stdin.fileno())
            stopping.set()

    loop.add_reader(sys.stdin.fileno(), read)


if __name__ == "__main__":
    main()
