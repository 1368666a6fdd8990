"""Queues whose receivers are gone in, their messages in flight visible at once out.

At a start the receivers ended with the last run; after a deployment of changed code, what failed before is worth
another try. Waiting out a visibility time-out of half an hour helps nobody.
"""

import time
from typing import Any

from ministack.core.concurrency import esm_wake
from ministack.services import sqs

from sellthrough_local.cloud.repairs.expectations import expect_source


def install() -> None:
    """Release what was in flight when the state was saved."""
    expect_source(sqs.load_persisted_state, "_restore_state(data)")
    stock = sqs.load_persisted_state

    def load(data: Any) -> None:
        stock(data)
        release()

    sqs.load_persisted_state = load


def release() -> int:
    """Make every message that somebody received visible; returns how many."""
    received = [
        message
        for queue in sqs._queues.all_values()
        for message in queue["messages"]
        if message["receipt_handle"] is not None
    ]
    now = time.time()
    for message in received:
        message["visible_at"] = min(message["visible_at"], now)
    esm_wake.set()
    return len(received)
