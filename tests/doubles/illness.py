"""How the Bot API answers when it is ill, or when what stands before it is: a proxy, a load balancer, a bad line."""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

HTML = "<html><head><title>Bad Gateway</title></head><body><center><h1>nginx</h1></center></body></html>"

PRIVATE = "what she wrote in confidence"
UPDATES = [{"message": {"text": PRIVATE, "entities": [{"type": "bold", "offset": 0, "length": 4}] * 9}}]
"""What a poll is answered with: half of it holds what somebody wrote, and it is no update that can be answered."""

Way = Callable[["Illness", web.Request, bytes], Awaitable[web.StreamResponse]]
"""Answers a request, given what a healthy Bot API would have said."""


class Illness:
    """One way of answering, until it is `over`. `made` says that calls are done all the same: only answers are ill.

    `met` counts what was called meanwhile.
    """

    def __init__(self, way: Way, *, made: bool = False) -> None:
        self.way, self.made = way, made
        self.met: Counter[str] = Counter()
        self.over = asyncio.Event()

    async def answer(self, request: web.Request, method: str, make: Callable[[], Awaitable[Any]]) -> web.StreamResponse:
        """Answer a call. One that asks for updates gets none: what is not handed over stays in the queue."""
        result: Any = UPDATES if method == "getUpdates" else True
        if self.made and method != "getUpdates":
            with contextlib.suppress(Exception):  # a call that is refused is answered no better than any other
                result = await make()
        return await self.way(self, request, json.dumps({"ok": True, "result": result}).encode())


def fails(code: int, **parameters: int) -> Way:
    """Says in its own words that it failed: nothing was done."""

    async def answer(_: Illness, __: web.Request, ___: bytes) -> web.Response:
        said = {"ok": False, "error_code": code, "description": "Failed", "parameters": parameters}
        return web.json_response(said, status=code)

    return answer


def page(status: int) -> Way:
    """A proxy's page for people, with a status of its own."""

    async def answer(_: Illness, __: web.Request, ___: bytes) -> web.Response:
        return web.Response(status=status, text=HTML, content_type="text/html")

    return answer


def says(something: object, status: int = 200) -> Way:
    """JSON that is not the Bot API's: another program stands at its address."""

    async def answer(_: Illness, __: web.Request, ___: bytes) -> web.Response:
        return web.json_response(something, status=status)

    return answer


async def half(_: Illness, __: web.Request, said: bytes) -> web.Response:
    """A whole answer of HTTP with half a JSON in it."""
    return web.Response(body=said[: len(said) // 2], content_type="application/json")


async def nothing(illness: Illness, request: web.Request, _: bytes) -> web.Response:
    """Takes the call and says nothing; the connection ends with the illness."""
    await illness.over.wait()
    _cut(request)
    return web.Response()


async def breaks_off(_: Illness, request: web.Request, said: bytes) -> web.StreamResponse:
    """Closes the connection in the middle of the body."""
    response = await _begun(request, said)
    await response.write(said[: len(said) // 2])
    _cut(request)
    return response


async def drips(illness: Illness, request: web.Request, said: bytes) -> web.StreamResponse:
    """A byte now and then, and never the last one."""
    response = await _begun(request, said)
    with contextlib.suppress(ConnectionError):
        for place in range(len(said) - 1):
            await response.write(said[place : place + 1])
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(illness.over.wait(), 0.2)
                break
    _cut(request)
    return response


def slowly(seconds: float) -> Way:
    """The right answer, in pieces that take so long."""

    async def answer(_: Illness, request: web.Request, said: bytes) -> web.StreamResponse:
        response = await _begun(request, said)
        step = max(1, len(said) // 10)
        for place in range(0, len(said), step):
            await asyncio.sleep(seconds / 10)
            await response.write(said[place : place + step])
        return response

    return answer


async def _begun(request: web.Request, said: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(said))})
    await response.prepare(request)
    return response


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
