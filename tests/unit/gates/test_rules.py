"""Our own rules on the template: ours keeps them, and each finds a violation."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from gates.conditions import never_true
from gates.rules import LOCAL_TYPES, check_rules
from gates.stacks import Stack, all_stacks

STACKS = all_stacks()


def changed(stack: Stack, change: Any) -> list[Stack]:
    """Our stacks, with a change in one of them."""
    source, translated = copy.deepcopy(stack.source), copy.deepcopy(stack.translated)
    change(translated)
    if stack.source is stack.translated:
        source = translated
    else:
        change(source)
    return [Stack(s.path, source, translated) if s is stack else s for s in STACKS]


def stack_named(name: str) -> Stack:
    return next(stack for stack in STACKS if stack.path.stem == name)


def test_our_template_keeps_the_rules() -> None:
    assert check_rules(STACKS) == []


def test_a_ninth_parameter_is_too_many() -> None:
    def change(body: dict[str, Any]) -> None:
        body["Parameters"] |= {f"Extra{n}": {"Type": "String", "Default": ""} for n in range(3)}

    assert "parameters; at most 8" in check_rules(changed(STACKS[0], change))[0].problem


def test_a_parameter_without_default_is_found() -> None:
    findings = check_rules(changed(STACKS[0], lambda body: body["Parameters"]["Stage"].pop("Default")))
    assert [finding.place for finding in findings] == ["template.yaml: Stage"]


def test_a_type_that_the_local_cloud_refuses_is_found_outside_on_aws() -> None:
    refused = {"Type": "AWS::Athena::NamedQuery", "Properties": {}}
    catalog = stack_named("catalog")
    findings = check_rules(changed(catalog, lambda body: body["Resources"].update(Query=refused)))
    assert [finding.place for finding in findings] == ["infra/catalog.yaml: Query"]


def test_the_types_behind_conditions_are_those_that_the_local_cloud_refuses() -> None:
    mail = stack_named("mail")
    hidden = {body["Type"] for body in mail.resources().values() if body.get("Condition") == "ReceivesFromSes"}
    assert hidden == {"AWS::SES::ReceiptRule", "AWS::SES::ReceiptRuleSet"}
    assert hidden.isdisjoint(LOCAL_TYPES)
    unhidden = changed(mail, lambda body: [r.pop("Condition", None) for r in body["Resources"].values()])
    assert len(check_rules(unhidden)) == 2


@pytest.mark.parametrize("key", ["RetentionInDays", "KmsKeyId"])
def test_a_log_group_that_is_kept_for_ever_or_in_clear_is_found(key: str) -> None:
    findings = check_rules(changed(stack_named("logs"), lambda body: body["Resources"]["Read"]["Properties"].pop(key)))
    assert [finding.problem for finding in findings] == [f"the log group has no {key}"]


@pytest.mark.parametrize(
    ("resource", "key"), [("Cycle", "DeadLetterConfig"), ("Migrate", "DeadLetterConfig"), ("Read", "LoggingConfig")]
)
def test_a_function_whose_failures_or_logs_get_lost_is_found(resource: str, key: str) -> None:
    def change(body: dict[str, Any]) -> None:
        body["Resources"][resource]["Properties"].pop(key, None)

    assert [finding.place for finding in check_rules(changed(STACKS[0], change))] == [f"template.yaml: {resource}"]


def test_a_function_that_nobody_waits_for_is_found() -> None:
    def change(body: dict[str, Any]) -> None:
        del body["Resources"]["IngestEmailEvents"]

    assert [f.place for f in check_rules(changed(STACKS[0], change))] == ["template.yaml: IngestEmail"]


def test_a_queue_that_drops_what_fails_is_found() -> None:
    findings = check_rules(
        changed(stack_named("queues"), lambda body: body["Resources"]["Ingest"]["Properties"].pop("RedrivePolicy"))
    )
    assert "infra/queues.yaml: Ingest" in [finding.place for finding in findings]


def test_conditions_are_worked_out_for_any_other_parameter() -> None:
    template = json.loads("""{"Conditions": {
        "OnAws": {"Fn::Equals": [{"Ref": "Target"}, "aws"]}, "Local": {"Fn::Not": [{"Condition": "OnAws"}]},
        "Mail": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Domain"}, ""]}]},
        "Both": {"Fn::And": [{"Condition": "Mail"}, {"Condition": "OnAws"}]},
        "Either": {"Fn::Or": [{"Condition": "Mail"}, {"Condition": "OnAws"}]}}}""")
    assert never_true(template, {"Target": "local"}) == {"OnAws", "Both"}
    assert never_true(template, {"Target": "aws"}) == {"Local"}


def test_every_stack_lies_where_the_root_says() -> None:
    nested = {body["Properties"]["TemplateURL"] for body in STACKS[0].resources("AWS::CloudFormation::Stack").values()}
    assert nested == {stack.name for stack in STACKS[1:]}
    assert all(Path(name).suffix == ".yaml" for name in nested)
