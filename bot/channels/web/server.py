"""aiohttp's server with bounds: on the time that a request's head may take, and on connections.

What is no HTTP is answered by us too: with our headers, without a banner, and without a line in the log that would hold
the network address of whoever sent it.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from bot.channels.web.headers import dress

HEAD = 10.0
"""Seconds in which the head of a request must have come once it has begun."""
KEPT = 75.0
"""Seconds for which a connection without a request is kept: longer than the proxy in front keeps it."""
CONNECTIONS = 4_000
"""Connections at once; a further one is closed. The system's bound on open files must be higher."""
BACKLOG = 1_024


First = Callable[[web.Request], web.StreamResponse | None]
"""What may answer before any route is looked for; None where it does not."""


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
        super().__init__(self._answer, request_factory=made.request_factory, **made._kwargs)
        self.https, self._first, self._otherwise = https, first, made.request_handler
        self._make = self.request_factory
        self.request_factory = self._careful

    def __call__(self) -> RequestHandler:
        return _Handler(self, loop=self._loop, **self._kwargs)

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Take a connection, or close it where there are too many."""
        super().connection_made(handler, transport)
        if len(self._connections) > CONNECTIONS:
            transport.abort()

    async def _answer(self, request: Any) -> web.StreamResponse:
        return self._first(request) or await self._otherwise(request)

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

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that is not whole yet must be so in time."""
        waits, before = self._waiter is not None, self._request_count
        super().data_received(data)
        if self._request_count > before:
            self._in_time()
        elif data and waits and self._late is None:
            self._late = self._loop.call_later(HEAD, self.force_close)

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
