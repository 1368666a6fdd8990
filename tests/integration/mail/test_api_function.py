"""`api` against moto, called as the HTTP API calls it (payload 2.0)."""

import json
from types import ModuleType
from typing import Any

import pytest
from tests.submissions import submission

from sellthrough.model.submissions import State


def receive(world: Any, submission_id: str, partner_id: str, order: int) -> None:
    order_key = f"2019-12-31T09:00:00.000000+00:00#{order:02d}"
    received = submission(
        submission_id=submission_id, partner_id=partner_id, landing_order=order_key, sender="ann@birch.example"
    )
    world.ledger.receive(received)


@pytest.fixture
def app(world: Any) -> ModuleType:
    for order, (submission_id, partner_id) in enumerate([("s1", "birch"), ("s2", "birch"), ("s3", "quiet")]):
        receive(world, submission_id, partner_id, order)
    world.ledger.settle("s2", State.HELD, "UNCLEAR_DATES", "Which is it?")
    module: ModuleType = world.load("api")
    return module


def get(app: ModuleType, context: Any, path: str, **query: str) -> tuple[int, Any]:
    event = {
        "version": "2.0",
        "routeKey": f"GET {path}",
        "rawPath": path,
        "rawQueryString": "&".join(f"{k}={v}" for k, v in query.items()),
        "headers": {"host": "api.example"},
        "queryStringParameters": query or None,
        "requestContext": {"http": {"method": "GET", "path": path}, "stage": "$default", "requestId": "r"},
        "isBase64Encoded": False,
    }
    answer = app.handler(event, context)
    return answer["statusCode"], json.loads(answer["body"])


def test_health_says_ok(app: ModuleType, context: Any) -> None:
    assert get(app, context, "/health") == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, ["s3", "s2", "s1"]),
        ({"partner": "birch"}, ["s2", "s1"]),
        ({"state": "held"}, ["s2"]),
        ({"partner": "quiet", "state": "held"}, []),
    ],
)
def test_submissions_are_listed_newest_first_and_filtered(
    app: ModuleType, context: Any, query: dict[str, str], ids: list[str]
) -> None:
    status, body = get(app, context, "/submissions", **query)
    assert status == 200
    assert [s["submission_id"] for s in body["submissions"]] == ids
    assert body["count"] == len(ids)


def test_one_submission_has_its_state_and_reason(app: ModuleType, context: Any) -> None:
    status, body = get(app, context, "/submissions/s2")
    assert (status, body["state"], body["reason_code"]) == (200, "held", "UNCLEAR_DATES")


@pytest.mark.parametrize("path", ["/submissions/nobody", "/elsewhere"])
def test_what_does_not_exist_is_a_404_in_json(app: ModuleType, context: Any, path: str) -> None:
    status, body = get(app, context, path)
    assert status == 404
    assert body["statusCode"] == 404


def test_a_state_that_does_not_exist_is_a_400_that_names_those_that_do(app: ModuleType, context: Any) -> None:
    status, body = get(app, context, "/submissions", state="lost")
    assert status == 400
    assert "needs_attention" in body["message"]


def test_no_address_leaves_by_the_api(app: ModuleType, context: Any) -> None:
    for path in ("/submissions", "/submissions/s1"):
        assert "ann@birch.example" not in json.dumps(get(app, context, path))
