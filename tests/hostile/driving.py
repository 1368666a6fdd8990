"""Hostile files come in; what a process that reads them one after the other made of each goes out."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from tests.hostile.corpus import HostileFile

ROOT = Path(__file__).parents[2]
MAX_SECONDS = 30  # of a processor: a busy machine is no fault of the reader
SILENT_SECONDS = 4 * MAX_SECONDS
Outcome = tuple[HostileFile, dict[str, Any]]


def outcomes_of(files: Iterable[HostileFile], folder: Path) -> Iterator[Outcome]:
    """What one reading process makes of every file.

    Raises:
        AssertionError: It died, or was silent for too long.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.reading"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    answers = _answers(process.stdout)
    try:
        for number, file in enumerate(files):
            path = folder / f"{number}"
            path.write_bytes(file.content)
            process.stdin.write(json.dumps([str(path), file.name]) + "\n")
            process.stdin.flush()
            answer = answers.get(timeout=SILENT_SECONDS)
            path.unlink()
            assert answer, f"the process died reading: {file.attack} ({file.name[:60]!r})"
            yield file, json.loads(answer)
    finally:
        process.kill()
        process.wait()


def _answers(stream: IO[str]) -> "queue.Queue[str]":
    """The lines of the stream as they come; "" when it ends."""
    answers: queue.Queue[str] = queue.Queue()

    def pump() -> None:
        for line in stream:
            answers.put(line)
        answers.put("")

    threading.Thread(target=pump, daemon=True).start()
    return answers
