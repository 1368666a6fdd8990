"""A landed object and the configuration in, the submissions it makes out: one per feed, received or held."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sellthrough.errors import Held
from sellthrough.ingest.feeds import Landing, feeds_of, landing_of, reporting_period_of
from sellthrough.model.due import due_at
from sellthrough.model.ledger_entries import ReceivedFile, file_id_of
from sellthrough.model.submissions import State, Submission, submission_id_of
from sellthrough.model.workspace import Configuration, Feed


@dataclass(frozen=True)
class Landed:
    """One version of one object below landing/.

    Attributes:
        sequencer: The store's order of events; versions of one key, and on a tie of time any two objects.
        landed_at: Time of the event, ISO 8601.
        sha256: Of its bytes.
        sender: Address of the mail that brought it, "" when that is not known; None when no mail did.
    """

    bucket: str
    key: str
    version_id: str | None
    sequencer: str
    landed_at: str
    sha256: str
    sender: str | None = None


def landed_of(submission: Submission) -> Landed:
    """The object that a submission came from."""
    return Landed(
        bucket=submission.bucket,
        key=submission.object_key,
        version_id=submission.version_id,
        sequencer=submission.landing_order.partition("#")[2],
        landed_at=submission.landed_at,
        sha256=submission.sha256,
        sender=submission.sender,
    )


def submissions_of(landed: Landed, configuration: Configuration) -> list[Submission]:
    """The submissions that this object makes; a file that is nobody's makes one that is held with a question.

    Raises:
        ValueError: The key is no landing key.
    """
    landing = landing_of(landed.key)
    try:
        feeds = feeds_of(landing, configuration)
    except Held as held:
        return [_submission(landed, landing, configuration, None, held=held)]
    return [_of_feed(landed, landing, configuration, feed) for feed in feeds]


def _of_feed(landed: Landed, landing: Landing, configuration: Configuration, feed: Feed) -> Submission:
    try:
        period = reporting_period_of(landing, feed, configuration.vendor.fiscal_year_starts)
    except Held as held:
        return _submission(landed, landing, configuration, feed, held=held)
    return _submission(landed, landing, configuration, feed, period=period)


def _submission(
    landed: Landed,
    landing: Landing,
    configuration: Configuration,
    feed: Feed | None,
    *,
    period: str = "",
    held: Held | None = None,
) -> Submission:
    name = feed.feed if feed else landing.feed
    agreement = configuration.agreement_of(landing.partner_id)
    instant = datetime.fromisoformat(landed.landed_at).astimezone(UTC)
    return Submission(
        submission_id=submission_id_of(landing.partner_id, name, period, landed.sha256),
        partner_id=landing.partner_id,
        feed=name,
        record_type=feed.record_type if feed else "",
        reporting_period=period,
        sha256=landed.sha256,
        bucket=landed.bucket,
        object_key=landed.key,
        version_id=landed.version_id,
        file_name=landing.file_name,
        landed_at=instant.isoformat(),
        landing_order=f"{instant.isoformat(timespec='microseconds')}#{landed.sequencer}",
        due_at=due_at(configuration.vendor, agreement, feed, period) if agreement and feed else None,
        sender=landed.sender,
        state=State.HELD if held else State.RECEIVED,
        reason_code=held.code if held else None,
        reason=held.question if held else None,
        config_version=configuration.version,
        resubmission=feed.resubmission if feed else "replace",
        duplicate_lines=feed.duplicate_lines if feed else "drop",
    )


def received_file(claim: Submission, version: str) -> ReceivedFile:
    """What the ledger notes of the object itself; `version` is `Arrival.version`."""
    return ReceivedFile(
        file_id=file_id_of(claim.bucket, claim.object_key, version, claim.feed),
        submission_id=claim.submission_id,
        partner_id=claim.partner_id,
        feed=claim.feed,
        reporting_period=claim.reporting_period,
        file_name=claim.file_name,
        sha256=claim.sha256,
        landed_at=claim.landed_at,
        landing_order=claim.landing_order,
        object_key=claim.object_key,
        version_id=claim.version_id,
        sender=claim.sender,
    )
