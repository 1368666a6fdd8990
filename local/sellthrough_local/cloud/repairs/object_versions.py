"""An S3 event for EventBridge in, the same with the object's version-id out, as AWS sends it for versioned buckets.

Without it, two quick puts under one key read as the same version twice.
"""

import contextvars
import json
from typing import Any

from ministack.services import eventbridge, s3

from sellthrough_local.cloud.repairs.expectations import expect_source

_version: contextvars.ContextVar[str | None] = contextvars.ContextVar("s3_version", default=None)


def install() -> None:
    """Carry the version from the S3 event to its EventBridge form."""
    expect_source(
        s3._fire_s3_event,
        '"object": {"key": key, "size": size, "etag": clean_etag, "sequencer": sequencer or "0"},',
        "_eb._dispatch_event(eb_event)",
        "version_id: str | None = None,",
    )
    expect_source(s3._fire_s3_event_async, "args=(_fire_s3_event, bucket_name")
    fire, dispatch = s3._fire_s3_event, eventbridge._dispatch_event

    def fire_with_version(*arguments: Any, version_id: str | None = None, **options: Any) -> None:
        token = _version.set(version_id)
        try:
            fire(*arguments, version_id=version_id, **options)
        finally:
            _version.reset(token)

    def dispatch_with_version(event: dict[str, Any], *arguments: Any, **options: Any) -> Any:
        version = _version.get()
        if version and version != "null" and event.get("Source") == "aws.s3":
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version
            event = {**event, "Detail": json.dumps(detail)}
        return dispatch(event, *arguments, **options)

    s3._fire_s3_event = fire_with_version
    eventbridge._dispatch_event = dispatch_with_version
