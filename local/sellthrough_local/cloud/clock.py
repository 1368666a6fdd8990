"""Two instants in, every schedule of the stack that is due between them fired in order out.

Handlers read the time from their event, so walking the clock through a year needs no waiting and no patching.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sellthrough_local.cloud.connection import Connection
from sellthrough_local.cloud.schedule_expressions import due

SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
DEFAULT_INPUT = "{}"
_AT_ONCE = 4


class FiringError(RuntimeError):
    """A target that could not be started, or whose function failed; the message names schedule, instant and cause."""


@dataclass(frozen=True, order=True)
class Firing:
    """One schedule at one instant: the target's ARN and the event it gets, as JSON."""

    at: dt.datetime
    schedule: str
    target: str
    event: str


def walk(cloud: Connection, after: dt.datetime, until: dt.datetime) -> Iterator[Firing]:
    """Fire everything due in `after` < t <= `until`, in order; yields each firing once its target was started.

    What is due at one instant is fired at once, as on AWS. A function is waited for before the next instant; a state
    machine or a queue is not: `Connection.wait_until_settled` does that.

    Args:
        cloud: The deployed stack.
        after: Aware, UTC; exclusive.
        until: Aware, UTC; inclusive.

    Raises:
        FiringError: See there.
        ExpressionError: A schedule that is not understood.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for at, together in groupby(firings(cloud, after, until), lambda firing: firing.at):
            cloud.post("/_local/clock", {"now": at.isoformat()})
            fired = [(firing, pool.submit(fire, cloud, firing)) for firing in together]
            for firing, firing_ends in fired:
                firing_ends.result()
                yield firing
    cloud.post("/_local/clock", {"now": until.isoformat()})


def firings(cloud: Connection, after: dt.datetime, until: dt.datetime) -> list[Firing]:
    """What is due, in order, without firing it."""
    return sorted([*_of_schedules(cloud, after, until), *_of_rules(cloud, after, until)])


def fire(cloud: Connection, firing: Firing) -> None:
    """Start the target of one firing.

    Raises:
        FiringError: See there.
    """
    service = firing.target.split(":")[2]
    if service not in _STARTERS:
        raise FiringError(f"{firing.schedule}: a target of {service} cannot be fired here")
    _STARTERS[service](cloud, firing)


def _of_schedules(cloud: Connection, after: dt.datetime, until: dt.datetime) -> Iterator[Firing]:
    client = cloud.client("scheduler")
    for page in client.get_paginator("list_schedules").paginate():
        for summary in page["Schedules"]:
            schedule = client.get_schedule(Name=summary["Name"], GroupName=summary["GroupName"])
            if schedule["State"] != "ENABLED":
                continue
            zone = schedule.get("ScheduleExpressionTimezone") or "UTC"
            template = schedule["Target"].get("Input") or DEFAULT_INPUT
            for at in due(schedule["ScheduleExpression"], zone, after, until):
                event = template.replace(SCHEDULED_TIME, _stamp(at))
                yield Firing(at, schedule["Name"], schedule["Target"]["Arn"], event)


def _of_rules(cloud: Connection, after: dt.datetime, until: dt.datetime) -> Iterator[Firing]:
    client = cloud.client("events")
    for page in client.get_paginator("list_rules").paginate():
        for rule in page["Rules"]:
            if not rule.get("ScheduleExpression") or rule["State"] != "ENABLED":
                continue
            targets = client.list_targets_by_rule(Rule=rule["Name"])["Targets"]
            for at in due(rule["ScheduleExpression"], "UTC", after, until):
                for target in targets:
                    event = target.get("Input") or json.dumps(_scheduled_event(rule["Arn"], at))
                    yield Firing(at, rule["Name"], target["Arn"], event)


def _scheduled_event(rule: str, at: dt.datetime) -> dict[str, Any]:
    common = {"version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
    return {**common, "time": _stamp(at), "resources": [rule]}


def _stamp(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _invoke(cloud: Connection, firing: Firing) -> None:
    answer = cloud.client("lambda").invoke(FunctionName=firing.target, Payload=firing.event)
    if answer.get("FunctionError"):
        cause = answer["Payload"].read().decode()
        raise FiringError(f"{firing.schedule} at {_stamp(firing.at)}: {cause}")


def _start(cloud: Connection, firing: Firing) -> None:
    name = f"{firing.schedule}-{firing.at:%Y%m%dT%H%M%SZ}"
    cloud.client("stepfunctions").start_execution(stateMachineArn=firing.target, name=name[:80], input=firing.event)


def _send(cloud: Connection, firing: Firing) -> None:
    client = cloud.client("sqs")
    url = client.get_queue_url(QueueName=firing.target.rsplit(":", 1)[1])["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody=firing.event)


_STARTERS: dict[str, Callable[[Connection, Firing], None]] = {"lambda": _invoke, "states": _start, "sqs": _send}
