"""A normalised submission in; its rows, and those of all that wait beside it, visible to readers out."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from sellthrough.model.submissions import State
from sellthrough.publish.group import choose_group
from sellthrough_aws.contracts import Contracts
from sellthrough_aws.lake import Lake
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import Metric, logger, metrics
from sellthrough_aws.publication import Publication
from sellthrough_aws.published import PublishedSubmissions
from sellthrough_aws.published_contracts import RECORD_TYPE as CONTRACTS
from sellthrough_aws.published_contracts import follow_published
from sellthrough_aws.settings import Settings
from sellthrough_aws.staged_rows import StagedRows


class PublishSettings(Settings):
    """Where rows come from and go to."""

    staging_bucket: str
    warehouse_bucket: str
    ledger_table: str
    glue_database: str


settings = PublishSettings.from_environment()
ledger, contracts = Ledger(settings.ledger_table), Contracts(settings.ledger_table)
lake = Lake(settings.glue_database, f"s3://{settings.warehouse_bucket}/warehouse")
objects = Objects()
LEASE_SECONDS = 900  # the function's own time-out: who holds the lease longer is dead
DONE = {"outcome": "ok", "code": None, "reason": None}


@metrics.log_metrics
def handler(event: dict[str, Any], _context: object) -> dict[str, str | None]:
    """Publish `submission_id` in run `run`; returns at once when another publication has taken it along.

    Raises:
        Busy: Another run publishes this record type; the state machine tries again.
        ValueError: The submission's staged rows are not all there (I1).
    """
    submission_id, owner = event["submission_id"], f"{event['submission_id']}-{event['run']}"
    record_type = ledger.submission(submission_id).record_type
    own = ledger.waiting_entry(submission_id, record_type)
    if own is None or own.run != event["run"]:
        return DONE
    number = ledger.acquire_lease(record_type, owner, event["now"], LEASE_SECONDS)
    try:
        with TemporaryDirectory() as folder:
            staged = StagedRows(objects, settings.staging_bucket, settings.warehouse_bucket, Path(folder))
            work = Publication(ledger, lake, staged, record_type, number)
            group, broken = work.gather(choose_group(ledger.waiting(record_type), submission_id))
            seen = PublishedSubmissions(lake, record_type, {entry.partner_id for entry in group})
            changes = work.plan(group, seen)
            work.write(changes)
            sequence = work.show(changes, seen)
            if record_type == CONTRACTS:  # before the submissions stop waiting: a crash must not leave it undone
                follow_published(lake, contracts, {entry.partner_id for entry in group})
            shown = work.settle(group, changes, sequence)
    finally:
        ledger.release_lease(record_type, owner)
    metrics.add_metric(Metric.SUBMISSIONS_PUBLISHED, MetricUnit.Count, sum(s.state == State.PUBLISHED for s in shown))
    metrics.add_metric(Metric.ROWS_ACCEPTED, MetricUnit.Count, sum(s.counts.accepted_rows for s in shown))
    metrics.add_metric(Metric.ROWS_DUPLICATE, MetricUnit.Count, sum(s.counts.duplicate_rows for s in shown))
    metrics.add_metric(Metric.ROWS_QUARANTINED, MetricUnit.Count, sum(s.counts.quarantined_rows for s in shown))
    metrics.add_metric(Metric.CONSERVATION_BROKEN, MetricUnit.Count, len(broken))
    logger.info("published", submission_id=submission_id, run=number, submissions=len(shown), broken=len(broken))
    if submission_id in {entry.submission_id for entry in broken}:
        raise ValueError(f"submission {submission_id}: the staged rows are not the rows that the reader counted")
    return DONE
