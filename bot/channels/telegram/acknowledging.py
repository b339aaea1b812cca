"""Tells Telegram that taps arrived, behind the answers and without waiting for them.

Its outcome changes nothing for her, so it is the one call that is made in the plainest way: prepared bytes over kept
connections, of each answer only its status. Whatever is not a plain success is handed to the ordinary way, which knows
about waits and errors.

Taps that come at the same moment leave together, a few over each connection (HTTP pipelining, RFC 9112, section 9.3.2):
to hand bytes to the network costs more than all else that is done for them. To be told twice that a tap arrived harms
nobody, so those whose answers were lost with a connection can all be told again.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import cast
from urllib.parse import urlsplit

import msgspec

from bot.channels.telegram.tls import trusted

CONNECTIONS = 1024
"""Connections that may be open at once: enough for 20,000 taps a second with an API that takes 50 ms."""
TOGETHER = 4
"""Requests that leave together over a connection: a server answers them one after the other."""
MOST_WAITING = 50_000
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
        self._tls = trusted() if address.scheme == "https" else None
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
        self._together = TOGETHER
        self.usual = b""
        """The last answer that said yes, as a whole: most others are the same."""
        self._leaving = False
        self._sweeping: asyncio.TimerHandle | None = None
        self._emptied = asyncio.Event()

    def add(self, tap: str) -> None:
        """Acknowledge a tap as soon as a connection is free, which is at once unless very much leaves."""
        if not self._idle and time.monotonic() < self._not_before:
            self._otherwise(tap)
            return
        self._waiting.append(tap)
        if not self._leaving:
            self._leaving = True
            asyncio.get_running_loop().call_soon(self._leave)

    def _leave(self) -> None:
        """Send what waits over the connections that are free, and open others for the rest."""
        self._leaving = False
        while self._waiting and self._idle:
            self._send(self._idle.pop())
        while (
            len(self._opening) * self._together < len(self._waiting)
            and len(self._busy) + len(self._opening) < CONNECTIONS
        ):
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

    def _send(self, connection: "_Connection") -> None:
        taps = [self._waiting.popleft() for _ in range(min(self._together, len(self._waiting)))]
        self._busy.add(connection)
        connection.send(taps, b"".join(map(self._request, taps)))
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(TIMEOUT / 2, self._sweep)

    def _request(self, tap: str) -> bytes:
        body = b'{"callback_query_id":%b}' % msgspec.json.encode(tap)
        return b"%b%d\r\n\r\n%b" % (self._head, len(body), body)

    def free(self, connection: "_Connection") -> None:
        """A connection can take the next one."""
        self._busy.discard(connection)
        if self._waiting:
            self._send(connection)
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

    def again(self, taps: Iterable[str]) -> None:
        """Send again what a server did not want to answer over the same connection, from now on one by one."""
        self._together = 1
        self._waiting.extend(taps)

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
    """One connection, whose requests are answered in their order."""

    def __init__(self, pool: Acknowledging) -> None:
        self._pool = pool
        self._taps: deque[str] = deque()
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None
        self.since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out; uvloop's transport has the methods without the type."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def send(self, taps: Iterable[str], requests: bytes) -> None:
        """Send the requests that acknowledge some taps."""
        assert self._transport is not None  # noqa: S101  # connections are used when they are open
        self._taps.extend(taps)
        self.since = time.monotonic()
        self._transport.write(requests)

    def data_received(self, data: bytes) -> None:
        """Take answers; their status is all that counts, their end is needed for the next one."""
        self._buffer = self._buffer + data if self._buffer else data
        while self._taps and self._take():
            self.since = time.monotonic()
        if not self._taps:
            if self._buffer:  # more was said than was asked for
                self.close()
            elif self._transport is not None and not self._transport.is_closing():
                self._pool.free(self)

    def _take(self) -> bool:
        """Take the first answer, where it is there as a whole; tells whether it was."""
        usual = self._pool.usual
        if usual and self._buffer.startswith(usual):
            self._buffer = self._buffer[len(usual) :]
            self._taps.popleft()
            return True
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        length, status = _length(self._buffer[:end]), self._buffer[9:12]
        if length is not None and len(self._buffer) < end + 4 + length:
            return False
        if length is not None and status == b"200":
            self._pool.usual = self._buffer[: end + 4 + length]
        self._buffer = self._buffer[end + 4 + length :] if length is not None else b""
        self._pool.answered(self._taps.popleft(), int(status) if status.isdigit() else 0)
        if length is None:
            self._pool.again(self._taps)
            self._taps.clear()
            self.close()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """Hand the taps over that were on their way; the pool opens another connection when it needs one."""
        taps, self._taps = self._taps, deque()
        self._pool.lost(self)
        for tap in taps:
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
