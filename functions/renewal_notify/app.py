"""The time comes in; every contract that has entered a notice step has its customer told, once per step and cycle."""

from collections import Counter
from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.model.ledger_entries import MailKind, mail_id_of
from sellthrough.renewals.compose import compose_notice
from sellthrough.renewals.steps import days_left, step_of
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.contracts import Contracts
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.mail import Post, count_mail, prepare
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger, metrics
from sellthrough_aws.settings import Settings


class RenewalNotifySettings(Settings):
    """Environment of this function."""

    ledger_table: str
    archive_bucket: str
    mail_from: str


settings = RenewalNotifySettings.from_environment()
ledger, contracts = Ledger(settings.ledger_table), Contracts(settings.ledger_table)
objects = Objects()
configurations = Configurations(objects, settings.archive_bucket)
post = Post(ledger, objects, settings.archive_bucket)


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001
    """Scan the contracts; returns how many of their mails stand in each state. Busy when SES throttles: scan again."""
    now = datetime.fromisoformat(event["time"])
    vendor = configurations.version(ledger.current_configuration_version()).vendor
    states: Counter[str] = Counter()
    for contract in contracts.contracts():
        step = step_of(contract.end_date, now, vendor.time_zone)
        if step is None:
            continue
        mail_id = mail_id_of(MailKind.NOTICE, contract.contract_id, contract.end_date, step)
        known = ledger.mail(mail_id)
        if known is not None and known.state != "CLAIMED":
            states[known.state] += 1
            continue
        letter = compose_notice(contract, vendor.brand, days_left(contract.end_date, now, vendor.time_zone))
        mail = prepare(
            letter,
            mail_id=mail_id,
            kind=MailKind.NOTICE,
            about=contract.contract_id,
            sender=settings.mail_from,
            to=(contract.contact_email,) if contract.contact_email else (),
            at=event["time"],
        )
        state = post.send(mail)
        count_mail(state)
        states[state] += 1
        logger.info("notice", contract_id=contract.contract_id, step=step, mail_id=mail_id, state=state)
    return dict(states)
