"""An HTTP/1.1 connection that asks one thing after another, with as little of its own as can be."""

import asyncio
from collections.abc import Callable
from typing import cast


class Asking(asyncio.Protocol):
    """One kept connection; `answered(status, head, body)` is called for each answer."""

    def __init__(self, answered: Callable[[int, bytes, bytes], None]) -> None:
        self._answered = answered
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's has the methods and not the type

    def ask(self, request: bytes) -> None:
        """Send a whole request."""
        assert self._transport is not None
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end]
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 : at + 25].split(b"\r")[0]) if at >= 0 else 0
        if len(self._buffer) >= end + 4 + length:
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], b""
            self._answered(int(head[9:12]), head, body)

    def connection_lost(self, error: Exception | None) -> None:
        self._answered(0, b"", b"")


async def connected(host: str, port: int, answered: Callable[[int, bytes, bytes], None]) -> Asking:
    """A connection that is open."""
    _, asking = await asyncio.get_running_loop().create_connection(lambda: Asking(answered), host, port)
    return asking
