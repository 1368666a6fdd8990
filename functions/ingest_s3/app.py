"""Landed objects in (S3 events from EventBridge through SQS); submissions in the ledger and executions out."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.errors import Refused
from sellthrough.ingest.archives import may_be_archive, members_to_land
from sellthrough.ingest.arrivals import Arrival, arrival_of
from sellthrough.ingest.claims import received_file, submissions_of
from sellthrough.ingest.executions import execution_input, execution_name, repeat_input
from sellthrough.model.ledger_entries import ReceivedFile
from sellthrough.model.submissions import Submission
from sellthrough.unpack.kinds import container_kind
from sellthrough.unpack.unpack import unpack
from sellthrough_aws.attached import AttachedFiles
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.landing import LandingBucket
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.machines import Machine
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import Metric, logger, metrics
from sellthrough_aws.settings import Settings


class IngestSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    archive_bucket: str
    submission_machine_arn: str


settings = IngestSettings.from_environment()
ledger = Ledger(settings.ledger_table)
machine = Machine(settings.submission_machine_arn)
landing, objects = LandingBucket(), Objects()
configurations = Configurations(objects, settings.archive_bucket)
processor = BatchProcessor(event_type=EventType.SQS)


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take in every object of the batch; those that failed are named, and only they come again."""
    return process_partial_response(event=event, record_handler=_take_in, processor=processor, context=context)


def _take_in(record: SQSRecord) -> None:
    arrival = arrival_of(record.json_body)
    if arrival is None:
        return
    fingerprint = landing.fingerprint(arrival.bucket, arrival.key, arrival.version_id)
    if may_be_archive(arrival.key) and _land_members(arrival, fingerprint.sender):
        return
    configuration = configurations.version(ledger.current_configuration_version())
    for claim in submissions_of(arrival.landed(fingerprint.sha256, fingerprint.sender), configuration):
        stored = ledger.receive(claim)
        file = received_file(claim, arrival.version)
        is_first, is_repeat = ledger.record_file(file), file.is_repeat_of(stored)
        if is_repeat:
            _answer_repeat(stored, file)
        else:
            own = claim.model_copy(update={"run": stored.run})
            machine.start(execution_name(own), execution_input(own, configuration.feed_of(own.partner_id, own.feed)))
            if own.run > 1:  # it may have taken the submission over from files whose events came first
                for other in ledger.files_of(own.submission_id):
                    if other.is_repeat_of(own):
                        _answer_repeat(own, other)
        _count(arrival, stored, is_first=is_first, is_repeat=is_repeat)


def _answer_repeat(submission: Submission, file: ReceivedFile) -> None:
    ledger.mark_dirty(submission.submission_id, submission.record_type, ())
    machine.start(file.file_id, repeat_input(submission, file))


def _land_members(arrival: Arrival, sender: str | None) -> bool:
    """Land every file of an archive, each to be taken in by its own event; False when it is taken in as it is."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        objects.download(arrival.bucket, arrival.key, folder / "landed", arrival.version_id)
        if not container_kind(folder / "landed"):
            return False
        try:
            unpacked = unpack(folder / "landed", arrival.key.rpartition("/")[2], folder)
        except Refused as refused:
            logger.info("archive not unpacked", code=refused.code, version=arrival.version)
            return False
        members = members_to_land(arrival, unpacked, sender)
        attached = AttachedFiles(arrival.bucket)
        for member in members:
            attached.land(member.key, member.part.content, member.origin)
        logger.info("archive unpacked", members=len(members), version=arrival.version)
        return bool(members)


def _count(arrival: Arrival, submission: Submission, *, is_first: bool, is_repeat: bool) -> None:
    if is_first:
        metric = Metric.REPEATED_FILES if is_repeat else Metric.SUBMISSIONS_RECEIVED
        metrics.add_metric(metric, MetricUnit.Count, 1)
    logger.info("taken in", submission_id=submission.submission_id, version=arrival.version, is_repeat=is_repeat)
