"""The conformance stack, deployed on a local cloud once per session, and what its tests ask of it again and again."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conformance.observe import ended

from sellthrough_local.cloud import Cloud

STACK = Path(__file__).parent / "stack" / "template.yaml"


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A local cloud with the conformance stack."""
    with Cloud.start(tmp_path_factory.mktemp("conformance")) as cloud:
        cloud.deploy(STACK, "conformance", {})
        cloud.wait_until_warm()
        yield cloud


@pytest.fixture(scope="session")
def invoke(cloud: Cloud) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Invoke the probe function and return its answer."""

    def call(event: dict[str, Any]) -> dict[str, Any]:
        answer = cloud.client("lambda").invoke(FunctionName=cloud.outputs["Probe"], Payload=json.dumps(event))
        return json.loads(answer["Payload"].read())

    return call


@pytest.fixture(scope="session")
def execute(cloud: Cloud) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Run the machine to its end and return the description of the execution."""

    def run(given: dict[str, Any]) -> dict[str, Any]:
        client = cloud.client("stepfunctions")
        arn = client.start_execution(
            stateMachineArn=cloud.outputs["Machine"], name=uuid.uuid4().hex, input=json.dumps(given)
        )["executionArn"]
        return ended(cloud, arn)

    return run
