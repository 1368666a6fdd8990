"""The time in; what stands still is started again."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.ingest.executions import execution_input, execution_name, settled_input
from sellthrough.ingest.standstill import Step, is_due, step_for
from sellthrough.model.ledger_entries import OpenSubmission
from sellthrough.model.submissions import State
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.machines import Machine
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import Metric, logger, metrics
from sellthrough_aws.settings import Settings


class StandstillSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    archive_bucket: str
    submission_machine_arn: str


settings = StandstillSettings.from_environment()
ledger = Ledger(settings.ledger_table)
machine = Machine(settings.submission_machine_arn)
configurations = Configurations(Objects(), settings.archive_bucket)
AT_ONCE = 500  # submissions looked after in one scan, the oldest first


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001
    """Look after every submission that has been open for ten minutes; returns how many of each step were taken."""
    due = sorted((e for e in ledger.open_submissions() if is_due(e, event["time"])), key=lambda e: e.landed_at)
    steps = [_look_after(entry, event["time"]) for entry in due[:AT_ONCE]]
    taken = {step.value: steps.count(step) for step in Step}
    metrics.add_metric(Metric.SUBMISSIONS_RESTARTED, MetricUnit.Count, steps.count(Step.RESTART))
    logger.info("looked after open submissions", extra={"steps": taken})
    return taken


def _look_after(entry: OpenSubmission, now: str) -> Step:
    submission = ledger.submission(entry.submission_id)
    step = step_for(entry, submission, machine.status(execution_name(submission)))
    if step is Step.CLOSE:
        ledger.close(submission.submission_id)
    if step is Step.RESTART:
        restarted = ledger.restart(submission.submission_id, submission.run)
        if restarted is not None:
            feed = configurations.version(restarted.config_version).feed_of(restarted.partner_id, restarted.feed)
            machine.start(execution_name(restarted), execution_input(restarted, feed))
    if step is Step.GIVE_UP:
        ledger.settle(submission.submission_id, State.NEEDS_ATTENTION, "PROCESSING_FAILED", "It failed three times.")
    if step in {Step.ANSWER, Step.GIVE_UP}:
        attempt = ledger.count_attempt(submission.submission_id)
        name = f"{execution_name(submission)}-answer-{attempt}"
        machine.start(name, settled_input(ledger.submission(submission.submission_id), now))
    return step
