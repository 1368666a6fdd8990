"""The time comes in; every report that is owed is looked at, and who must hear of it is told, once per step."""

from collections import Counter
from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.cycle.board import by_feed
from sellthrough.cycle.compose import compose
from sellthrough.cycle.occurrences import Occurrence, feeds_to_watch, feeds_with_cycle
from sellthrough.cycle.plan import Look, PlannedMail, look_at, occurrences_to_look_at
from sellthrough.model.ledger_entries import MailState
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Agreement, Configuration, Feed
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.mail import Post, count_mail, prepare
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import Metric, logger, metrics
from sellthrough_aws.settings import Settings


class CycleSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    archive_bucket: str
    mail_from: str


settings = CycleSettings.from_environment()
ledger = Ledger(settings.ledger_table)
objects = Objects()
configurations = Configurations(objects, settings.archive_bucket)
post = Post(ledger, objects, settings.archive_bucket)


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001
    """Look at every report owed; returns how many stand where and what became of mails. Busy: SES throttles."""
    now = datetime.fromisoformat(event["time"])
    configuration = configurations.version(ledger.current_configuration_version())
    watched, looked_at = ledger.watch(feeds_to_watch(configuration), now), ledger.looked_at()
    missing = {(m.partner_id, m.feed, m.period): m for m in ledger.missing_reports() if m.cleared_at is None}
    found: Counter[str] = Counter()
    for agreement, feed in feeds_with_cycle(configuration):
        occurrences = occurrences_to_look_at(
            configuration, agreement, feed, now=now, looked_at=looked_at, watched=watched, missing=missing
        )
        submissions = _submissions(agreement, feed, occurrences)
        for occurrence in occurrences:
            look = look_at(configuration, occurrence, submissions.get(occurrence.period, ()), now)
            found[look.row.state] += 1
            _keep(look, now, is_noted=missing.pop(occurrence.key, None) is not None)
            found.update(_tell(configuration, look, now))
    for partner_id, name, period in missing:
        ledger.clear_missing(partner_id, name, period, now.isoformat())  # its feed is no longer agreed
    ledger.note_look(now)
    logger.info("looked at the reports owed", extra={"found": dict(found)})
    return dict(found)


def _submissions(agreement: Agreement, feed: Feed, occurrences: list[Occurrence]) -> dict[str, list[Submission]]:
    """What the ledger knows now of those periods; read just before the mails, for an arrival stops them."""
    ids = ledger.reports_of(agreement.partner_id, feed.feed) if occurrences else {}
    wanted = [submission_id for o in occurrences for submission_id in ids.get(o.period, ())]
    return by_feed(ledger.submissions(wanted))[agreement.partner_id, feed.feed] if wanted else {}


def _keep(look: Look, now: datetime, *, is_noted: bool) -> None:
    row = look.row
    if look.is_missing and not is_noted and ledger.note_missing(look.missing_report(now)):
        metrics.add_metric(Metric.REPORTS_MISSING, unit="Count", value=1)
        logger.info("report missing", extra={"about": look.about, "due_at": row.due_at.isoformat()})
    elif is_noted and look.is_cleared:
        cleared_at = row.landed_at or now
        ledger.clear_missing(row.partner_id, row.feed, row.period, cleared_at.isoformat())
        logger.info("report missing no more", extra={"about": look.about})


def _tell(configuration: Configuration, look: Look, now: datetime) -> list[MailState]:
    """Send what is due and was not sent, keep what is not sent with its reason; returns what became of each."""
    known = ledger.mails_of(look.mail_ids)
    states = [post.give_up(mail_id) for mail_id, mail in known.items() if mail.state == "CLAIMED"]
    for planned in look.mails:
        if planned.mail_id not in known:
            states.append(_send(configuration, look, planned, now))
            extra = {"about": look.about, "what": planned.what, "mail_id": planned.mail_id, "state": states[-1]}
            logger.info("told", extra=extra)
    for state in states:
        count_mail(state)
    return states


def _send(configuration: Configuration, look: Look, planned: PlannedMail, now: datetime) -> MailState:
    about = f"{look.about}/{planned.what}"
    if not planned.to:
        ledger.suppress_mail(planned.mail_id, planned.kind, about, now.isoformat(), planned.reason)
        return "SUPPRESSED"
    mail = prepare(
        compose(configuration, look, planned, now),
        mail_id=planned.mail_id,
        kind=planned.kind,
        about=about,
        sender=settings.mail_from,
        to=planned.to,
        at=now.isoformat(),
    )
    return post.send(mail)
