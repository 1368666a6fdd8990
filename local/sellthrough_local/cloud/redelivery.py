"""A cloud that was killed in, the drops whose events may be lost announced again out.

On AWS events are durable; here the queues live in memory between checkpoints. Announcing twice is harmless: events
are at-least-once, and the same object is the same submission.
"""

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sellthrough_local.cloud.connection import Connection

MARGIN = dt.timedelta(seconds=5)
LANDING_BUCKET = "LandingBucket"


def announce_again(cloud: "Connection", since: dt.datetime) -> int:
    """Send the event of every version that landed since, oldest first; returns how many.

    A stack without an output LandingBucket has no drops.
    """
    bucket = cloud.outputs.get(LANDING_BUCKET)
    if bucket is None:
        return 0
    pages = cloud.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix="landing/")
    landed = [
        version for page in pages for version in page.get("Versions", []) if version["LastModified"] >= since - MARGIN
    ]
    landed.sort(key=lambda version: (version["LastModified"], version["Key"]))
    objects = [
        {"key": one["Key"], "size": one["Size"], "etag": one["ETag"], "version_id": one["VersionId"]} for one in landed
    ]
    cloud.post("/_local/announce", {"bucket": bucket, "objects": objects})
    return len(objects)
