"""A cloud with the conformance stack in, what happened in it out."""

import time
from collections.abc import Callable
from typing import Any

from sellthrough_local.cloud import Connection


def eventually(happened: Callable[[], bool], seconds: float = 20) -> bool:
    """True as soon as it did."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.05)
    return False


def ended(cloud: Connection, arn: str, seconds: float = 30) -> dict[str, Any]:
    """The description of that execution once it has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        description = cloud.client("stepfunctions").describe_execution(executionArn=arn)
        if description["status"] != "RUNNING":
            return description
        time.sleep(0.05)
    raise TimeoutError(arn)


def remembered(cloud: Connection, prefix: str) -> dict[str, dict[str, Any]]:
    """The items of the table whose key begins so, in plain values."""
    pages = cloud.client("dynamodb").get_paginator("scan").paginate(TableName=cloud.outputs["Table"])
    return {
        item["pk"]["S"]: {
            "seen": int(item.get("seen", {}).get("N", 0)),
            "pids": set(item.get("pids", {}).get("SS", [])),
            "versions": set(item.get("versions", {}).get("SS", [])),
        }
        for page in pages
        for item in page["Items"]
        if item["pk"]["S"].startswith(prefix)
    }
