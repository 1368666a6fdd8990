"""docs/deploy.md names the parameters, outputs and counts that the template has."""

import re

from gates.findings import ROOT
from gates.stacks import stack_of

from sellthrough_aws.observability import Metric

PAGE = (ROOT / "docs" / "deploy.md").read_text()
TEMPLATE = stack_of(ROOT / "template.yaml").source


def test_the_table_has_every_parameter_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, re.M))
    written = {name: "" if text == "empty" else text.strip("`") for name, text in rows.items()}
    assert written == {name: str(parameter["Default"]) for name, parameter in TEMPLATE["Parameters"].items()}
    assert len(written) <= 8


def test_the_outputs_that_it_names_exist() -> None:
    named = re.search(r"^The outputs say where to go on: ([^(]+)\(where files go\), ([^.]+)\.", PAGE, re.M)
    assert named
    outputs = set(re.findall(r"`(\w+)`", named[0])) | {"MailTopicArn", "LandingBucket"}
    assert len(outputs) == 6
    assert outputs <= set(TEMPLATE["Outputs"])


def test_what_it_counts_is_there() -> None:
    alarms = len(stack_of(ROOT / "infra" / "alarms.yaml").resources("AWS::CloudWatch::Alarm"))
    assert f"| {alarms} alarms, {len(Metric)} metrics, one dashboard |" in PAGE
