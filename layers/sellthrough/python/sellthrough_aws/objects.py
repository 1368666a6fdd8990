"""Objects in S3: download to scratch space, upload, small JSON documents."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def is_missing(error: ClientError) -> bool:
    """True when S3 says that there is no such object (GET says NoSuchKey, HEAD has no body to say it in)."""
    return error.response["Error"]["Code"] in {"NoSuchKey", "404"}


class Objects:
    """The object store. One instance per function, made at the cold start.

    A large object is fetched in one GET: ranged GETs measured five times slower on the local cloud.
    """

    def __init__(self) -> None:
        self._s3 = boto3.client("s3", config=Config(retries={"mode": "standard", "total_max_attempts": 5}))

    def download(self, bucket: str, key: str, path: Path, version_id: str | None = None) -> None:
        """Write the object to `path`; botocore ClientError NoSuchKey when it is not there."""
        extra = {"VersionId": version_id} if version_id else {}
        body = self._s3.get_object(Bucket=bucket, Key=key, **extra)["Body"]
        with path.open("wb") as file:
            for chunk in body.iter_chunks(1 << 20):
                file.write(chunk)

    def download_first(self, places: Iterable[tuple[str, str]], path: Path) -> bool:
        """Write the first object that is there, of these (bucket, key), to `path`; False when none is."""
        for bucket, key in places:
            try:
                self.download(bucket, key, path)
            except ClientError as error:
                if not is_missing(error):
                    raise
            else:
                return True
        return False

    def size(self, bucket: str, key: str, version_id: str | None = None) -> int:
        """Bytes of the object, without fetching it."""
        extra = {"VersionId": version_id} if version_id else {}
        return int(self._s3.head_object(Bucket=bucket, Key=key, **extra)["ContentLength"])

    def newest(self, bucket: str, prefix: str) -> str | None:
        """Key of the object below the prefix that was put last, among the first thousand; None when there is none."""
        found = self._s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
        return max(found, key=lambda o: o["LastModified"])["Key"] if found else None

    def copy(self, bucket: str, key: str, to_bucket: str, to_key: str) -> None:
        """Copy an object of up to 5 GB within the store; botocore ClientError NoSuchKey when it is not there."""
        self._s3.copy_object(CopySource={"Bucket": bucket, "Key": key}, Bucket=to_bucket, Key=to_key)

    def upload(self, path: Path, bucket: str, key: str) -> None:
        """Put the file under that key, replacing what is there."""
        with path.open("rb") as file:
            self._s3.put_object(Bucket=bucket, Key=key, Body=file)

    def get_bytes(self, bucket: str, key: str, version_id: str | None = None) -> bytes:
        """The whole object."""
        extra = {"VersionId": version_id} if version_id else {}
        content: bytes = self._s3.get_object(Bucket=bucket, Key=key, **extra)["Body"].read()
        return content

    def put_bytes(self, bucket: str, key: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        """Put bytes under that key, replacing what is there."""
        self._s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType=content_type)

    def put_new(
        self,
        bucket: str,
        key: str,
        content: bytes,
        content_type: str = "application/octet-stream",
        metadata: dict[str, str] | None = None,
    ) -> bool:
        """Put bytes under a key that nothing has yet, so that a repeated task makes no second version.

        Args:
            metadata: Of the object; ASCII values only.

        Returns:
            False when the key is taken; what lies there stays.
        """
        for attempt in range(3):
            try:
                self._s3.put_object(
                    Bucket=bucket,
                    Key=key,
                    Body=content,
                    ContentType=content_type,
                    Metadata=metadata or {},
                    IfNoneMatch="*",
                )
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code == "PreconditionFailed":
                    return False
                # Another writer of the same key is half way; S3 asks to try again.
                if code != "ConditionalRequestConflict" or attempt == 2:
                    raise
            else:
                return True
        return False

    def delete(self, bucket: str, key: str) -> None:
        """Delete the newest version of the object for good; nothing happens when it is gone."""
        try:
            version = self._s3.head_object(Bucket=bucket, Key=key).get("VersionId")
        except ClientError as error:
            if is_missing(error):
                return
            raise
        extra = {"VersionId": version} if version and version != "null" else {}
        self._s3.delete_object(Bucket=bucket, Key=key, **extra)

    def get_json(self, bucket: str, key: str) -> Any:
        """The JSON document under that key."""
        return json.loads(self.get_bytes(bucket, key))

    def find_json(self, bucket: str, key: str) -> Any:
        """The JSON document under that key, or None when there is none (needs s3:ListBucket to know)."""
        try:
            return self.get_json(bucket, key)
        except ClientError as error:
            if is_missing(error):
                return None
            raise

    def put_json(self, bucket: str, key: str, text: str) -> None:
        """Put a JSON document, already serialised."""
        self.put_bytes(bucket, key, text.encode(), "application/json")
