"""A CloudFormation custom resource request in, the answer that CloudFormation waits for sent to its address."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import urllib3

_TIMEOUT = urllib3.Timeout(connect=5, read=20)


@contextmanager
def answering(event: Mapping[str, Any], log_stream: str) -> Iterator[bool]:
    """Answer a request when the block ends: SUCCESS, or FAILED when it raised (the error goes on).

    Yields:
        True when there is work to do: always, but for a deletion, which leaves the tables alone.
    """
    status = "FAILED"
    try:
        yield event.get("RequestType") != "Delete"
        status = "SUCCESS"
    finally:
        if "ResponseURL" in event:
            _answer(event, status, log_stream)


def _answer(event: Mapping[str, Any], status: str, log_stream: str) -> None:
    body = {
        "Status": status,
        "Reason": f"See the log stream {log_stream}",
        "PhysicalResourceId": event.get("PhysicalResourceId") or event["LogicalResourceId"],
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    # The signature of that address covers an empty content type.
    urllib3.PoolManager().request(
        "PUT", event["ResponseURL"], body=json.dumps(body), headers={"Content-Type": ""}, timeout=_TIMEOUT
    )
