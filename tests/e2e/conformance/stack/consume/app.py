"""SQS messages in, one item per message in the table out; those that say so fail, alone."""

import json
import os
import time

import boto3

DYNAMODB = boto3.client("dynamodb")


def handler(event, context):
    failures = []
    for record in event["Records"]:
        body = json.loads(record["body"])
        key = body["detail"]["object"]["key"] if "detail" in body else body["key"]
        version = body.get("detail", {}).get("object", {}).get("version-id", "")
        DYNAMODB.update_item(
            TableName=os.environ["TABLE"],
            Key={"pk": {"S": key}},
            UpdateExpression="ADD seen :one, pids :pid, versions :version",
            ExpressionAttributeValues={
                ":one": {"N": "1"},
                ":pid": {"SS": [str(os.getpid())]},
                ":version": {"SS": [version or "none"]},
            },
        )
        time.sleep(body.get("seconds", 0.02))
        if body.get("fails"):
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
