"""A held report is answered: the agreement remembers it, the report runs again, and the next one loads untouched."""

import email
from pathlib import Path

import boto3
import pytest
from tests.faults.world import World, emulated

from sellthrough.model.keys import configuration_key
from sellthrough.model.submissions import State, Submission
from sellthrough.model.workspace import Configuration, RememberedLayout
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.machines import Machine
from sellthrough_aws.objects import Objects
from sellthrough_aws.retry import retry
from sellthrough_local.onboarding.agreement_text import agreement_text
from sellthrough_local.onboarding.files import open_onboarding, write_answers
from sellthrough_local.workspace_folder import load_folder

pytestmark = [pytest.mark.proof]
MARCH = "Invoice Date,SKU,Kolumna,Amount\n2019-10-01,P-1,2,20.00\n2019-10-02,P-2,1,15.50\n"
APRIL = "Invoice Date,SKU,Kolumna,Amount\n2019-11-01,P-1,3,30.00\n"


def by_file(world: World, name: str) -> Submission:
    return next(s for s in world.ledger.submissions() if s.file_name == name)


def publish(world: World, configuration: Configuration) -> None:
    body = configuration.model_dump_json().encode()
    boto3.client("s3").put_object(Bucket="archive", Key=configuration_key(configuration.version), Body=body)
    world.ledger.set_current_configuration(configuration.version)


@pytest.mark.feature("C28", "E10")
def test_an_answer_is_remembered_for_the_layout_versioned_and_replayed(
    monkeypatch: pytest.MonkeyPatch, workspace: Path, tmp_path: Path
) -> None:
    with emulated(monkeypatch, load_folder(workspace)) as world:
        world.deliver(world.land("landing/birch/pos/pos_201910.csv", MARCH))
        world.run()
        held = by_file(world, "pos_201910.csv")
        assert (held.state, held.reason_code) == (State.HELD, "UNCLEAR_LAYOUT")
        assert "'Kolumna'" in (held.reason or "")

        landed = tmp_path / held.file_name
        landed.write_bytes(Objects().get_bytes(held.bucket, held.object_key, held.version_id))
        onboarding = open_onboarding(landed, workspace, held.partner_id, feed_name=held.feed)
        assert "Kolumna=quantity_units" in [a for q in onboarding.understand(tmp_path).questions for a in q.answers]
        onboarding.answers.add("Kolumna=quantity_units")
        understood = onboarding.understand(tmp_path)
        assert understood.questions == ()
        write_answers(workspace, onboarding, understood)

        configuration = load_folder(workspace)
        assert configuration.version != held.config_version
        publish(world, configuration)
        machine = Machine(world.environment["SUBMISSION_MACHINE_ARN"])
        again = retry(world.ledger, machine, Configurations(Objects(), "archive"), held.submission_id)
        assert again is not None
        world.run()
        answered = by_file(world, "pos_201910.csv")
        assert (answered.state, answered.run, answered.counts.accepted_rows) == (State.PUBLISHED, 2, 2)
        assert answered.config_version == configuration.version

        world.deliver(world.land("landing/birch/pos/pos_201911.csv", APRIL))
        world.run()
        untouched = by_file(world, "pos_201911.csv")
        assert (untouched.state, untouched.run, untouched.counts.accepted_rows) == (State.PUBLISHED, 1, 1)

        before = world.visible()
        common = {"submission_id": held.submission_id, "run": 2, "now": "2020-01-02T01:00:00+00:00"}
        read = next(i for n, i in world.inputs().items() if n == f"{held.submission_id}-2")["read"]
        for stage, event in (("read", common | {"read": read}), ("normalize", common), ("publish", common)):
            world.call(stage, event)
        assert world.visible() == before


@pytest.mark.feature("C28")
def test_a_layout_that_changed_loads_and_the_answer_mail_says_what_moved(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    headings = ["Invoice Date", "SKU", "Qty", "Amount"]
    columns = dict(zip(headings, ("sold_date", "product_code", "quantity_units", "net_amount"), strict=True))
    remembered = RememberedLayout(headings=tuple(headings), columns=columns)
    agreement = workspace / "agreements" / "birch.toml"
    feed = load_folder(workspace).agreements[0].feeds[0]
    known = feed.model_copy(update={"layout": feed.layout.model_copy(update={"remembered": (remembered,)})})
    text = agreement.read_text()
    agreement.write_text(agreement_text(text, "birch", known))
    changed = "SKU,Invoice Date,Qty,Net Amount\nP-1,2019-10-01,2,20.00\n"
    with emulated(monkeypatch, load_folder(workspace)) as world:
        world.deliver(world.land("landing/birch/pos/pos_201910.csv", changed))
        world.run()
        assert by_file(world, "pos_201910.csv").state is State.PUBLISHED
        (mail,) = world.ledger.mails()
        message = email.message_from_bytes(Objects().get_bytes("archive", mail.archive_key or ""))
        text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
        said = " ".join(text.get_payload(decode=True).decode().split())  # type: ignore[union-attr]
        assert "'SKU' moved from column 2 to 1" in said
        assert "'Net Amount' is new, 'Amount' is gone" in said
