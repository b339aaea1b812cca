"""A page that is ready is answered before any route is looked for, and nobody can tell by the answer."""

import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.channels.web.channel import WebChannel
from bot.channels.web.network import Origin
from bot.channels.web.server import Ready, Runner
from bot.model.counted import Use
from bot.screens.answer import Answers
from tests.channels.web.test_counting import ORIGIN, PHONE
from tests.channels.web.test_pages import PUBLIC
from tests.conftest import SECRET, TODAY
from tests.counting import Noted

PAGE = "/en/PH-GB-2221/kit/fees"


class Watched:
    """A site behind the bounded server; `ready` has the paths that were answered before any route."""

    def __init__(self, answers: Answers, noted: Noted, origin: Origin) -> None:
        async def is_ready() -> bool:
            return True

        self.channel = WebChannel(
            lambda: answers, PUBLIC, lambda: TODAY, is_ready, counting=lambda: noted, secret=SECRET, origin=origin
        )
        self.noted, self.ready, self.url = noted, list[str](), ""

    def first(self, request: web.Request) -> Ready | None:
        answer = self.channel.at_once(request)
        if answer is None:
            return None
        self.ready.append(request.path)
        return Ready(answer)

    async def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers but the date, and the bytes as they came."""
        asked = {"User-Agent": PHONE, "Accept-Encoding": "gzip"} | {
            name.replace("_", "-"): said for name, said in headers.items()
        }
        async with (
            aiohttp.ClientSession(auto_decompress=False, headers=asked) as session,
            session.request(method, self.url + path) as response,
        ):
            told = {name.lower(): said for name, said in response.headers.items() if name != "Date"}
            return response.status, told, await response.read()


@contextlib.asynccontextmanager
async def serving(watched: Watched) -> AsyncIterator[Watched]:
    """A site that listens until the block ends."""
    runner = Runner(watched.channel.application(), https=True, first=watched.first, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    watched.url = "http://{}:{}".format(*runner.addresses[0][:2])
    yield watched
    await runner.cleanup()


@pytest.fixture
async def site(answers: Answers) -> AsyncIterator[Watched]:
    async with serving(Watched(answers, Noted(), ORIGIN)) as watched:
        yield watched


async def first(site: Watched) -> tuple[int, dict[str, str], bytes]:
    """The page as the ordinary way makes it; it is kept from its second reading at the latest."""
    made = await site.get(PAGE)
    await site.get(PAGE)
    site.ready.clear()
    return made


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_the_answer_is_the_same_byte_by_byte(site: Watched, encoding: str) -> None:
    made = await site.get(PAGE, Accept_Encoding=encoding)
    await site.get(PAGE)
    site.ready.clear()
    assert [await site.get(PAGE, Accept_Encoding=encoding) for _ in range(2)] == [made, made]
    assert site.ready == [PAGE, PAGE]
    assert made[0] == 200
    assert "strict-transport-security" in made[1]
    assert "content-security-policy" in made[1]


async def test_who_has_it_gets_no_second_copy(site: Watched) -> None:
    _, told, _ = await first(site)
    status, said, body = await site.get(PAGE, If_None_Match=told["etag"])
    assert (status, body, site.ready) == (304, b"", [PAGE])
    assert (said["etag"], said["cache-control"]) == (told["etag"], told["cache-control"])
    assert (await site.get(PAGE))[0] == 200


async def test_each_reading_is_counted(site: Watched) -> None:
    await first(site)
    before = len(site.noted.told)
    await site.get(PAGE)
    await site.get(PAGE, DNT="1")
    (told,) = site.noted.counted[before:]
    assert isinstance(told, Use)
    assert site.ready == [PAGE, PAGE]


async def test_who_asks_too_often_waits_here_too(site: Watched) -> None:
    await first(site)
    bucket = site.channel._limits.buckets["page"]
    while not bucket.waits("198.51.100.7"):
        pass
    status, told, _ = await site.get(PAGE, X_Forwarded_For="198.51.100.7")
    assert status == 429
    assert "retry-after" in told
    assert "content-security-policy" in told
    assert (await site.get(PAGE, X_Forwarded_For="198.51.100.8"))[0] == 200


async def test_what_is_asked_otherwise_goes_the_ordinary_way(site: Watched) -> None:
    await first(site)
    assert (await site.get(PAGE + "?x=1"))[0] == 200
    assert (await site.get(PAGE, method="HEAD"))[2] == b""
    assert (await site.get(PAGE, method="POST"))[0] == 405
    assert site.ready == []
