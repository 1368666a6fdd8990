"""The one logger, tracer and metrics of the functions, and the names of the metrics.

Logs carry one constant message and keys: never a cell value, an address, a mail body or a token.
"""

from enum import StrEnum

from aws_lambda_powertools import Logger, Metrics

NAMESPACE = "Sellthrough"


class Metric(StrEnum):
    """Every metric; each is a line of docs/operations.md."""

    SUBMISSIONS_RECEIVED = "SubmissionsReceived"
    SUBMISSIONS_PUBLISHED = "SubmissionsPublished"
    SUBMISSIONS_HELD = "SubmissionsHeld"
    SUBMISSIONS_REFUSED = "SubmissionsRefused"
    SUBMISSIONS_FAILED = "SubmissionsFailed"
    REPEATED_FILES = "RepeatedFiles"
    ROWS_ACCEPTED = "RowsAccepted"
    ROWS_QUARANTINED = "RowsQuarantined"
    ROWS_DUPLICATE = "RowsDuplicate"
    CONSERVATION_BROKEN = "ConservationBroken"
    MAILS_SENT = "MailsSent"
    MAILS_AMBIGUOUS = "MailsAmbiguous"
    MAILS_REFUSED = "MailsRefused"
    REPORTS_MISSING = "ReportsMissing"
    MAILS_BOUNCED = "MailsBounced"
    MAILS_COMPLAINED = "MailsComplained"
    SUBMISSIONS_RESTARTED = "SubmissionsRestarted"
    KPI_REFRESHES = "KpiRefreshes"


logger = Logger(service="sellthrough")
metrics = Metrics(namespace=NAMESPACE, service="sellthrough")
