"""Wished ports in, ports that are free on 127.0.0.1 out; a state folder remembers the ones it used."""

import json
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

REMEMBERED = "ports.json"


@dataclass(frozen=True)
class Ports:
    """Of the cloud, its Athena, pages and issuer; 0 takes the one used last on this state folder, or a free one."""

    cloud: int = 0
    athena: int = 0
    pages: int = 0
    issuer: int = 0


def is_free(port: int) -> bool:
    """True when nothing listens on that port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose(wished: Ports, state: Path) -> Ports:
    """The ports to use, remembered in the state folder.

    Raises:
        OSError: A port that was asked for by number is taken.
    """
    last = remembered(state) or Ports()
    chosen = Ports(
        cloud=_one(wished.cloud, last.cloud),
        athena=_one(wished.athena, last.athena),
        pages=_one(wished.pages, last.pages),
        issuer=_one(wished.issuer, last.issuer),
    )
    (state / REMEMBERED).write_text(json.dumps(asdict(chosen)))
    return chosen


def remembered(state: Path) -> Ports | None:
    """The ports used last on that state folder, or None."""
    file = state / REMEMBERED
    return Ports(**json.loads(file.read_text())) if file.exists() else None


def _one(wished: int, last: int) -> int:
    if wished:
        if not is_free(wished):
            raise OSError(f"port {wished} of 127.0.0.1 is in use: stop what listens there or choose another")
        return wished
    if last and is_free(last):
        return last
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
