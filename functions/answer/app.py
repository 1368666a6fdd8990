"""The end of an execution comes in; the ledger is settled and the sender is answered by mail, at most once."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.answer.answered import Answered, Earlier, Ended, Problem, Repeated, drop_address_of
from sellthrough.answer.compose import compose_answer, compose_repeat
from sellthrough.answer.outcomes import settlement_of
from sellthrough.model.ledger_entries import MailKind, mail_id_of
from sellthrough.model.letters import Letter
from sellthrough.model.senders import recipients_of
from sellthrough.model.submissions import State, Submission
from sellthrough.model.workspace import Configuration
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.mail import Post, count_mail, prepare
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import Metric, logger, metrics
from sellthrough_aws.settings import Settings
from sellthrough_aws.staged import Staged


class AnswerSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    staging_bucket: str
    archive_bucket: str
    mail_from: str


settings = AnswerSettings.from_environment()
ledger = Ledger(settings.ledger_table)
objects = Objects()
configurations = Configurations(objects, settings.archive_bucket)
staged = Staged(objects, settings.staging_bucket)
post = Post(ledger, objects, settings.archive_bucket)
_METRIC_OF_END = {
    State.HELD: Metric.SUBMISSIONS_HELD,
    State.REFUSED: Metric.SUBMISSIONS_REFUSED,
    State.NEEDS_ATTENTION: Metric.SUBMISSIONS_FAILED,
}


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, str]:  # noqa: ARG001
    """Settle, compose, send; returns what became of the mail, or "none" for a run that a newer one replaced."""
    ended = Ended.model_validate(event)
    submission = ledger.submission(ended.submission_id)
    if not ended.repeat and ended.run != submission.run:
        return {"mail": "none"}
    if not ended.repeat:
        submission = _settle(ended, submission)
    configuration = configurations.version(ledger.current_configuration_version())
    agreement = configuration.agreement_of(submission.partner_id)
    letter = _letter(ended, submission, configuration)
    kind, about = (MailKind.REPEAT, ended.file_id) if ended.repeat else (MailKind.ANSWER, submission.submission_id)
    mail = prepare(
        letter,
        mail_id=mail_id_of(kind, submission.submission_id, ended.file_id if ended.repeat else submission.run),
        kind=kind,
        about=about,
        sender=settings.mail_from,
        to=recipients_of(agreement, ended.sender or submission.sender) if agreement else (),
        at=ended.now,
        files=() if ended.repeat else staged.acknowledgement(submission),
    )
    state = post.send(mail)
    if not ended.repeat:
        ledger.close(submission.submission_id)
    count_mail(state)
    logger.info(
        "answered", submission_id=submission.submission_id, run=submission.run, mail_id=mail.mail_id, mail=state
    )
    return {"mail": state}


def _settle(ended: Ended, submission: Submission) -> Submission:
    settlement = settlement_of(ended, submission)
    if settlement is None:
        return submission
    if ledger.settle(submission.submission_id, settlement.state, settlement.code, settlement.reason):
        metrics.add_metric(_METRIC_OF_END[settlement.state], unit="Count", value=1)
    return ledger.submission(submission.submission_id)


def _letter(ended: Ended, submission: Submission, configuration: Configuration) -> Letter:
    names = {p.partner_id: p.partner_name for p in configuration.partners}
    brand, partner_name = configuration.vendor.brand, names.get(submission.partner_id, submission.partner_id)
    if ended.repeat:
        file = ledger.file(ended.file_id)
        repeated = Repeated(
            brand=brand,
            partner_name=partner_name,
            file_name=file.file_name,
            landed_at=file.landed_at,
            submission=submission,
        )
        return compose_repeat(repeated)
    report = staged.normalize_report(submission)
    answered = Answered(
        brand=brand,
        partner_name=partner_name,
        submission=submission,
        problems=tuple(Problem.model_validate(row) for row in staged.problems(submission)),
        questions=report.questions if report else (),
        issues=report.issues if report else (),
        earlier=tuple(
            Earlier(file_name=ledger.submission(said.submission_id).file_name, lines=said.lines, of_lines=said.of_lines)
            for said in submission.said_again
        ),
        drop_address=drop_address_of(submission, configuration.feed_of(submission.partner_id, submission.feed)),
    )
    return compose_answer(answered)
