"""The line between the program and the Bot API, which goes ill as lines and gateways do."""

import asyncio
import contextlib
from enum import StrEnum
from typing import Self

PACE = 0.3
"""Seconds by which a slow line holds back each piece."""
GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 39\r\nConnection: close\r\n\r\n"
    b"<html><body>Bad Gateway</body></html>\r\n"
)


class Ill(StrEnum):
    """How a line is."""

    WELL = "well"
    CUT = "closes at once"
    SILENT = "takes everything and says nothing"
    SLOW = "slow"
    HALF = "closes in the middle of an answer"
    GATEWAY = "a gateway's HTML instead of an answer"


class Line:
    """Passes on what comes; `how` may be changed at any time. `url` is its address."""

    def __init__(self, behind: str) -> None:
        host, _, port = behind.removeprefix("http://").partition(":")
        self._behind = host, int(port)
        self.how = Ill.WELL
        self.url = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._met, "127.0.0.1", 0)
        self.url = "http://{}:{}".format(*self._server.sockets[0].getsockname()[:2])
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the program, and ours behind it."""
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection(*self._behind)
            try:
                both = {asyncio.create_task(self._there(reader, back, writer))}
                both |= {asyncio.create_task(self._back(there, writer))}
                _, rest = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                for task in rest:
                    task.cancel()
                await asyncio.gather(*both, return_exceptions=True)
            finally:
                back.close()
        writer.close()

    async def _there(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter, to: asyncio.StreamWriter) -> None:
        """What the program asks; ends where the connection does."""
        while said := await reader.read(1 << 16):
            if self.how is Ill.CUT:
                return
            if self.how is Ill.GATEWAY:
                to.write(GATEWAY)
                await to.drain()
                return
            await self._paced()
            back.write(said)
            await back.drain()

    async def _back(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What it is answered."""
        while said := await there.read(1 << 16):
            if self.how is Ill.SILENT:
                continue
            if self.how is Ill.HALF:
                writer.write(said[: len(said) // 2])
                await writer.drain()
                return
            await self._paced()
            writer.write(said)
            await writer.drain()

    async def _paced(self) -> None:
        if self.how is Ill.SLOW:
            await asyncio.sleep(PACE)
