"""Ctrl-C or a signal to end in, a clean stop out."""

import signal
import threading
from typing import Any


def stop_on_signals() -> threading.Event:
    """An event that SIGINT or SIGTERM sets from now on, instead of ending the process where it stands."""
    stopping = threading.Event()

    def stop(number: int, frame: Any) -> None:  # noqa: ARG001
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return stopping


def wait_for_stop() -> None:
    """Wait until somebody ends the command."""
    stop_on_signals().wait()
