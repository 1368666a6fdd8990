"""A stack whose nested stack changed is updated, and what the change leaves alone keeps its attributes."""

from pathlib import Path

import pytest

from sellthrough_local.cloud import Cloud

pytestmark = pytest.mark.cloud

ROOT = """
Resources:
  Clock: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: clock.yaml}}
"""
CLOCK = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: scheduler.amazonaws.com}, Action: "sts:AssumeRole"}]
Outputs:
  RoleArn: {Value: !GetAtt Role.Arn}
"""
SCHEDULE = """
  {name}:
    Type: AWS::Scheduler::Schedule
    Properties:
      Name: update-{name}
      ScheduleExpression: {expression}
      FlexibleTimeWindow: {{Mode: "OFF"}}
      Target: {{Arn: "arn:aws:sqs:us-east-1:000000000000:q", RoleArn: !GetAtt Role.Arn}}
"""


def clock(**schedules: str) -> str:
    """The nested template with those schedules."""
    parts = [SCHEDULE.format(name=name, expression=expression) for name, expression in schedules.items()]
    return CLOCK.replace("Outputs:", "".join(parts) + "Outputs:")


def test_a_nested_stack_is_updated_beside_a_role_that_stays(cloud: Cloud, tmp_path: Path) -> None:
    root = tmp_path / "root.yaml"
    root.write_text(ROOT)
    outputs, found = [], []
    before = cloud.outputs
    for schedules in ({"A": "rate(1 hour)"}, {"A": "rate(2 hours)", "B": "rate(1 hour)"}, {"B": "rate(1 hour)"}):
        (tmp_path / "clock.yaml").write_text(clock(**schedules))
        outputs.append(cloud.deploy(root, "nested-update", {})["RoleArn"])
        summaries = cloud.client("scheduler").list_schedules(NamePrefix="update-")["Schedules"]
        found.append(sorted(summary["Name"] for summary in summaries))
    cloud.outputs = before
    assert found == [["update-A"], ["update-A", "update-B"], ["update-B"]]
    assert len(set(outputs)) == 1
    assert outputs[0].startswith("arn:aws:iam::")
