"""Readers of pages, a process of its own: `python -m tests.bench.readers '{"url": ..., "paths": [...]}'`.

Each has one kept connection and asks for the next page when the last one is there. It prints what it saw as JSON.
"""

import asyncio
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson
import uvloop

from tests.bench.asking import Asking, connected
from tests.bench.crowd import cpu, percentiles


@dataclass
class Wanted:
    """What is asked for on the command line. `again` asks with the tag that each page had the first time."""

    url: str
    paths: list[str]
    readers: int = 64
    seconds: float = 3.0
    encoding: str = "gzip, deflate, br"
    again: bool = False
    process: int = 0


@dataclass
class Readers:
    """All readers."""

    wanted: Wanted
    requests: list[bytes] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    going: bool = True

    def request(self, path: str, tag: str = "") -> bytes:
        """What a browser asks."""
        address = urlsplit(self.wanted.url)
        more = f"If-None-Match: {tag}\r\n" if tag else ""
        return (
            f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nUser-Agent: bench\r\nAccept: text/html\r\n"
            f"Accept-Language: en\r\nAccept-Encoding: {self.wanted.encoding}\r\n{more}\r\n"
        ).encode()

    async def learn(self) -> None:
        """Ask for every page once, so that all are ready, and take their tags."""
        came: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
        asking = await self._connected(lambda status, head, _: came.put_nowait((status, head)))
        for path in self.wanted.paths:
            asking.ask(self.request(path))
            status, head = await came.get()
            assert status == 200, (path, status)
            tag = next((one[5:].strip() for one in head.split(b"\r\n") if one[:5].lower() == b"etag:"), b"")
            self.requests.append(self.request(path, tag.decode() if self.wanted.again else ""))

    async def read(self) -> float:
        """Let everybody read; the pages a second."""
        for number in range(self.wanted.readers):
            await self._reader(random.Random(number))  # noqa: S311  # the same pages in each run
        begun, before = time.perf_counter(), len(self.seconds)
        await asyncio.sleep(self.wanted.seconds)
        rate = (len(self.seconds) - before) / (time.perf_counter() - begun)
        self.going = False
        return rate

    async def _reader(self, dice: random.Random) -> None:
        begun = 0.0

        def came(status: int, _: bytes, __: bytes) -> None:
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self.seconds.append(time.perf_counter() - begun)
            following()

        def following() -> None:
            nonlocal begun
            if self.going:
                begun = time.perf_counter()
                asking.ask(dice.choice(self.requests))

        asking = await self._connected(came)
        following()

    async def _connected(self, came: Any) -> Asking:
        address = urlsplit(self.wanted.url)
        return await connected(address.hostname or "", address.port or 80, came)


async def measured(readers: Readers) -> dict[str, Any]:
    """One run."""
    await readers.learn()
    used = cpu(readers.wanted.process)
    rate = await readers.read()
    used = cpu(readers.wanted.process) - used
    return {
        "pages_a_second": rate,
        "cpu_ms_a_page": used / max(1, len(readers.seconds)) * 1000,
        "statuses": {str(status): count for status, count in readers.statuses.items()},
        "closed_loop_ms": percentiles(readers.seconds),
    }


if __name__ == "__main__":
    print(orjson.dumps(uvloop.run(measured(Readers(Wanted(**orjson.loads(sys.argv[1])))))).decode())
