"""DynamoDB in plain Python values: items in and out as dictionaries, whole results instead of pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config
from botocore.exceptions import ClientError

Item = dict[str, Any]
_BATCH_WRITES = 25
_BATCH_READS = 100


def is_condition_failure(error: ClientError) -> bool:
    """True when a write was refused because its condition did not hold (alone or in a transaction)."""
    code = error.response["Error"]["Code"]
    if code == "ConditionalCheckFailedException":
        return True
    reasons = error.response.get("CancellationReasons", [])
    return code == "TransactionCanceledException" and any(r.get("Code") == "ConditionalCheckFailed" for r in reasons)


class LedgerTable:
    """The table under the ledger: keys `pk` and `sk`, strong reads."""

    def __init__(self, table_name: str) -> None:
        self.table_name = table_name
        retries = Config(retries={"mode": "standard", "total_max_attempts": 8})
        self._client = boto3.client("dynamodb", config=retries)
        self._to, self._from = TypeSerializer(), TypeDeserializer()

    def encode(self, values: Mapping[str, Any]) -> Item:
        """Plain values to DynamoDB's typed ones; None is left out, tuples become lists."""
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if v is not None}
        return {name: self._to.serialize(value) for name, value in plain.items()}

    def decode(self, item: Mapping[str, Any]) -> Item:
        """DynamoDB's typed values to plain ones; sets come sorted."""
        plain = {name: self._from.deserialize(value) for name, value in item.items()}
        return {name: sorted(value) if isinstance(value, set) else value for name, value in plain.items()}

    def get(self, pk: str, sk: str) -> Item | None:
        """The item as it is now, or None."""
        answer = self._client.get_item(
            TableName=self.table_name, Key=self.encode({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return self.decode(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[tuple[str, str]]) -> Iterator[Item]:
        """The items of those keys that exist, in no particular order."""
        for start in range(0, len(keys), _BATCH_READS):
            wanted = [self.encode({"pk": pk, "sk": sk}) for pk, sk in keys[start : start + _BATCH_READS]]
            request: Item = {self.table_name: {"Keys": wanted, "ConsistentRead": True}}
            while request:
                answer = self._client.batch_get_item(RequestItems=request)
                yield from (self.decode(item) for item in answer["Responses"].get(self.table_name, []))
                request = answer.get("UnprocessedKeys") or {}

    def query(self, pk: str, sk_prefix: str = "") -> Iterator[Item]:
        """Every item below that partition key, in order of `sk`."""
        arguments: Item = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": pk}}}
        if sk_prefix:
            arguments["KeyConditionExpression"] += " AND begins_with(sk, :sk)"
            arguments["ExpressionAttributeValues"][":sk"] = {"S": sk_prefix}
        pages = self._client.get_paginator("query").paginate(
            TableName=self.table_name, ConsistentRead=True, **arguments
        )
        for page in pages:
            yield from (self.decode(item) for item in page["Items"])

    def query_between(self, pk: str, low: str, high: str) -> Iterator[Item]:
        """The items below that partition key with `sk` between two texts, both included, in order."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self.table_name,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues=self.encode({":pk": pk, ":low": low, ":high": high}),
        )
        for page in pages:
            yield from (self.decode(item) for item in page["Items"])

    def scan(self, sk: str) -> Iterator[Item]:
        """Every item with that sort key, whatever its partition key."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self.table_name,
            ConsistentRead=True,
            FilterExpression="sk = :sk",
            ExpressionAttributeValues={":sk": {"S": sk}},
        )
        for page in pages:
            yield from (self.decode(item) for item in page["Items"])

    def put(self, item: Mapping[str, Any]) -> None:
        """Write the item, replacing what is there."""
        self._client.put_item(TableName=self.table_name, Item=self.encode(item))

    def put_new(self, item: Mapping[str, Any]) -> bool:
        """Write the item unless its key is taken; False when it is."""
        return self._conditional("put_item", Item=self.encode(item), ConditionExpression="attribute_not_exists(pk)")

    def delete(self, pk: str, sk: str, condition: str = "", **values: Any) -> bool:
        """Delete the item; with a condition (see `update`) False when it does not hold."""
        arguments: Item = {"Key": self.encode({"pk": pk, "sk": sk})}
        if condition:
            arguments |= self._condition(condition, values)
        return self._conditional("delete_item", **arguments)

    def update(self, pk: str, sk: str, expression: str, condition: str = "", **values: Any) -> Item | None:
        """Change attributes; returns the new item, or None when the condition does not hold.

        In `expression` and `condition`, `#name` stands for an attribute and `:name` for a value of `values`.
        """
        change = self.update_request(pk, sk, expression, condition, **values)
        change.pop("TableName")
        try:
            answer = self._client.update_item(TableName=self.table_name, ReturnValues="ALL_NEW", **change)
        except ClientError as error:
            if is_condition_failure(error):
                return None
            raise
        return self.decode(answer["Attributes"])

    def update_request(self, pk: str, sk: str, expression: str, condition: str = "", **values: Any) -> Item:
        """The arguments of such a change, for a transaction."""
        request: Item = {
            "TableName": self.table_name,
            "Key": self.encode({"pk": pk, "sk": sk}),
            "UpdateExpression": expression,
        }
        names = _names(f"{expression} {condition}")
        request |= {"ConditionExpression": condition} if condition else {}
        request |= {"ExpressionAttributeNames": names} if names else {}
        encoded = {f":{name}": self._to.serialize(value) for name, value in values.items()}
        request |= {"ExpressionAttributeValues": encoded} if encoded else {}
        return request

    def put_request(self, item: Mapping[str, Any], only_new: bool = False) -> Item:
        """The arguments of a put, for a transaction."""
        request: Item = {"TableName": self.table_name, "Item": self.encode(item)}
        return request | ({"ConditionExpression": "attribute_not_exists(pk)"} if only_new else {})

    def transact(self, *, puts: Sequence[Item] = (), updates: Sequence[Item] = ()) -> bool:
        """All of the writes or none (at most 100); False when a condition does not hold."""
        actions = [{"Put": p} for p in puts] + [{"Update": u} for u in updates]
        try:
            self._client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def put_many(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Write the items, replacing what is there, in batches."""
        requests = [{"PutRequest": {"Item": self.encode(item)}} for item in items]
        for start in range(0, len(requests), _BATCH_WRITES):
            pending: Item = {self.table_name: requests[start : start + _BATCH_WRITES]}
            while pending:
                pending = self._client.batch_write_item(RequestItems=pending).get("UnprocessedItems") or {}

    def _condition(self, condition: str, values: Mapping[str, Any]) -> Item:
        arguments: Item = {"ConditionExpression": condition}
        names = _names(condition)
        arguments |= {"ExpressionAttributeNames": names} if names else {}
        encoded = {f":{name}": self._to.serialize(value) for name, value in values.items()}
        return arguments | ({"ExpressionAttributeValues": encoded} if encoded else {})

    def _conditional(self, operation: str, **arguments: Any) -> bool:
        try:
            getattr(self._client, operation)(TableName=self.table_name, **arguments)
        except ClientError as error:
            if is_condition_failure(error):
                return False
            raise
        return True


def _names(expression: str) -> dict[str, str]:
    words = expression.replace("(", " ").replace(")", " ").replace(",", " ").replace("=", " ").split()
    return {word: word[1:] for word in words if word.startswith("#")}
