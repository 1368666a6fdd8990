"""A place in a bucket in, a form that a browser sends a file there with out; the store checks size, place and time."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import boto3
from botocore.config import Config


@dataclass(frozen=True)
class UploadForm:
    """What a form needs.

    Attributes:
        to: Its address.
        fields: Hidden fields; the file comes last, in a field named `file`.
    """

    to: str
    fields: dict[str, str]

    @property
    def host(self) -> str:
        """Scheme and host of the address, for the policy of the page."""
        parts = urlsplit(self.to)
        return f"{parts.scheme}://{parts.netloc}"


class Uploads:
    """Signs forms. One instance per function, made at the cold start."""

    def __init__(self) -> None:
        # The bucket's own regional address: from the global one a browser would be sent on, which the page forbids.
        self._s3 = boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))

    def form(self, bucket: str, prefix: str, back_to: str, most_bytes: int, seconds: int) -> UploadForm:
        """A form for one file below a prefix, kept under the name that it has on the person's machine.

        Args:
            prefix: Ends with a slash.
            back_to: Where the browser is sent afterwards.
            most_bytes: A larger file is refused by the store.
            seconds: That the form may be sent.
        """
        # That the key starts with the prefix, boto3 adds by itself.
        conditions = [{"success_action_redirect": back_to}, ["content-length-range", 1, most_bytes]]
        signed = self._s3.generate_presigned_post(
            bucket,
            f"{prefix}${{filename}}",
            Fields={"success_action_redirect": back_to},
            Conditions=conditions,
            ExpiresIn=seconds,
        )
        return UploadForm(signed["url"], signed["fields"])
