"""Several processes of the program on one database, and a load balancer in front of those that answer."""

import asyncio
import contextlib
import itertools
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import aiohttp
from aiohttp import web

from tests.doubles.telegram import TOKEN
from tests.processes import PATIENCE, Running, environment, free_port
from tests.sending import SECRET

START = 90.0
"""Seconds in which all have come up, on a machine that others use too."""


LEADS = "This process delivers from now on."


class Balancer:
    """Gives each request to the next process; one that is away or not ready is passed over."""

    def __init__(self) -> None:
        self.backends: list[str] = []
        self.answered: Counter[str] = Counter()
        self.url = ""
        self._turn = itertools.count()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=4 << 20)
        application.router.add_route("*", "/{path:.*}", self._passed_on)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._session = aiohttp.ClientSession(auto_decompress=False)
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        assert self._session is not None
        await self._session.close()
        await self._runner.cleanup()

    async def _passed_on(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        assert self._session is not None
        for _ in self.backends:
            backend = self.backends[next(self._turn) % len(self.backends)]
            with contextlib.suppress(aiohttp.ClientConnectionError):
                async with self._session.request(
                    request.method, backend + request.path_qs, data=body, headers=_kept(request.headers)
                ) as answer:
                    if answer.status != 503:
                        self.answered[backend] += 1
                        return web.Response(
                            status=answer.status, body=await answer.read(), headers=_kept(answer.headers)
                        )
        return web.Response(status=502, text="Nobody answers.\n")


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are of this request or answer, and not of the connection."""
    hop = {"host", "connection", "transfer-encoding", "content-length", "keep-alive"}
    return {name: value for name, value in headers.items() if name.lower() not in hop}


class Cluster:
    """The processes by name: serve1, serve2, deliver1, deliver2."""

    def __init__(self, balancer: Balancer) -> None:
        self.balancer = balancer
        self.processes: dict[str, Running] = {}

    def said(self) -> str:
        """Everything that all of them said."""
        return "\n".join(f"{name}: {one.output.read_text()}" for name, one in self.processes.items())

    def deliverers(self) -> list[Running]:
        """Those that deliver and live."""
        return [
            one for name, one in self.processes.items() if name.startswith("deliver") and one.process.poll() is None
        ]

    def leader(self) -> Running:
        """Of those that deliver, the one that said last that it leads."""
        return max(self.deliverers(), key=last_lead)

    async def ready(self) -> None:
        """Wait until every one of them lives and those that answer are ready."""
        async with asyncio.timeout(START):
            for name, one in self.processes.items():
                if name.startswith("serve"):
                    await asyncio.to_thread(one.until_up, "/readyz", START)


def noon() -> str:
    """A time zone in which nobody sleeps now."""
    hours = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-hours:+d}"


def last_lead(one: Running) -> str:
    """The line in which a process said last that it leads, with its moment; "" where it never did."""
    return max((line for line in one.output.read_text().splitlines() if LEADS in line), default="")


@contextlib.asynccontextmanager
async def cluster(
    data: Path,
    database: str,
    api: str,
    *,
    serve: int = 2,
    deliver: int = 2,
    program: str = "bot",
    **settings: str,
) -> AsyncIterator[Cluster]:
    """So many processes of each role, started at once; ended with the block. `api`
    is the address of the Bot API, `program` the module that they run.
    """
    async with Balancer() as balancer:
        made = Cluster(balancer)
        common = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api,
            "TELEGRAM_MODE": "webhook",
            "PUBLIC_URL": balancer.url,
            "DATABASE_URL": database,
            "SECRET_KEY": SECRET.decode(),
            "LANGUAGES": "en",
            **settings,
        }
        with contextlib.ExitStack() as stack:
            for role, number in (("serve", serve), ("deliver", deliver)):
                for which in range(1, number + 1):
                    one = stack.enter_context(_started(data, f"{role}{which}", role, program, common))
                    made.processes[f"{role}{which}"] = one
            balancer.backends = [one.url for name, one in made.processes.items() if name.startswith("serve")]
            yield made
    assert "Traceback" not in made.said(), made.said()


@contextlib.contextmanager
def _started(data: Path, name: str, role: str, program: str, settings: Mapping[str, str]) -> Iterator[Running]:
    folder, port = data / name, free_port()
    folder.mkdir()
    output = folder / "output.txt"
    with output.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", program, *(["run"] if program == "bot" else []), "--role", role],
            cwd=folder,
            env=environment(folder, **{**settings, "PORT": str(port)}),
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        try:
            yield Running(process, port, output)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
