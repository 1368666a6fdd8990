"""The emulator's memory in, the same on disk out: after each burst of work, on request and at the end.

S3 objects and the Glue catalogue are on disk at once; everything else (ledger, queues, executions, the stack) is
saved here, on the event loop, because from a thread the emulator's dictionaries change under the copy. A marker file
exists while there is something unsaved, so that the next start knows whether events may have been lost.
"""

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

from ministack import app

from sellthrough_local.cloud.checkpoint_marker import UNSAVED
from sellthrough_local.cloud.repairs.expectations import expect_source
from sellthrough_local.cloud.state_files import expect_format, write_state

QUIET_SECONDS = 1.0
LONGEST_SECONDS = 15.0
PAUSE_PER_SECOND = 20.0  # nothing is served during a save, so it takes a twentieth of the time at most
PAUSE_AFTER_FAILURE = 5.0
ATTEMPTS = 20

_log = logging.getLogger(__name__)


class Checkpoints:
    """Saves the emulator's state into a folder; `touch` says that something may have changed.

    Args:
        remembers: False saves nothing, ever.
    """

    def __init__(self, state: Path, *, remembers: bool) -> None:
        expect_format()
        expect_source(app._handle_lifespan, "save_all(_build_persistence_save_dict())")
        app.save_all = _save_each
        self._remembers = remembers
        self._marker = state / UNSAVED
        self._touched = 0.0
        self._saved = time.monotonic()
        self._took = 0.0

    def touch(self) -> None:
        """A request came that may change something."""
        if not self._remembers:
            return
        if self._touched <= self._saved and not self._marker.exists():
            self._marker.touch()
        self._touched = time.monotonic()

    def save(self) -> float:
        """Write everything; returns the seconds it took. Call on the event loop only."""
        if not self._remembers:
            return 0.0
        started = time.monotonic()
        _save_each(app._build_persistence_save_dict())
        self._saved = time.monotonic()
        self._took = self._saved - started
        self._marker.unlink(missing_ok=True)
        return self._took

    def close(self) -> None:
        """The emulator saved itself while shutting down: nothing is unsaved."""
        self._marker.unlink(missing_ok=True)

    async def save_when_quiet(self) -> None:
        """Save after a second without requests, and every 15 s of continuous work (less often when saves are slow)."""
        while True:
            await asyncio.sleep(QUIET_SECONDS / 4)
            now, longest = time.monotonic(), max(LONGEST_SECONDS, PAUSE_PER_SECOND * self._took)
            if self._touched <= self._saved:
                continue
            if now - self._touched >= QUIET_SECONDS or now - self._saved >= longest:
                try:
                    self.save()
                except OSError:  # a full disk, say; it may have room again
                    _log.exception("the state could not be saved")
                    await asyncio.sleep(PAUSE_AFTER_FAILURE)


def _save_each(services: dict[str, Any]) -> None:
    """Save every service; a dictionary that an execution's thread changes under the copy is copied again."""
    for name, get_state in services.items():
        state = _copied(name, get_state)
        if state is not None:
            write_state(name, state)


def _copied(name: str, get_state: Any) -> Any:
    for attempt in range(ATTEMPTS):
        try:
            return get_state()
        except RuntimeError:  # dictionary changed size during iteration
            time.sleep(0.001 * attempt)
    _log.error("state of %s changed during each of %s copies; its last checkpoint stands", name, ATTEMPTS)
    return None
