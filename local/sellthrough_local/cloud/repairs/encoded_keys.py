"""A listing of object versions in, the same with its keys percent-encoded out, where `encoding-type=url` asks for it.

XML cannot hold every character that a key may have: without it, one file name with a control character makes the
listing of the whole bucket unreadable.
"""

import re
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import unescape

from ministack.services import s3

from sellthrough_local.cloud.repairs.expectations import expect_source

_KEYS = re.compile(r"<(Key|Prefix|KeyMarker|NextKeyMarker|Delimiter)>([^<]*)</\1>")


def install() -> None:
    """Encode keys in the answer of ListObjectVersions."""
    expect_source(
        s3._list_object_versions,
        'root = Element("ListVersionsResult", xmlns=S3_NS)',
        'key_marker = _qp(query_params, "key-marker", "")',
    )
    stock = s3._list_object_versions

    def listed(bucket_name: str, query_params: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = stock(bucket_name, query_params)
        if s3._qp(query_params, "encoding-type", "") == "url" and b"</ListVersionsResult>" in body:
            text = _KEYS.sub(_encoded, body.decode())
            closing = "<EncodingType>url</EncodingType></ListVersionsResult>"
            body = text.replace("</ListVersionsResult>", closing).encode()
        return status, headers, body

    s3._list_object_versions = listed


def _encoded(element: re.Match[str]) -> str:
    return f"<{element[1]}>{quote(unescape(element[2]), safe='/')}</{element[1]}>"
