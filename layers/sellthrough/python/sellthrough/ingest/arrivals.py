"""An S3 event from EventBridge in, the landed object that it tells of out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sellthrough.ingest.claims import Landed
from sellthrough.ingest.feeds import landing_of


@dataclass(frozen=True)
class Arrival:
    """One object version that landed. `time` is when, ISO 8601; `sequencer` orders events of one second."""

    bucket: str
    key: str
    version_id: str | None
    sequencer: str
    time: str

    @property
    def version(self) -> str:
        """Version id, or the sequencer where the bucket keeps no versions."""
        return self.version_id or self.sequencer

    def landed(self, sha256: str, sender: str | None) -> Landed:
        """With what is known once its bytes were read."""
        return Landed(self.bucket, self.key, self.version_id, self.sequencer, self.time, sha256, sender)


def arrival_of(event: Mapping[str, Any]) -> Arrival | None:
    """The object that an 'Object Created' event tells of; None for what is no landed file (a folder's marker).

    Raises:
        KeyError: It is no such event.
    """
    detail = event["detail"]
    entry = detail["object"]
    try:
        landing_of(entry["key"])
    except ValueError:
        return None
    return Arrival(
        bucket=detail["bucket"]["name"],
        key=entry["key"],
        version_id=entry.get("version-id") or None,
        sequencer=entry.get("sequencer", ""),
        time=event["time"],
    )
