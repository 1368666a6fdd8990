"""A corpus folder goes in; what `inspect` says of each of its files, beside what its manifest expects, comes out."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sellthrough.errors import Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.inspection import inspect, json_of


def inspected(corpus: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each entry of the manifest, and the file's JSON object; None when it is refused."""
    for line in (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = json.loads("".join(json_of(inspect(corpus / entry["file"], Layout(), Path(folder)))))
            except Refused:
                found = None
        yield entry, found
