"""uvicorn's HTTP protocol in, the same with one system call an answer out.

Stock, headers and body are written one after the other: two calls, two packets, and a client that wakes up twice.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class OneWrite(HttpToolsProtocol):
    """Writes at the end of the loop's turn what was written in it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put ourselves before the transport."""
        super().connection_made(_Gathering(transport, asyncio.get_running_loop()))  # type: ignore[arg-type]


class _Gathering:
    """A transport that waits for the end of the turn."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, part: bytes) -> None:
        """Keep it until the turn ends."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(part)

    def close(self) -> None:
        """Write what is kept, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._parts:
            content = b"".join(self._parts)
            self._parts.clear()
            self._transport.write(content)
