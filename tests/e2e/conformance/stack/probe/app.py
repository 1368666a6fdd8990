"""An instruction in the event, what it asks for out: succeed, fail by name, end the process, remember a key."""

import os
import time

import boto3
from from_layer import GREETING

TABLE = os.environ.get("TABLE", "")


class Busy(Exception):
    """To be retried by its name."""


class Refused(Exception):
    """To be caught by its name."""


def handler(event, context):
    if "requestContext" in event:
        return {"statusCode": 200, "cookies": ["seen=1"], "body": ",".join(event.get("cookies", []))}
    match event["do"]:
        case "busy_until":
            attempts = _count(event["key"])
            if attempts < event["attempts"]:
                raise Busy(f"attempt {attempts}")
            return {"attempts": attempts, "pid": os.getpid()}
        case "refuse":
            raise Refused("never")
        case "die":
            os._exit(3)
        case "sleep":
            time.sleep(event["seconds"])
            return {"pid": os.getpid()}
        case "remember":
            return {"count": _count(event["key"])}
        case "describe":
            return {"pid": os.getpid(), "greeting": GREETING, "environment": dict(os.environ)}
        case "square":
            return event["number"] ** 2


def _count(key):
    answer = boto3.client("dynamodb").update_item(
        TableName=TABLE,
        Key={"pk": {"S": key}},
        UpdateExpression="ADD seen :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    return int(answer["Attributes"]["seen"]["N"])
