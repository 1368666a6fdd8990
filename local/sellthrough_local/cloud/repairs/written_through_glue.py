"""A change of the Glue catalogue in, the catalogue on disk before the caller is answered out.

S3 objects are on disk at once; without this the table pointers were not, and a kill lost acknowledged commits.
Glue requests run in threads: one lock makes change and copy one step.
"""

import threading
from collections.abc import Callable
from typing import Any

from ministack.services import glue

from sellthrough_local.cloud.repairs.expectations import PinMovedError, expect_source
from sellthrough_local.cloud.state_files import write_state

CHANGES = (
    "_create_database",
    "_update_database",
    "_delete_database",
    "_create_table",
    "_update_table",
    "_delete_table",
    "_batch_delete_table",
)
_lock = threading.RLock()


def install() -> None:
    """Write the catalogue after every change that succeeded."""
    expect_source(glue.get_state, "return copy.deepcopy(_ALL_STATE)")
    for name in CHANGES:
        if not hasattr(glue, name):
            raise PinMovedError(f"ministack.services.glue.{name} is gone; review repairs/written_through_glue.py")
        setattr(glue, name, _written_through(getattr(glue, name)))
    stock = glue.get_state

    def get_state() -> Any:
        with _lock:
            return stock()

    glue.get_state = get_state


def _written_through(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def apply(data: dict[str, Any]) -> Any:
        with _lock:
            answer = change(data)
            if answer[0] < 300:
                write_state("glue", glue._ALL_STATE)  # no copy: nobody else changes it meanwhile
        return answer

    return apply
