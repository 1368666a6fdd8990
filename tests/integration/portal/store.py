"""DynamoDB in a dictionary, for tests that ask it thousands of times: the calls of the portal, counted."""

import copy
from collections import Counter
from typing import Any

Key = tuple[str, str]


class Store:
    """As much of a boto3 DynamoDB client as links, contracts and configuration need; writes are counted like reads."""

    def __init__(self) -> None:
        self.items: dict[Key, dict[str, Any]] = {}
        self.calls: Counter[str] = Counter()

    def get_item(self, **request: Any) -> dict[str, Any]:
        self.calls["get_item"] += 1
        found = self.items.get(_key(request["Key"]))
        return {"Item": found} if found else {}

    def put_item(self, **request: Any) -> dict[str, Any]:
        self.calls["put_item"] += 1
        self.items[_key(request["Item"])] = request["Item"]
        return {}

    def get_paginator(self, operation: str) -> "Store":
        assert operation == "query"
        return self

    def paginate(self, **request: Any) -> list[dict[str, Any]]:
        self.calls["query"] += 1
        wanted = request["ExpressionAttributeValues"][":pk"]["S"]
        return [{"Items": [item for (pk, _), item in sorted(self.items.items()) if pk == wanted]}]

    def snapshot(self) -> dict[Key, dict[str, Any]]:
        """Everything that is kept."""
        return copy.deepcopy(self.items)


def _key(item: dict[str, Any]) -> Key:
    return item["pk"]["S"], item["sk"]["S"]
