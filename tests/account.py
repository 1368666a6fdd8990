"""Builders: the emulated AWS account of a test, inside `mock_aws()`."""

import boto3
import pytest

REGION = "eu-west-1"


def use_account(patch: pytest.MonkeyPatch, **settings: str) -> None:
    """Have boto3 use credentials of nobody and no other endpoint; `settings` are a function's environment."""
    patch.delenv("AWS_ENDPOINT_URL", raising=False)
    credentials = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": REGION}
    for name, value in (credentials | settings).items():
        patch.setenv(name, value)


def create_buckets(*names: str) -> None:
    """Buckets of those names."""
    for name in names:
        boto3.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})


def create_ledger() -> None:
    """The ledger's table, empty."""
    boto3.client("dynamodb").create_table(
        TableName="ledger",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
    )
