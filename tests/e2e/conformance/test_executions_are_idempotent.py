"""StartExecution by name, as a redelivered event calls it."""

import json
import uuid

import pytest
from tests.e2e.conformance.observe import ended

pytestmark = pytest.mark.cloud


@pytest.fixture
def start(cloud):
    client = cloud.client("stepfunctions")
    return lambda name, given: client.start_execution(
        stateMachineArn=cloud.outputs["Machine"], name=name, input=json.dumps(given)
    )


def test_the_same_name_and_input_give_the_running_execution(cloud, start):
    name = uuid.uuid4().hex
    first, second = (start(name, {"do": "sleep", "seconds": 1}) for _ in range(2))
    assert first["executionArn"] == second["executionArn"]
    assert ended(cloud, first["executionArn"])["status"] == "SUCCEEDED"


def test_the_same_name_with_another_input_is_refused(cloud, start):
    name = uuid.uuid4().hex
    arn = start(name, {"do": "sleep", "seconds": 1})["executionArn"]
    with pytest.raises(cloud.client("stepfunctions").exceptions.ExecutionAlreadyExists):
        start(name, {"do": "sleep", "seconds": 2})
    ended(cloud, arn)


def test_a_name_stays_taken_after_the_end(cloud, start):
    name = uuid.uuid4().hex
    ended(cloud, start(name, {"do": "square", "number": 2})["executionArn"])
    with pytest.raises(cloud.client("stepfunctions").exceptions.ExecutionAlreadyExists):
        start(name, {"do": "square", "number": 2})
