"""A state folder in, whether and since when the last run left something unsaved out."""

import datetime as dt
from pathlib import Path

UNSAVED = "unsaved"


def unsaved_since(state: Path) -> dt.datetime | None:
    """The instant of the first change after the last checkpoint, or None when everything was saved.

    Ask before the server starts: it takes the marker away. What landed after that instant may be forgotten.
    """
    marker = state / UNSAVED
    return dt.datetime.fromtimestamp(marker.stat().st_mtime, dt.UTC) if marker.exists() else None
