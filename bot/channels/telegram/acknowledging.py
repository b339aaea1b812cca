"""Tells Telegram that taps arrived, behind the answers and without waiting for them.

Its outcome changes nothing for her, so it is the one call that is made in the plainest way: prepared bytes over kept
connections, of each answer only its status. Whatever is not a plain success is handed to the ordinary way, which knows
about waits and errors.
"""

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

import msgspec

CONNECTIONS = 256
"""Requests that may be on their way at once: enough for 4,000 taps a second with an API that takes 50 ms."""
MOST_WAITING = 20_000
"""Taps that may wait for a connection; beyond it the oldest are let go: their buttons shine for 15 seconds."""
TIMEOUT = 10.0
"""Seconds for an answer: a tap is too old for one after about 15."""
PAUSE = 5.0
"""Seconds for which the ordinary way takes everything after Telegram could not be reached."""

_ORDINARY = frozenset((429, 500, 502, 503, 504))
"""Statuses after which the call is made once more; others say that the tap is too old, or that it was answered."""


class Acknowledging:
    """Kept connections to the Bot API. `otherwise` takes the taps that could not be acknowledged here."""

    def __init__(self, api_url: str, token: str, otherwise: Callable[[str], None]) -> None:
        address = urlsplit(api_url)
        self._host = address.hostname or ""
        self._port = address.port or (443 if address.scheme == "https" else 80)
        self._tls = ssl.create_default_context() if address.scheme == "https" else None
        path = f"{address.path.rstrip('/')}/bot{token}/answerCallbackQuery"
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: {address.netloc.rpartition('@')[2]}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self._otherwise = otherwise
        self._waiting: deque[str] = deque(maxlen=MOST_WAITING)
        self._idle: list[_Connection] = []
        self._busy: set[_Connection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._not_before = 0.0
        self._sweeping: asyncio.TimerHandle | None = None
        self._emptied = asyncio.Event()

    def add(self, tap: str) -> None:
        """Acknowledge a tap as soon as a connection is free, which is at once unless very much leaves."""
        if self._idle:
            self._send(self._idle.pop(), tap)
        elif time.monotonic() < self._not_before:
            self._otherwise(tap)
        else:
            self._waiting.append(tap)
            if len(self._busy) + len(self._opening) < CONNECTIONS and len(self._opening) < len(self._waiting):
                self._open()

    async def finish(self, seconds: float) -> None:
        """Let what was begun come to its end, for at most some seconds, and close the connections."""
        self._emptied.clear()
        try:
            async with asyncio.timeout(seconds):
                while self._busy or self._waiting:
                    await self._emptied.wait()
                    self._emptied.clear()
        except TimeoutError:
            self._waiting.clear()
        for task in list(self._opening):
            task.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        for connection in [*self._idle, *self._busy]:
            connection.close()
        if self._sweeping is not None:
            self._sweeping.cancel()

    def _open(self) -> None:
        task = asyncio.get_running_loop().create_task(self._opened())
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _opened(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(TIMEOUT):
                _, connection = await loop.create_connection(
                    lambda: _Connection(self), self._host, self._port, ssl=self._tls
                )
        except (OSError, TimeoutError):
            self._not_before = time.monotonic() + PAUSE
            self._hand_over()
        else:
            self.free(connection)

    def _hand_over(self) -> None:
        while self._waiting:
            self._otherwise(self._waiting.popleft())
        self._emptied.set()

    def _send(self, connection: "_Connection", tap: str) -> None:
        body = b'{"callback_query_id":%b}' % msgspec.json.encode(tap)
        self._busy.add(connection)
        connection.send(tap, b"%b%d\r\n\r\n%b" % (self._head, len(body), body))
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(TIMEOUT / 2, self._sweep)

    def free(self, connection: "_Connection") -> None:
        """A connection can take the next one."""
        self._busy.discard(connection)
        if self._waiting:
            self._send(connection, self._waiting.popleft())
        else:
            self._idle.append(connection)
            if not self._busy:
                self._emptied.set()

    def lost(self, connection: "_Connection") -> None:
        """A connection is gone, whether it was used or not."""
        self._busy.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        if self._waiting and not self._busy and not self._opening:
            self._open()
        elif not self._busy:
            self._emptied.set()

    def answered(self, tap: str, status: int) -> None:
        """Telegram answered; 0 stands for an answer that did not come."""
        if status == 0 or status in _ORDINARY:
            self._otherwise(tap)

    def _sweep(self) -> None:
        """End what has been waited for too long; look again as long as anything is on its way."""
        oldest = time.monotonic() - TIMEOUT
        for connection in [one for one in self._busy if one.since < oldest]:
            connection.close()
        again = self._sweep if self._busy else None
        self._sweeping = asyncio.get_running_loop().call_later(TIMEOUT / 2, again) if again else None


class _Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, pool: Acknowledging) -> None:
        self._pool = pool
        self._tap: str | None = None
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None
        self.since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out; uvloop's transport has the methods without the type."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def send(self, tap: str, request: bytes) -> None:
        """Send a request that acknowledges a tap."""
        assert self._transport is not None  # noqa: S101  # connections are used when they are open
        self._tap, self.since = tap, time.monotonic()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take an answer; its status is all that counts, its end is needed for the next request."""
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _length(self._buffer[:end])
        if length is not None and len(self._buffer) < end + 4 + length:
            return
        tap, self._tap = self._tap, None
        status = self._buffer[9:12]
        self._buffer = b""
        if tap is not None:
            self._pool.answered(tap, int(status) if status.isdigit() else 0)
        if tap is None or length is None:
            self.close()
        else:
            self._pool.free(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Hand a tap over that was on its way; the pool opens another connection when it needs one."""
        tap, self._tap = self._tap, None
        self._pool.lost(self)
        if tap is not None:
            self._pool.answered(tap, 0)

    def close(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()


def _length(head: bytes) -> int | None:
    """The length of an answer's body; None where it is not told, or the connection is to be closed after it."""
    lines = head.lower().split(b"\r\n")
    if b"connection: close" in lines:
        return None
    found = next((line[15:].strip() for line in lines if line.startswith(b"content-length:")), b"")
    return int(found) if found.isdigit() else None
