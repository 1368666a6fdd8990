"""A zip of code in, links to its one unpacked copy out, shared by all workers of all functions.

Stock, every worker unpacks its function and its layers for itself, compiles all of it, and removes it at the end: for
some twenty workers of one layer that was half of a stop and a tenth of the emulator's work.
"""

import hashlib
import shutil
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime

from sellthrough_local.cloud.repairs.expectations import expect_source

_lock = threading.Lock()


class LinkingZip(zipfile.ZipFile):
    """A zip file that unpacks into links; nobody writes into code, on AWS it is read-only."""

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:  # noqa: ARG002
        """Put a link to each top-level entry into the folder."""
        for entry in _unpacked(Path(str(self.filename))).iterdir():
            (Path(path) / entry.name).symlink_to(entry)


def install() -> None:
    """Let workers share what they unpack."""
    expect_source(lambda_runtime.Worker._spawn, "zf.extractall(code_dir)", "lzf.extractall(layer_dir)")
    lambda_runtime.zipfile = _Zipfile()


class _Zipfile:
    """The module `zipfile` as the emulator's workers see it."""

    ZipFile = LinkingZip

    def __getattr__(self, name: str) -> Any:
        return getattr(zipfile, name)


def _unpacked(archive: Path) -> Path:
    folder = Path(tempfile.gettempdir()) / "unpacked" / hashlib.sha256(archive.read_bytes()).hexdigest()[:32]
    with _lock:
        if not folder.exists():
            partial = folder.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            with zipfile.ZipFile(archive) as content:
                content.extractall(partial)
            partial.rename(folder)
    return folder
