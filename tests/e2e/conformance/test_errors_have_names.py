"""Step Functions retries and catches by the class name of the handler's exception, and the worker survives it."""

import json
import uuid

import pytest

pytestmark = pytest.mark.cloud


def test_an_error_named_in_retry_is_retried_until_the_task_succeeds(execute):
    ended = execute({"do": "busy_until", "attempts": 3, "key": uuid.uuid4().hex})
    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"])["answer"]["Payload"]["attempts"] == 3


def test_retries_end_after_max_attempts_and_the_next_catch_takes_the_error(execute):
    output = json.loads(execute({"do": "busy_until", "attempts": 99, "key": uuid.uuid4().hex})["output"])
    assert output["caught"] == "other"
    assert output["error"]["Error"] == "Busy"


def test_an_error_named_in_catch_reaches_that_state_with_its_cause(execute):
    output = json.loads(execute({"do": "refuse"})["output"])
    assert output["caught"] == "Refused"
    cause = json.loads(output["cause"])
    assert (cause["errorType"], cause["errorMessage"]) == ("Refused", "never")


def test_a_handler_that_raises_keeps_its_warm_process(invoke):
    before = invoke({"do": "describe"})["pid"]
    assert invoke({"do": "refuse"})["errorType"] == "Refused"
    assert invoke({"do": "describe"})["pid"] == before


def test_a_process_that_ends_is_an_exit_error_and_the_next_invocation_gets_a_new_one(execute, invoke):
    before = invoke({"do": "describe"})["pid"]
    assert json.loads(execute({"do": "die"})["output"])["caught"] == "exit"
    assert invoke({"do": "describe"})["pid"] != before


def test_a_throttled_task_carries_the_name_that_aws_gives_it(cloud, execute):
    cloud.client("lambda").put_function_concurrency(
        FunctionName=cloud.outputs["Reserved"], ReservedConcurrentExecutions=0
    )
    assert json.loads(execute({"throttled": True})["output"]) == {"caught": "throttle"}


def test_choice_and_map_give_the_results_in_order(execute):
    ended = execute({"numbers": [3, 1, 2]})
    assert json.loads(ended["output"]) == [9, 1, 4]


def test_a_worker_finds_layer_environment_and_endpoints(cloud, invoke):
    described = invoke({"do": "describe"})
    assert described["greeting"] == "from the layer"
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_ATHENA", "AWS_REGION"):
        assert described["environment"][name] == cloud.environment[name]
