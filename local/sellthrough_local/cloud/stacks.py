"""A template and its parameters in, a deployed stack and its outputs out; the same calls work against AWS."""

import json
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from sellthrough_local.cloud.packaging import package

ARTIFACTS = "sellthrough-local-artifacts"
DEPLOYED_KEY = "deployed/{stack}.json"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
POLL_SECONDS = 0.05


class DeploymentError(RuntimeError):
    """The stack was refused or rolled back; the message names the resources and the reasons."""


class Stacks:
    """Deploys SAM templates through a boto3 session whose endpoint is the local cloud."""

    class NoStackError(LookupError):
        """There is no stack of that name."""

    def __init__(self, session: boto3.Session, endpoint: str) -> None:
        self._cloudformation = session.client("cloudformation", endpoint_url=endpoint)
        self._s3 = session.client("s3", endpoint_url=endpoint)

    def deploy(self, template: Path, stack: str, parameters: dict[str, str]) -> bool:
        """Create or update the stack; False when exactly this was deployed already.

        Raises:
            DeploymentError: See there.
        """
        self._s3.create_bucket(Bucket=ARTIFACTS)
        url = package(template, ARTIFACTS, self._upload)
        wanted = json.dumps({"template": url, "parameters": parameters}, sort_keys=True)
        status = self._status(stack)
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE") and self._recorded(stack) == wanted:
            return False
        operation = self._cloudformation.create_stack if status is None else self._cloudformation.update_stack
        try:
            operation(
                StackName=stack,
                TemplateURL=url,
                Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
                Capabilities=CAPABILITIES,
            )
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise DeploymentError(f"{stack}: {error.response['Error']['Message']}") from error
        self._wait(stack)
        self._upload(DEPLOYED_KEY.format(stack=stack), wanted.encode())
        return True

    def outputs(self, stack: str) -> dict[str, str]:
        """The outputs of the stack and of its nested stacks.

        A nested one is found as `<LogicalId>.<OutputKey>`, and under its plain key where no outer stack has that key.

        Raises:
            Stacks.NoStackError: There is none of that name.
        """
        try:
            description = self._cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        except ClientError as error:
            raise Stacks.NoStackError(stack) from error
        outputs = {output["OutputKey"]: output["OutputValue"] for output in description.get("Outputs", [])}
        for resource in self.resources(stack, "AWS::CloudFormation::Stack"):
            for key, value in self.outputs(resource["PhysicalResourceId"]).items():
                outputs.setdefault(key, value)
                outputs[f"{resource['LogicalResourceId']}.{key}"] = value
        return outputs

    def resources(self, stack: str, kind: str) -> list[dict[str, Any]]:
        """The resources of that type in the stack itself."""
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        return [
            dict(summary)
            for page in pages
            for summary in page["StackResourceSummaries"]
            if summary["ResourceType"] == kind
        ]

    def functions(self, stack: str) -> list[str]:
        """The names of the functions of the stack and of its nested stacks."""
        names = [resource["PhysicalResourceId"] for resource in self.resources(stack, "AWS::Lambda::Function")]
        for child in self.resources(stack, "AWS::CloudFormation::Stack"):
            names += self.functions(child["PhysicalResourceId"])
        return names

    def _upload(self, key: str, content: bytes) -> None:
        self._s3.put_object(Bucket=ARTIFACTS, Key=key, Body=content)

    def _recorded(self, stack: str) -> str | None:
        try:
            body = self._s3.get_object(Bucket=ARTIFACTS, Key=DEPLOYED_KEY.format(stack=stack))["Body"]
            return str(body.read(), "utf-8")
        except self._s3.exceptions.NoSuchKey:
            return None

    def _status(self, stack: str) -> str | None:
        try:
            return str(self._cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
        except ClientError:
            return None

    def _wait(self, stack: str) -> None:
        while (status := self._status(stack) or "DELETED").endswith("_IN_PROGRESS"):
            time.sleep(POLL_SECONDS)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise DeploymentError(f"{stack}: {status}; " + "; ".join(self._reasons(stack)))

    def _reasons(self, stack: str) -> list[str]:
        events = self._cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        return [
            f"{event['LogicalResourceId']} ({event.get('ResourceType')}): {event['ResourceStatusReason']}"
            for event in events
            if event.get("ResourceStatusReason") and "FAILED" in event["ResourceStatus"]
        ]
