"""docs/operations.md names every metric and every alarm, and nothing that does not exist."""

import re
from pathlib import Path

import pytest
from gates.findings import ROOT
from gates.stacks import stack_of

from sellthrough_aws.observability import NAMESPACE, Metric

PAGE = (ROOT / "docs" / "operations.md").read_text()
ALARMS = stack_of(ROOT / "infra" / "alarms.yaml")


def rows_of(page: str, heading: str) -> dict[str, list[str]]:
    """Rows of the table below a heading, by their first cell, which is code."""
    section = page.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")
    ]
    return {row[0].strip("`"): row[1:] for row in rows}


def alarm_names() -> set[str]:
    alarms = ALARMS.resources("AWS::CloudWatch::Alarm").values()
    return {alarm["Properties"]["AlarmName"]["Fn::Sub"].removeprefix("sellthrough-${Stage}-") for alarm in alarms}


def test_every_metric_is_explained() -> None:
    rows = rows_of(PAGE, "Metrics")
    assert set(rows) == set(Metric)
    assert all(meaning for meaning, _ in rows.values())


def test_every_alarm_says_what_to_do() -> None:
    rows = rows_of(PAGE, "Alarms")
    assert set(rows) == alarm_names()
    assert all(when and action for when, action in rows.values())


def test_a_missing_row_is_noticed() -> None:
    page = "\n".join(line for line in PAGE.splitlines() if "`cycle-silent`" not in line)
    assert set(rows_of(page, "Alarms")) == alarm_names() - {"cycle-silent"}


def test_alarms_on_our_metrics_name_metrics_that_exist() -> None:
    alarms = [a["Properties"] for a in ALARMS.resources("AWS::CloudWatch::Alarm").values()]
    ours = {alarm["MetricName"] for alarm in alarms if alarm["Namespace"] == NAMESPACE}
    assert ours <= set(Metric)
    assert {Metric.CONSERVATION_BROKEN, Metric.SUBMISSIONS_FAILED} <= ours


def test_every_function_queue_and_machine_has_an_alarm() -> None:
    root = stack_of(ROOT / "template.yaml")
    functions = {
        function["Properties"]["FunctionName"]["Fn::Sub"].removeprefix("sellthrough-${Stage}-")
        for function in root.resources("AWS::Lambda::Function").values()
    }
    assert {f"{name}-errors" for name in functions} <= alarm_names()
    watched = {
        name
        for stack in ("queues", "mail")
        for name in stack_of(ROOT / "infra" / f"{stack}.yaml").resources("AWS::SQS::Queue")
    }
    assert len(watched) == len(
        [n for n in alarm_names() if n.endswith(("-dead-letters", "-waits")) or n == "failed-events"]
    )
    assert {"submission-fails", "submission-times-out"} <= alarm_names()


def test_the_dashboard_shows_every_metric() -> None:
    (dashboard,) = ALARMS.resources("AWS::CloudWatch::Dashboard").values()
    assert set(Metric) <= set(
        re.findall(r'"Sellthrough", "(\w+)"', dashboard["Properties"]["DashboardBody"]["Fn::Sub"])
    )


@pytest.mark.parametrize("page", ["operations.md", "deploy.md"])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / "docs" / page).read_text()
    for target in re.findall(r"\]\(([\w-]+\.md)\)", text):
        assert (ROOT / "docs" / target).is_file(), target
    headings = {
        re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-")
        for h in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= headings


def test_parameters_of_the_template_are_explained() -> None:
    deploy = (ROOT / "docs" / "deploy.md").read_text()
    section = deploy.split("## 2. Deploy")[1].split("\n## ")[0]
    named = set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))
    assert named == set(stack_of(Path(ROOT / "template.yaml")).source["Parameters"])
