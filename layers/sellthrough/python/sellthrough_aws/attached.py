"""Attachments land: bytes, their key and where they come from go in; each lies in the landing bucket once."""

from collections.abc import Mapping
from urllib.parse import quote

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

_LONGEST_VALUE = 500  # S3 allows 2 KB for all metadata of an object
_PLAIN = "@+!#$&'*/=?^_`{|}~"  # what an address may hold besides letters, digits, dot and hyphen
_ATTEMPTS = 8
_TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})


class AttachedFiles:
    """Writes to the landing bucket. One instance per function, made at the cold start."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket
        self._s3 = boto3.client("s3", config=Config(retries={"mode": "standard", "total_max_attempts": 5}))

    def land(self, key: str, content: bytes, origin: Mapping[str, str]) -> bool:
        """Put a file so that it is an event exactly once.

        A key that nobody has is put on that condition. A key that holds something of another origin gets a new
        version (a correction under the same name), on condition that it is still what we saw.

        Args:
            origin: Where the file comes from; becomes the object's metadata, percent-encoded where it is not ASCII.

        Returns:
            False when the object of this origin lies there already.

        Raises:
            ClientError: S3 refuses, or others write the same key without end.
        """
        metadata = {name: quote(value, safe=_PLAIN)[:_LONGEST_VALUE] for name, value in origin.items() if value}
        condition = {"IfNoneMatch": "*"}
        for attempt in range(_ATTEMPTS):
            try:
                self._s3.put_object(Bucket=self._bucket, Key=key, Body=content, Metadata=metadata, **condition)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _TAKEN or attempt == _ATTEMPTS - 1:
                    raise
            else:
                return True
            there = self._s3.head_object(Bucket=self._bucket, Key=key)
            if there["Metadata"] == metadata:
                return False
            condition = {"IfMatch": there["ETag"]}
        return False
