"""The time comes in; every contract that has entered a notice step has its customer told, once per step and cycle."""

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.model.ledger_entries import MailKind
from sellthrough.model.links import (
    PLACEHOLDER,
    STOP_PLACEHOLDER,
    TOKEN_BYTES,
    Link,
    address_id_of,
    link_id_of,
    session_of,
    sha256_of,
    stop_token_of,
    token_text,
)
from sellthrough.model.workspace import Vendor
from sellthrough.renewals.compose import compose_notice
from sellthrough.renewals.due import Notice, NoticeRules
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.contracts import Contracts
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.links import Links
from sellthrough_aws.mail import OutgoingMail, Post, count_mail, prepare
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger, metrics
from sellthrough_aws.settings import Settings
from sellthrough_aws.stops import STOPPED, Stops


class RenewalNotifySettings(Settings):
    """Environment of this function. `pages_url` is the address that customers reach the portal at."""

    ledger_table: str
    archive_bucket: str
    mail_from: str
    pages_url: str


settings = RenewalNotifySettings.from_environment()
ledger = Ledger(settings.ledger_table)
contracts, links = Contracts(settings.ledger_table), Links(settings.ledger_table)
stops = Stops(settings.ledger_table)
objects = Objects()
configurations = Configurations(objects, settings.archive_bucket)
post = Post(ledger, objects, settings.archive_bucket)


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001
    """Scan the contracts; returns how many of their mails stand in each state. Busy when SES throttles: scan again."""
    now = datetime.fromisoformat(event["time"])
    configuration = configurations.version(ledger.current_configuration_version())
    rules = NoticeRules(configuration)
    states: Counter[str] = Counter()
    for partner in configuration.partners:
        for contract in contracts.ending(partner.partner_id, *rules.window(now)):
            for notice in rules.notices_of(contract, now):
                known = ledger.mail(notice.mail_id)
                if known is not None and known.state != "CLAIMED":
                    states[known.state] += 1
                    continue
                state = post.send(_mail(notice, configuration.vendor, now))
                count_mail(state)
                states[state] += 1
                logger.info(
                    "notice",
                    contract_id=contract.contract_id,
                    step=notice.step,
                    audience=notice.audience,
                    mail_id=notice.mail_id,
                    state=state,
                )
    return dict(states)


def _mail(notice: Notice, vendor: Vendor, now: datetime) -> OutgoingMail:
    token, until = token_text(secrets.token_bytes(TOKEN_BYTES)), now + timedelta(days=vendor.renewals.link_days)
    to, is_customer = notice.to, notice.audience == "customer"
    if is_customer:
        to = stops.not_stopped(to)
    if to:
        for link in _links(notice, token, to if is_customer else (), now, until):
            links.create(link)
    mail = prepare(
        compose_notice(notice, vendor.brand, f"{settings.pages_url}/p/{PLACEHOLDER}", until.date().isoformat()),
        mail_id=notice.mail_id,
        kind=MailKind.NOTICE,
        about=notice.contract.contract_id,
        sender=settings.mail_from,
        to=to,
        at=now.isoformat(),
        token=token,
        stop_address=f"{settings.pages_url}/u/{STOP_PLACEHOLDER}" if is_customer else "",
    )
    return replace(mail, nobody=STOPPED) if notice.to and not to else mail


def _links(notice: Notice, token: str, stoppable: tuple[str, ...], now: datetime, until: datetime) -> Iterator[Link]:
    """What the mail's tokens open: the portal, and for customers the end of such mails."""
    portal = Link(
        link_id=link_id_of(token),
        purpose="portal",
        audience=notice.audience,
        customer_id=notice.contract.customer_id,
        contract_id=notice.contract.contract_id,
        end_date=notice.contract.end_date.isoformat(),
        session_sha256=sha256_of(session_of(token)),
        created_at=now.isoformat(),
        expires_at=until.isoformat(),
    )
    yield portal
    if stoppable:
        stop = {"link_id": link_id_of(stop_token_of(token)), "purpose": "unsubscribe", "session_sha256": ""}
        yield portal.model_copy(update={**stop, "addresses": tuple(map(address_id_of, stoppable))})
