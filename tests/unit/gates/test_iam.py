"""What identities may do: the two bad templates fail, ours passes, and each rule has a violation of its own."""

from pathlib import Path

import pytest
from gates.exceptions import load_exceptions
from gates.iam import check_iam
from gates.stacks import Stack, all_stacks, stack_of

TEMPLATES = Path(__file__).parent / "templates"
EXCEPTIONS = load_exceptions()


def role(**properties: object) -> Stack:
    body = {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}}
    return Stack(Path("x.yaml"), body, body)


def allowing(**statement: object) -> Stack:
    return role(Policies=[{"PolicyDocument": {"Statement": [{"Effect": "Allow", **statement}]}}])


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("any_action.yaml", "the action s3:* is a wildcard"),
        ("any_action.yaml", "s3:* is allowed on every resource"),
        ("administrator.yaml", "the managed policy AdministratorAccess is not on the list"),
    ],
)
def test_the_negative_controls_fail(template: str, said: str) -> None:
    problems = [finding.problem for finding in check_iam([stack_of(TEMPLATES / template)], EXCEPTIONS)]
    assert any(problem.startswith(said) for problem in problems), problems


def test_our_stacks_pass() -> None:
    assert check_iam(all_stacks(), EXCEPTIONS) == []


@pytest.mark.parametrize(
    "stack",
    [
        allowing(Action="*", Resource="arn:aws:s3:::bucket"),
        allowing(Action=["sqs:SendMessage", "s3:Get*"], Resource="arn:aws:s3:::bucket"),
        allowing(Action="s3:GetObject", Resource="*"),
        allowing(Action="s3:GetObject", Resource=["arn:aws:s3:::bucket", {"Fn::Sub": "arn:${AWS::Partition}:s3:::*"}]),
        allowing(NotAction="s3:GetObject", Resource="arn:aws:s3:::bucket"),
        allowing(Action="s3:GetObject", NotResource="arn:aws:s3:::bucket"),
        role(ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonS3FullAccess"]),
        role(ManagedPolicyArns=["IAMFullAccess"]),
        role(ManagedPolicyArns=[{"Fn::Join": ["", ["arn:", {"Ref": "P"}, ":iam::aws:policy/PowerUserAccess"]]}]),
        role(ManagedPolicyArns=[{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaRole"}]),
    ],
)
def test_too_much_is_found(stack: Stack) -> None:
    assert check_iam([stack], EXCEPTIONS)


@pytest.mark.parametrize(
    "stack",
    [
        allowing(Action="s3:GetObject", Resource={"Fn::Sub": "arn:${AWS::Partition}:s3:::${Bucket}/landing/*"}),
        allowing(Action=["logs:CreateLogDelivery"], Resource="*"),
        role(Policies=[{"PolicyDocument": {"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}}]),
        role(ManagedPolicyArns=[{"Fn::GetAtt": ["Access", "Outputs.UseKey"]}]),
    ],
)
def test_single_actions_on_named_resources_pass(stack: Stack) -> None:
    assert check_iam([stack], EXCEPTIONS) == []
