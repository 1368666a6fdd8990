"""A command in, a child process with its own group, log file and lifeline out; stopping it leaves nothing behind."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

STOP_SECONDS = 15.0


class DidNotStartError(RuntimeError):
    """A child process ended or stayed silent; the message quotes the end of its log."""


class ChildProcess:
    """One child in its own process group. Its standard input is a pipe that closes when this process ends."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path, begins: int) -> None:
        self._process = process
        self._log = log
        self._begins = begins  # in bytes: what stands before is of earlier processes

    @classmethod
    def start(cls, command: list[str], environment: dict[str, str], log: Path) -> Self:
        """Start the command; its output goes to the log file."""
        with log.open("ab") as output:
            begins = output.seek(0, os.SEEK_END)
            process = subprocess.Popen(  # noqa: S603  (our own modules in our own interpreter)
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(process, log, begins)

    @property
    def pid(self) -> int:
        """The id of the process, which is also that of its group."""
        return self._process.pid

    def wait_for(self, url: str, seconds: float) -> None:
        """Return when the URL answers anything.

        Raises:
            DidNotStartError: The child ended, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise DidNotStartError(f"{self._log.stem} ended while starting: {self._last_lines()}")
            if _answers(url):
                return
            time.sleep(0.02)
        raise DidNotStartError(f"{self._log.stem} did not answer within {seconds:.0f} s: {self._last_lines()}")

    def stop(self) -> None:
        """Ask it to end, wait, then end whatever of its group is left."""
        if self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the whole group at once, as a crash would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _last_lines(self) -> str:
        written = self._log.read_bytes()[self._begins :].decode(errors="replace")
        return "\n".join(written.splitlines()[-15:])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  (http://127.0.0.1)
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False
