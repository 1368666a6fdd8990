"""A running cloud in, whether its work is done out: nothing runs, nothing waits, every drop has its end state.

What a failed refresh or a killed cloud left behind is not done: with schedules that fire only when the clock is walked,
nobody else would take it up, so waiting has it done once more.
"""

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sellthrough.ingest.standstill import PATIENCE

if TYPE_CHECKING:
    from sellthrough_local.cloud.connection import Connection

POLL_SECONDS = 0.25
QUIET_POLLS = 2  # an event between two services is in no count for some milliseconds


def wait_until_settled(cloud: "Connection", timeout: float) -> bool:
    """True as soon as the work is done; False when it is not after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    quiet = 0
    while time.monotonic() < deadline:
        quiet = quiet + 1 if not any(cloud.busy().values()) else 0
        if quiet >= QUIET_POLLS:
            if not _takes_up_standing(cloud) and _all_ended(cloud) and not _takes_up_refresh(cloud):
                return True
            quiet = 0
        time.sleep(POLL_SECONDS)
    return False


def _all_ended(cloud: "Connection") -> bool:
    """True when the ledger knows every landed version and no submission is still received; also without a ledger."""
    table, bucket = cloud.outputs.get("LedgerTable"), cloud.outputs.get("LandingBucket")
    if table is None or bucket is None:
        return True
    if _count(cloud, table, "sk = :sk AND #state = :state", SUBMISSION=":sk", received=":state"):
        return False
    return _count(cloud, table, "sk = :sk", FILE=":sk") >= _landed(cloud, bucket)


def _takes_up_standing(cloud: "Connection") -> bool:
    """False when no submission is open; otherwise nothing runs for it any more, and `standstill` looks after it."""
    table, standstill = cloud.outputs.get("LedgerTable"), cloud.outputs.get("StandstillFunction")
    if table is None or standstill is None or not _is_there(cloud, table, "OPEN"):
        return False
    # On its schedule it would wait for executions that may still be at work; here none is.
    event = {"time": (datetime.now(UTC) + PATIENCE).isoformat()}
    cloud.client("lambda").invoke(FunctionName=standstill, Payload=json.dumps(event).encode())
    return True


def _takes_up_refresh(cloud: "Connection") -> bool:
    """False when no change waits for its KPIs; otherwise they are refreshed once more, and it is to be looked again."""
    table, kpis = cloud.outputs.get("LedgerTable"), cloud.outputs.get("KpisFunction")
    if table is None or kpis is None or not _is_there(cloud, table, "DIRTY"):
        return False
    # As the end of an execution asks for it: a tick of the schedule would also say what is owed at this machine's time.
    event = {"submission_id": "left", "run": 0, "now": datetime.now(UTC).isoformat()}
    cloud.client("lambda").invoke(FunctionName=kpis, Payload=json.dumps(event).encode())
    return True


def _is_there(cloud: "Connection", table: str, pk: str) -> bool:
    found = cloud.client("dynamodb").query(
        TableName=table,
        Select="COUNT",
        ConsistentRead=True,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
    )
    return bool(found["Count"])


def _count(cloud: "Connection", table: str, condition: str, **values: str) -> int:
    names = {"ExpressionAttributeNames": {"#state": "state"}} if "#state" in condition else {}
    pages = (
        cloud.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=table,
            Select="COUNT",
            ConsistentRead=True,
            FilterExpression=condition,
            ExpressionAttributeValues={placeholder: {"S": value} for value, placeholder in values.items()},
            **names,
        )
    )
    return sum(page["Count"] for page in pages)


def _landed(cloud: "Connection", bucket: str) -> int:
    pages: Any = cloud.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix="landing/")
    return sum(1 for page in pages for version in page.get("Versions", []) if not version["Key"].endswith("/"))
