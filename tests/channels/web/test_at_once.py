"""A page that is ready is answered before any route is looked for, and nobody can tell by the answer."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import aiohttp
import pytest
from aiohttp import web

from bot.channels.web.browser import path_of, tag_of
from bot.channels.web.channel import WebChannel
from bot.channels.web.network import Origin
from bot.channels.web.server import Ready, Runner
from bot.model.counted import Use
from bot.screens.answer import Answers
from tests.bulletins.boards import board, posted
from tests.channels.web.test_counting import ORIGIN, PHONE
from tests.channels.web.test_pages import PUBLIC
from tests.conftest import SECRET, TODAY
from tests.counting import Noted

PAGE = "/en/PH-GB-2221/kit/fees"
OTHER = "/fr/PH-GB-2221/kit/fees"
Got = tuple[int, dict[str, str], bytes]


class Watched:
    """A site behind the bounded server.

    `ready` has the paths that were answered before any route, `same` those of them whose heads were not read.
    """

    def __init__(self, answers: Answers, noted: Noted, origin: Origin) -> None:
        async def is_ready() -> bool:
            return True

        self.channel = WebChannel(
            lambda: self.answers, PUBLIC, lambda: TODAY, is_ready, counting=lambda: noted, secret=SECRET, origin=origin
        )
        self.answers = answers
        self.noted, self.ready, self.same, self.url = noted, list[str](), list[str](), ""

    def first(self, request: web.Request) -> Ready | None:
        if (reader := self.channel.reader(request)) is None:
            return None

        def read(path: bytes, tag: bytes) -> bytes | None:
            if (answer := self.channel.at_once(reader, path, tag)) is not None:
                self.ready.append(path.decode())
            return answer

        def again(path: bytes, tag: bytes) -> bytes | None:
            if (answer := read(path, tag)) is not None:
                self.same.append(path.decode())
            return answer

        answer = read(path_of(request), tag_of(request))
        return None if answer is None else Ready(answer, other=again)

    async def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        """Status, headers but the date, and the bytes as they came."""
        asked = {"User-Agent": PHONE, "Accept-Encoding": "gzip"} | {
            name.replace("_", "-"): said for name, said in headers.items()
        }
        async with aiohttp.ClientSession(auto_decompress=False, headers=asked) as session:
            return await _got(session, method, self.url + path, {})

    @contextlib.asynccontextmanager
    async def reading(self, **headers: str) -> AsyncIterator[Callable[..., Awaitable[Got]]]:
        """One browser that reads over one kept connection; yields how it gets a page."""
        asked = {"User-Agent": PHONE, "Accept-Encoding": "gzip"} | {
            name.replace("_", "-"): said for name, said in headers.items()
        }
        line = aiohttp.TCPConnector(limit=1)
        async with aiohttp.ClientSession(auto_decompress=False, headers=asked, connector=line) as session:

            async def get(path: str, tag: str = "") -> Got:
                return await _got(session, "GET", self.url + path, {"If-None-Match": tag} if tag else {})

            yield get


async def _got(session: aiohttp.ClientSession, method: str, url: str, more: Mapping[str, str]) -> Got:
    async with session.request(method, url, headers=more) as response:
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


async def first(site: Watched) -> Got:
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


async def test_who_reads_on_gets_the_same_bytes_by_her_kept_head(site: Watched) -> None:
    made = [await site.get(path) for path in (PAGE, OTHER)]
    async with site.reading() as get:
        assert [await get(path) for path in (PAGE, OTHER) * 3] == made * 3
    assert site.same[-4:] == [PAGE, OTHER] * 2


async def test_who_reads_on_with_her_tags_gets_only_what_has_changed(site: Watched) -> None:
    tags = {path: (await site.get(path))[1]["etag"] for path in (PAGE, OTHER)}
    async with site.reading() as get:
        seen = [(await get(path, tags[told]))[0] for path, told in 2 * [(PAGE, PAGE), (OTHER, OTHER), (OTHER, PAGE)]]
    assert seen == [304, 304, 200] * 2
    assert len(site.same) > 3


async def test_who_reads_on_is_counted_as_before_or_not_at_all(site: Watched) -> None:
    for path in (PAGE, OTHER):
        await site.get(path)
    for more, counted in (({}, 6), ({"DNT": "1"}, 0), ({"Sec_Fetch_Dest": "image"}, 0), ({"User_Agent": "curl/8"}, 0)):
        site.same.clear()
        site.noted.told.clear()
        async with site.reading(**more) as get:
            for path in (PAGE, OTHER) * 3:
                assert (await get(path))[0] == 200
        assert len(site.same) > 3
        assert len(site.noted.told) == counted
        assert len(site.noted.visitors) == bool(counted)


async def test_who_reads_on_too_fast_waits(site: Watched) -> None:
    await first(site)
    async with site.reading(X_Forwarded_For="198.51.100.7") as get:
        for _ in range(3):
            assert (await get(PAGE))[0] == 200
        assert site.same
        while site.channel._limits.lets("page", "198.51.100.7"):
            pass
        status, told, _ = await get(PAGE)
        assert status == 429
        assert "retry-after" in told


async def test_who_reads_on_sees_what_was_changed(site: Watched, answers: Answers) -> None:
    path = "/en/bulletins"
    await site.get(path)
    async with site.reading() as get:
        before = [await get(path) for _ in range(4)]
        site.answers = answers.with_board(board(posted()))
        after = [await get(path) for _ in range(4)]
    assert before == before[:1] * 4
    assert after == after[:1] * 4
    assert after[0] != before[0]
    assert site.same == [path] * len(site.same)
    assert len(site.same) > 3
