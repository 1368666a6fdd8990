"""A submission's staged records come in; its candidates, its rejects and what a person must settle go out."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sellthrough.errors import ConfigurationError, Held, Refused
from sellthrough.model.keys import staging_prefix
from sellthrough.model.reports import ReadReport
from sellthrough.model.submissions import Submission
from sellthrough.normalize.normalizer import normalize
from sellthrough.normalize.problems import first_problems
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger
from sellthrough_aws.settings import Settings
from sellthrough_aws.staged import PROBLEMS_KEPT


class NormalizeSettings(Settings):
    """Environment of this function."""

    staging_bucket: str
    archive_bucket: str
    ledger_table: str


settings = NormalizeSettings.from_environment()
ledger = Ledger(settings.ledger_table)
objects = Objects()
configurations = Configurations(objects, settings.archive_bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, str | None]:
    """Normalise run `run` of `submission_id`; running it again writes the same files and the same ledger entries."""
    submission = ledger.submission(event["submission_id"]).model_copy(update={"run": event["run"]})
    configuration = configurations.version(submission.config_version)
    feed = configuration.feed_of(submission.partner_id, submission.feed)
    if feed is None:
        raise ConfigurationError(f"agreements: {submission.partner_id} has no feed {submission.feed!r}; add it.")
    bucket, prefix = settings.staging_bucket, staging_prefix(submission.submission_id, submission.run)
    report = ReadReport.model_validate(objects.get_json(bucket, f"{prefix}/read.json"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        objects.download(bucket, f"{prefix}/records.parquet", folder / "records.parquet")
        try:
            result = normalize(folder / "records.parquet", report, feed, configuration, submission, folder)
        except Held as held:
            return _stopped(submission, "held", held.code, held.question)
        except Refused as refused:
            return _stopped(submission, "refused", refused.code, refused.detail)
        for file in ("candidates.parquet", "rejects.parquet"):
            objects.upload(folder / file, bucket, f"{prefix}/{file}")
        objects.put_json(bucket, f"{prefix}/problems.json", first_problems(folder / "rejects.parquet", PROBLEMS_KEPT))
        objects.put_json(bucket, f"{prefix}/normalized.json", result.model_dump_json())
    ledger.record_normalized(submission, result, event["now"])
    logger.info("normalized", submission_id=submission.submission_id, run=submission.run, rows=result.rows_in)
    return {"outcome": "ok", "code": None, "reason": None}


def _stopped(submission: Submission, outcome: str, code: str, reason: str) -> dict[str, str | None]:
    logger.info("stopped", submission_id=submission.submission_id, run=submission.run, outcome=outcome, code=code)
    return {"outcome": outcome, "code": code, "reason": reason}
