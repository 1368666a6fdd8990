"""checkov on translated stacks: what no exception covers fails, and an exception that nothing needs fails too."""

from pathlib import Path

import pytest
from gates.exceptions import CheckovException, Exceptions
from gates.security import CHECKOV, check_security
from gates.stacks import Stack
from pydantic import ValidationError

pytestmark = pytest.mark.skipif(
    not CHECKOV.exists(), reason="checkov has its own environment: make .venv-checkov/ready"
)

QUEUE = {"Resources": {"Letters": {"Type": "AWS::SQS::Queue", "Properties": {"SqsManagedSseEnabled": False}}}}
STACK = Stack(Path("queues.yaml"), QUEUE, QUEUE)
REASON = "a reason of at least twenty characters"


def test_findings_are_covered_by_exceptions_that_something_needs() -> None:
    covering = CheckovException(id="CKV_AWS_27", resource="Letters", reason=REASON)
    elsewhere = CheckovException(id="CKV_AWS_27", resource="Other", reason=REASON)
    open_findings = check_security([STACK], Exceptions(checkov=(elsewhere,)))
    assert [finding.place for finding in open_findings] == ["queues.yaml: Letters", "gates/exceptions.toml"]
    assert check_security([STACK], Exceptions(checkov=(covering,))) == []


def test_at_most_five_exceptions_each_with_a_reason() -> None:
    with pytest.raises(ValidationError, match="at most 5"):
        Exceptions(checkov=tuple(CheckovException(id=f"CKV_{n}", reason=REASON) for n in range(6)))
    with pytest.raises(ValidationError, match="at least 20"):
        CheckovException(id="CKV_AWS_27", reason="because")
