"""DynamoDB's conditional writes and transactions, which the ledger leans on."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.cloud


@pytest.fixture
def put_new(cloud):
    client, table = cloud.client("dynamodb"), cloud.outputs["Table"]

    def put(key: str) -> bool:
        try:
            client.put_item(TableName=table, Item={"pk": {"S": key}}, ConditionExpression="attribute_not_exists(pk)")
        except client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    return put


def test_of_many_claims_of_one_key_exactly_one_wins(put_new):
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(lambda _: put_new(key), range(32))) == [False] * 31 + [True]


def test_a_transaction_with_one_failing_condition_writes_nothing(cloud, put_new):
    client, table, taken, free = cloud.client("dynamodb"), cloud.outputs["Table"], uuid.uuid4().hex, uuid.uuid4().hex
    put_new(taken)
    only_new = {"TableName": table, "ConditionExpression": "attribute_not_exists(pk)"}
    with pytest.raises(ClientError) as raised:
        client.transact_write_items(
            TransactItems=[{"Put": {**only_new, "Item": {"pk": {"S": key}}}} for key in (free, taken)]
        )
    codes = [reason.get("Code") for reason in raised.value.response["CancellationReasons"]]
    assert codes == ["None", "ConditionalCheckFailed"]
    assert "Item" not in client.get_item(TableName=table, Key={"pk": {"S": free}})


def test_an_update_under_a_condition_counts_every_winner(cloud):
    client, table, key = cloud.client("dynamodb"), cloud.outputs["Table"], uuid.uuid4().hex

    def add(_: int) -> None:
        client.update_item(
            TableName=table,
            Key={"pk": {"S": key}},
            UpdateExpression="ADD seen :one",
            ConditionExpression="attribute_not_exists(closed)",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert client.get_item(TableName=table, Key={"pk": {"S": key}})["Item"]["seen"] == {"N": "40"}


def test_objects_written_if_absent_have_one_writer(cloud):
    client, key = cloud.client("s3"), uuid.uuid4().hex

    def put(number: int) -> bool:
        try:
            client.put_object(Bucket="conformance-landing", Key=key, Body=str(number).encode(), IfNoneMatch="*")
        except ClientError as error:
            assert error.response["Error"]["Code"] in ("PreconditionFailed", "ConditionalRequestConflict")
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(put, range(16))) == 1
