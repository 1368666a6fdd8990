"""A landed object in, the hash of its bytes and the sender noted on it out."""

import hashlib
from dataclasses import dataclass
from urllib.parse import unquote

import boto3
from botocore.config import Config

_CHUNK = 1 << 20
# User metadata that ingest_email puts on an attachment, percent-encoded.
SENDER, MAIL_ID = "sender", "mail-id"


@dataclass(frozen=True)
class Fingerprint:
    """SHA-256 of an object's bytes, as hex digits, and who mailed it, as `Submission.sender` has it."""

    sha256: str
    sender: str | None


class LandingBucket:
    """Reads landed objects without keeping them in memory."""

    def __init__(self) -> None:
        self._s3 = boto3.client("s3", config=Config(retries={"mode": "standard", "total_max_attempts": 5}))

    def fingerprint(self, bucket: str, key: str, version_id: str | None) -> Fingerprint:
        """Hash one version of an object; botocore ClientError NoSuchKey when it is not there."""
        extra = {"VersionId": version_id} if version_id else {}
        answer = self._s3.get_object(Bucket=bucket, Key=key, **extra)
        digest = hashlib.sha256()
        for chunk in answer["Body"].iter_chunks(_CHUNK):
            digest.update(chunk)
        noted = answer.get("Metadata", {})
        sender = noted.get(SENDER, "" if MAIL_ID in noted else None)
        return Fingerprint(digest.hexdigest(), sender if sender is None else unquote(sender))
