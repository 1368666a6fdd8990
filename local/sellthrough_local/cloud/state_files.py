"""One service's state in, its file in the emulator's own format out, ten times faster than the emulator writes it.

The emulator streams JSON through Python (`json.dump`); one call of the C encoder (`json.dumps`) and no write when
nothing changed keep a checkpoint short, which matters: nothing is served meanwhile.
"""

import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

from ministack.core import persistence

from sellthrough_local.cloud.repairs.expectations import expect_source

_written: dict[str, bytes] = {}
_lock = threading.Lock()


def expect_format() -> None:
    """The emulator still wraps and encodes its state files as `write_state` does.

    Raises:
        PinMovedError: It does not.
    """
    expect_source(
        persistence.save_state,
        '{"__ministack_format__": _state_format_version(service), "payload": data}',
        "default=_json_default",
        'f"{service}.json"',
    )


def write_state(service: str, state: dict[str, Any]) -> None:
    """Replace that service's file, atomically; do nothing when it says the same already."""
    document = {"__ministack_format__": persistence._state_format_version(service), "payload": state}
    text = json.dumps(document, default=persistence._json_default).encode()
    digest = hashlib.sha256(text).digest()
    with _lock:
        if _written.get(service) == digest:
            return
        file = Path(persistence.STATE_DIR) / f"{service}.json"
        partial = file.with_suffix(".json.tmp")
        partial.write_bytes(text)
        os.replace(partial, file)  # noqa: PTH105  (atomic, over an existing file)
        _written[service] = digest
