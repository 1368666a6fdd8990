"""A stack that is not there is said in words that fit the place where it was looked for."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sellthrough_local.cli.deployment import _outputs_of
from sellthrough_local.cli.failures import RefusedError

CASES = [
    (None, "There is no stack mine in this account and region. Name another with --stack."),
    ("http://127.0.0.1:1", "The local cloud was started there and never deployed. Run: sellthrough run WORKSPACE"),
]


class Empty:
    """A session, and its CloudFormation, of an account without a stack."""

    def client(self, *_: Any, **__: Any) -> "Empty":
        return self

    def describe_stacks(self, StackName: str) -> None:  # noqa: N803  (boto3's name)
        error = {"Code": "ValidationError", "Message": f"Stack with id {StackName} does not exist"}
        raise ClientError({"Error": error}, "DescribeStacks")


@pytest.mark.parametrize(("endpoint", "words"), CASES)
def test_a_stack_that_is_not_there_says_what_to_do(endpoint: str | None, words: str) -> None:
    with pytest.raises(RefusedError) as caught:
        _outputs_of("mine", Empty(), endpoint)  # type: ignore[arg-type]
    assert str(caught.value) == words
