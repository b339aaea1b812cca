"""aiohttp's server with bounds: on the time that a request's head may take, and on connections.

What is no HTTP is answered by us too: with our headers, without a banner, and without a line in the log that would hold
the network address of whoever sent it.

A request whose answer is ready is answered as soon as it is read. To wake the connection's task, to start another one
for the request and to look for its handler would cost several times what such an answer costs.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, NamedTuple, TypeGuard, cast

from aiohttp import HttpVersion11, web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.http_writer import StreamWriter
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

from bot.channels.web.headers import dress
from bot.channels.web.same_head import SameReader, SameSender, same_reader, same_sender

log = logging.getLogger(__name__)

HEAD = 10.0
"""Seconds in which the head of a request must have come once it has begun."""
KEPT = 75.0
"""Seconds for which a connection without a request is kept: longer than the proxy in front keeps it."""
CONNECTIONS = 4_000
"""Connections at once; a further one is closed. The system's bound on open files must be higher."""
BACKLOG = 1_024
AT_ONCE = 1 << 16
"""Bytes of a request that may be answered at once: it comes in one piece."""


class Ready(NamedTuple):
    """A whole answer as it goes over the line.

    Under the very same head `again` makes the answer to another body, and `other` the one to a request for another
    address with another tag, or None where that is not ready.
    """

    answer: bytes
    again: Callable[[bytes], bytes] | None = None
    other: Callable[[bytes, bytes], bytes | None] | None = None


First = Callable[[web.Request], Ready | None]
"""What may answer a request before any route is looked for. None where it does not; then it has not touched the body of
the request, which is there as a whole."""


class Runner(web.AppRunner):
    """Runs an application with the bounded server. `https` says that the public address is one."""

    def __init__(self, application: web.Application, *, https: bool, first: First, **more: Any) -> None:
        super().__init__(application, access_log=None, keepalive_timeout=KEPT, **more)
        self._https, self._first = https, first

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made, https=self._https, first=self._first)


class _Server(web.Server):
    """Makes a handler for each connection."""

    def __init__(self, made: web.Server, *, https: bool, first: First) -> None:
        super().__init__(made.request_handler, request_factory=made.request_factory, **made._kwargs)
        self.https, self.first = https, first
        self._make = self.request_factory
        self.request_factory = self._careful

    def __call__(self) -> RequestHandler:
        return _Handler(self, loop=self._loop, **self._kwargs)

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Take a connection, or close it where there are too many."""
        super().connection_made(handler, transport)
        if len(self._connections) > CONNECTIONS:
            transport.abort()

    def _careful(self, message: Any, *rest: Any) -> Any:
        """Answer a request whose address has an impossible host name as if it had named none.

        aiohttp builds the request outside of its own guard: the error would leave the connection open and unanswered.
        """
        try:
            return self._make(message, *rest)
        except ValueError:
            return self._make(message._replace(url=message.url.relative()), *rest)


class _Handler(RequestHandler):
    """One connection."""

    def __init__(self, server: _Server, **more: Any) -> None:
        super().__init__(server, **more)
        self._server = server
        self._late: asyncio.TimerHandle | None = None
        self._same: SameSender | SameReader | None = None

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that is not whole yet must be so in time."""
        waiter, before = self._waiter, self._request_count
        idle = waiter is not None and not waiter.done() and not self._messages
        idle = idle and len(data) < AT_ONCE
        if idle and self._same is not None and self._answered_again(self._same, data):
            return
        if idle:
            self._waiter = None  # the task that waits is woken for what is not answered at once
        super().data_received(data)
        if self._waiter is None and waiter is not None:
            self._waiter = waiter
            if self._messages and not self._answered_at_once(data) and not waiter.done():
                waiter.set_result(None)
        if self._request_count > before:
            self._in_time()
        elif data and waiter is not None and self._late is None:
            self._late = self._loop.call_later(HEAD, self.force_close)

    def _answered_again(self, same: SameSender | SameReader, data: bytes) -> bool:
        """Answer a request under a head that was answered before; nothing of another one may be half read."""
        if self._late is not None or self._force_close or self._close or (transport := self._open()) is None:
            return False
        try:
            answer = same.answered(data)
        except Exception as error:
            _not_at_once(error)
            return False
        if answer is None:
            return False
        transport.write(answer)
        self._stay()
        return True

    def _answered_at_once(self, data: bytes) -> bool:
        """Answer a request that came alone and whole, on a connection that stays open and takes what is sent."""
        (message, payload), parser = self._messages[0], self._parser
        if len(self._messages) > 1 or not _is_plain(message) or not payload.is_eof():
            return False
        if parser is None or (transport := self._open()) is None or (ready := self._ready(message, payload)) is None:
            return False
        self._messages.clear()
        parser.message_consumed()
        transport.write(ready.answer)
        self._same = _same(ready, data) if self._late is None else None
        self._stay()
        return True

    def _open(self) -> asyncio.Transport | None:
        """The way out, where it is open and takes what is sent."""
        way = self.transport
        return None if way is None or way.is_closing() or way.get_write_buffer_size() else way

    def _ready(self, message: RawRequestMessage, payload: StreamReader) -> Ready | None:
        """What is ready for a request."""
        if (task := self._task_handler) is None:
            return None
        try:
            request = self._server.request_factory(message, payload, self, StreamWriter(self, self._loop), task)
            return self._server.first(cast(web.Request, request))
        except Exception as error:
            _not_at_once(error)
            return None

    def _stay(self) -> None:
        """Count the time without a request anew."""
        self._next_keepalive_close_time = self._loop.time() + KEPT
        if self._keepalive_handle is None:
            self._keepalive_handle = self._loop.call_at(self._next_keepalive_close_time, self._process_keepalive)

    def connection_lost(self, exc: BaseException | None) -> None:
        """The connection is over."""
        self._in_time()
        super().connection_lost(exc)

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """Answer what could not be read, or could not be answered; it ends the connection."""
        if request.writer.output_size > 0:
            raise ConnectionError("The answer had begun already.")
        response = web.Response(status=status, text="This request cannot be read.\n" if status < 500 else "Not now.\n")
        dress(response.headers, https=self._server.https)
        response.force_close()
        return response


def _not_at_once(error: Exception) -> None:
    """Say that the ordinary way has to answer; not with the error's words, which could be hers."""
    log.error("A request was not answered at once: %s", type(error).__name__)


def _same(ready: Ready, data: bytes) -> SameSender | SameReader | None:
    """What is remembered of a request that was answered."""
    if ready.again is not None:
        return same_sender(data, ready.again)
    return same_reader(data, ready.other) if ready.other is not None else None


def _is_plain(message: object) -> TypeGuard[RawRequestMessage]:
    """Whether a request was read without fault and asks for nothing of its connection but one answer."""
    return (
        isinstance(message, RawRequestMessage)
        and message.version == HttpVersion11
        and not (message.should_close or message.upgrade or message.compression or message.chunked)
        and "Expect" not in message.headers
    )
