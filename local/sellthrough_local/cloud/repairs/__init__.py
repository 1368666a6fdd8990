"""MiniStack 1.5.33 in, the same emulator with its gaps towards AWS closed out: one file per repair.

Each repair first checks that the place it changes still reads as it did when the repair was written, so a moved
version pin stops the local cloud with a sentence instead of a wrong answer.
"""

from sellthrough_local.cloud.repairs import (
    bounded_workers,
    clock_only,
    encoded_keys,
    forked_workers,
    idempotent_start,
    named_errors,
    nested_updates,
    object_versions,
    quick_logs,
    released_messages,
    request_cookies,
    throttle_names,
    unpacked_once,
    written_through_glue,
)
from sellthrough_local.cloud.repairs.expectations import expect_version

ALL = (
    forked_workers,
    unpacked_once,
    named_errors,
    quick_logs,
    request_cookies,
    bounded_workers,
    throttle_names,
    idempotent_start,
    object_versions,
    encoded_keys,
    released_messages,
    nested_updates,
)


def install(*, real_time: bool, remembers: bool) -> None:
    """Apply every repair to the emulator imported in this process.

    Args:
        real_time: True leaves the template's schedules to this machine's clock.
        remembers: True keeps on disk what must survive a kill.

    Raises:
        PinMovedError: A repaired place no longer reads as expected.
    """
    expect_version("1.5.33")
    for repair in ALL:
        repair.install()
    if not real_time:
        clock_only.install()
    if remembers:
        written_through_glue.install()
