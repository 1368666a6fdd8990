"""What SES says happened to our mails comes in; each mail's state, settled by all that was said of it, goes out."""

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.model.mail_events import heard_of
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.observability import Metric, logger, metrics
from sellthrough_aws.settings import Settings


class MailEventsSettings(Settings):
    """Environment of this function."""

    ledger_table: str


settings = MailEventsSettings.from_environment()
ledger = Ledger(settings.ledger_table)
processor = BatchProcessor(event_type=EventType.SQS)
METRIC_OF = {"BOUNCED": Metric.MAILS_BOUNCED, "COMPLAINED": Metric.MAILS_COMPLAINED}


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Settle the mails of a batch; only messages that fail come again."""
    return process_partial_response(event=event, record_handler=_settle, processor=processor, context=context)


def _settle(record: SQSRecord) -> None:
    heard = heard_of(record.body)
    if heard is None:
        logger.info("not about a mail of ours")
        return
    before, after = ledger.hear_of_mail(heard.mail_id, heard.word)
    if after != before and after in METRIC_OF:
        metrics.add_metric(METRIC_OF[after], unit="Count", value=1)
    logger.info("mail event", mail_id=heard.mail_id, word=heard.word, state=after)
