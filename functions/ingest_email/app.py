"""A received mail comes in; its attachments lie under landing/, or the mail waits for a person, or it is answered."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.errors import NotFound, Refused
from sellthrough.inbound.admission import Gate, admit, is_authentic, question_about
from sellthrough.inbound.compose import compose_intake
from sellthrough.inbound.notification import Received, parse_notification
from sellthrough.inbound.triage import Triage, triage
from sellthrough.model.ledger_entries import InboundMail, MailKind, mail_id_of
from sellthrough.unpack.unpack import unpack
from sellthrough_aws.attached import AttachedFiles
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.ledger_inbound import LedgerInbound
from sellthrough_aws.mail import Post, count_mail, prepare
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger, metrics
from sellthrough_aws.settings import Settings


class IngestEmailSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    landing_bucket: str
    archive_bucket: str
    mail_from: str


settings = IngestEmailSettings.from_environment()
ledger, mails = Ledger(settings.ledger_table), LedgerInbound(settings.ledger_table)
objects, attached = Objects(), AttachedFiles(settings.landing_bucket)
configurations = Configurations(objects, settings.archive_bucket)
post = Post(ledger, objects, settings.archive_bucket)
processor = BatchProcessor(event_type=EventType.SQS)


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """A batch of notifications; or `{"release": message id, "partner_id"}`, a person's word for a held mail."""
    if "release" not in event:
        return process_partial_response(event=event, record_handler=_receive, processor=processor, context=context)
    held = mails.inbound(event["release"])
    if held is None:
        raise NotFound(f"mail {event['release']} was never received")
    _take(Received.model_validate_json(held.received), (event["partner_id"],))
    return {"released": event["release"]}


def _receive(record: SQSRecord) -> None:
    received = parse_notification(record.body)
    known = mails.inbound(received.message_id) if received else None
    if received is None or (known and known.state == "taken"):
        return
    admission = admit(received, configurations.version(ledger.current_configuration_version()).agreements)
    logger.info("mail received", message_id=received.message_id, gate=admission.gate)
    kept = InboundMail(message_id=received.message_id, state=admission.gate, received=received.model_dump_json())
    if admission.gate is Gate.ADMITTED:
        _take(received, admission.partner_ids)
    elif admission.gate is Gate.VIRUS:
        if known is None:
            sha256 = hashlib.sha256(objects.get_bytes(received.bucket, received.object_key)).hexdigest()
            mails.keep_inbound(kept.model_copy(update={"sha256": sha256}))
        objects.delete(received.bucket, received.object_key)
    else:
        mails.hold_inbound(kept, received.object_key, question_about(received, admission.gate))


def _take(received: Received, partner_ids: tuple[str, ...]) -> None:
    configuration = configurations.version(ledger.current_configuration_version())
    agreements = [a for a in configuration.agreements if a.partner_id in partner_ids]
    sorted_out, refusal = Triage(), ""
    with TemporaryDirectory() as name:
        folder = Path(name)
        objects.download(received.bucket, received.object_key, folder / "mail")
        try:
            sorted_out = triage(unpack(folder / "mail", "mail", folder, kind="mail"), agreements)
        except Refused as refused:
            refusal = refused.detail
        for file in sorted_out.landings:
            attached.land(file.key, file.part.content, file.origin(received))
    if refusal or sorted_out.unsupported or not sorted_out.landings:
        letter = compose_intake(configuration.vendor.brand, len(sorted_out.landings), sorted_out.unsupported, refusal)
        is_answerable = is_authentic(received) and not received.is_automatic
        mail = prepare(
            letter,
            mail_id=mail_id_of(MailKind.INTAKE, received.message_id),
            kind=MailKind.INTAKE,
            about=received.message_id,
            sender=settings.mail_from,
            to=(received.sender,) if is_answerable else (),
            at=received.received_at,
            answers=received.header_message_id,
        )
        count_mail(post.send(mail))
    landed = tuple(file.key for file in sorted_out.landings)
    content = received.model_dump_json()
    mails.keep_inbound(InboundMail(message_id=received.message_id, state="taken", received=content, landed=landed))
