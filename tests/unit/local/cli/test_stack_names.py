"""A stack that is not there is said in words that fit the place where it was looked for."""

import boto3
import pytest
from moto import mock_aws

from sellthrough_local.cli.deployment import _outputs_of
from sellthrough_local.cli.failures import RefusedError

ENDPOINT = "https://cloudformation.us-east-1.amazonaws.com"
CASES = [
    (None, "There is no stack mine in this account and region. Name another with --stack."),
    (ENDPOINT, "The local cloud was started there and never deployed. Run: sellthrough run WORKSPACE"),
]


@mock_aws
@pytest.mark.parametrize(("endpoint", "words"), CASES)
def test_a_stack_that_is_not_there_says_what_to_do(endpoint: str | None, words: str) -> None:
    session = boto3.Session("test", "test", region_name="us-east-1")
    with pytest.raises(RefusedError) as caught:
        _outputs_of("mine", session, endpoint)
    assert str(caught.value) == words
