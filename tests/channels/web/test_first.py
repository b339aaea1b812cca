"""What is answered as soon as it is read, on raw connections: in order, whole, and within the bounds of all else."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.channels.web import server
from bot.channels.web.server import AT_ONCE, Ready, Runner
from bot.channels.web.wired import plain_head, wired

TEXT = "text/plain; charset=utf-8"
PATIENCE = 30.0


@dataclass
class Site:
    """A server that answers some requests at once: `first` has their bodies, `same` of those under a head that was
    answered before, `others` what another address and tag under such a head were, `ordinary` those of its route.
    """

    port: int = 0
    runner: Runner = field(init=False)
    first: list[bytes] = field(default_factory=list)
    same: list[bytes] = field(default_factory=list)
    others: list[tuple[bytes, bytes]] = field(default_factory=list)
    ordinary: list[bytes] = field(default_factory=list)
    begun: int = 0
    big: bytes = b""
    fails: bool = False
    fails_again: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def at_once(self, request: web.Request) -> Ready | None:
        if self.fails:
            raise ValueError("a fault of ours")
        if request.path == "/ready":
            return Ready(self.answer(request.content.read_nowait()))
        if request.path.startswith("/page"):
            return Ready(self.answer(b""), other=self.other)
        return Ready(self.answer(request.content.read_nowait()), self.again) if request.path == "/hears" else None

    def answer(self, body: bytes) -> bytes:
        self.first.append(body)
        self.moved.set()
        return wired(plain_head(200, TEXT, https=False), b"at once: " + body + self.big)

    def again(self, body: bytes) -> bytes:
        if self.fails_again:
            raise ValueError(body)
        self.same.append(body)
        return wired(plain_head(200, TEXT, https=False), b"again: " + body + self.big)

    def other(self, path: bytes, tag: bytes) -> bytes | None:
        if self.fails_again:
            raise ValueError(path)
        self.others.append((path, tag))
        return wired(plain_head(200, TEXT, https=False), b"again: " + path) if path.startswith(b"/page") else None

    async def route(self, request: web.Request) -> web.Response:
        self.begun += 1
        self.moved.set()
        body = await request.read()
        self.ordinary.append(body)
        self.moved.set()
        return web.Response(text="routed: " + body.decode())

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self.moved.clear()
                await self.moved.wait()


@asynccontextmanager
async def running() -> AsyncIterator[Site]:
    """A site on loopback."""
    found, application = Site(), web.Application()
    application.router.add_route("*", "/{rest:.*}", found.route)
    runner = Runner(application, https=False, first=found.at_once, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.port = runner.addresses[0][1]
    found.runner = runner
    yield found
    await runner.cleanup()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running() as found:
        yield found


@dataclass
class Line:
    """A raw connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[bytes, bytes]:
        """Head and body of the next answer."""
        async with asyncio.timeout(PATIENCE):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = next(one for one in head.split(b"\r\n") if one.startswith(b"Content-Length: "))
            return head, await self.reader.readexactly(int(length[16:]))

    async def ended(self) -> bytes:
        """What still comes until the other side closes."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()


@asynccontextmanager
async def connected(site: Site) -> AsyncIterator[Line]:
    """A connection to a site."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    yield Line(reader, writer)
    writer.close()


@pytest.fixture
async def line(site: Site) -> AsyncIterator[Line]:
    async with connected(site) as found:
        yield found


def asked(body: bytes = b"", path: str = "/ready", version: str = "1.1", **more: str) -> bytes:
    """A request."""
    fields = {"Host": "here", "Content-Length": str(len(body))} | {
        name.replace("_", "-"): said for name, said in more.items()
    }
    head = "".join(f"{name}: {said}\r\n" for name, said in fields.items())
    return f"POST {path} HTTP/{version}\r\n{head}\r\n".encode() + body


async def settled(line: Line) -> None:
    """Let the connection's task begin, without which nothing is answered at once."""
    await line.send(asked(b"0", "/route"))
    assert (await line.answer())[1] == b"routed: 0"


async def test_a_whole_request_is_answered_as_it_is_read(site: Site, line: Line) -> None:
    await settled(line)
    for number in (b"1", b"2", b""):
        await line.send(asked(number))
        head, body = await line.answer()
        assert body == b"at once: " + number
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\nX-Content-Type-Options: nosniff\r\n" in head
        assert head.count(b"\r\nDate: ") == 1
    await line.send(asked(b"3", "/route"))
    assert (await line.answer())[1] == b"routed: 3"
    assert (site.first, site.ordinary) == ([b"1", b"2", b""], [b"0", b"3"])


async def test_what_comes_in_pieces_goes_the_ordinary_way(site: Site, line: Line) -> None:
    await settled(line)
    whole = asked(b"pieces")
    await line.send(whole[:-3])
    await site.until(lambda: site.begun == 2)
    await line.send(whole[-3:])
    assert (await line.answer())[1] == b"routed: pieces"
    await line.send(asked(b"again"))
    assert (await line.answer())[1] == b"at once: again"


async def test_what_is_large_goes_the_ordinary_way(site: Site, line: Line) -> None:
    await settled(line)
    await line.send(asked(b"x" * AT_ONCE * 3))
    assert len((await line.answer())[1]) == AT_ONCE * 3 + len("routed: ")
    assert site.first == []


async def test_requests_that_come_together_are_answered_in_their_order(site: Site, line: Line) -> None:
    await settled(line)
    await line.send(b"".join(asked(b"%d" % number, "/ready" if number % 2 else "/route") for number in range(10)))
    assert [(await line.answer())[1][-1:] for _ in range(10)] == [b"%d" % number for number in range(10)]


async def test_while_one_is_answered_the_next_one_waits(site: Site, line: Line) -> None:
    await settled(line)
    await line.send(asked(b"first", "/route"))
    await line.send(asked(b"second"))
    assert [(await line.answer())[1].rpartition(b" ")[2] for _ in range(2)] == [b"first", b"second"]


@pytest.mark.parametrize(
    ("version", "more"),
    [("1.0", {}), ("1.1", {"Connection": "close"}), ("1.0", {"Connection": "close"})],
)
async def test_who_wants_one_answer_alone_gets_it_and_the_end(
    site: Site, line: Line, version: str, more: dict[str, str]
) -> None:
    await settled(line)
    await line.send(asked(b"last", version=version, **more))
    assert (await line.answer())[1] == b"routed: last"
    assert await line.ended() == b""
    assert site.first == []


async def test_a_fault_leaves_the_answer_to_the_ordinary_way(
    site: Site, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    await settled(line)
    site.fails = True
    await line.send(asked(b"secret"))
    assert (await line.answer())[1] == b"routed: secret"
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


async def test_who_does_not_read_fills_no_memory(site: Site, line: Line) -> None:
    await settled(line)
    site.big = b"x" * 8_000_000
    await line.send(asked(b"1"))
    await site.until(lambda: site.first)
    await line.send(asked(b"2"))
    await site.until(lambda: site.ordinary[1:])
    assert site.first == [b"1"], "the second one waits behind what was not read"
    assert len((await line.answer())[1]) > 8_000_000
    assert (await line.answer())[1] == b"routed: 2"


async def test_a_head_that_was_answered_is_not_read_again(site: Site, line: Line) -> None:
    await settled(line)
    for body in (b"first", b"a", b"x" * 1234, b"", b"last"):
        await line.send(asked(body, "/hears"))
        assert (await line.answer())[1].endswith(b": " + body)
    assert site.first == [b"first"]
    assert site.same == [b"a", b"x" * 1234, b"", b"last"]


async def test_a_fault_under_the_same_head_leaves_it_to_be_read(
    site: Site, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    await settled(line)
    site.fails_again = True
    for body in (b"first", b"secret"):
        await line.send(asked(body, "/hears"))
        assert (await line.answer())[1] == b"at once: " + body
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "other",
    [
        asked(b"other", "/hears", Token="two"),
        asked(b"other", "/hears", Token="one", More="x"),
        asked(b"other", "/hears").replace(b"Content-Length: 5", b"Content-Length: 5\r\nContent-Length: 5"),
        asked(b"other", "/hears").replace(b"Content-Length: 5", b"Content-Length: +5"),
        asked(b"other", "/hears").replace(b"Content-Length: 5", b"Content-Length: 5 "),
        asked(b"other", "/hears").replace(b"Content-Length: 5", b"Content-Length:\r\n 5"),
        asked(b"other", "/hears")
        .replace(b"Content-Length: 5", b"Transfer-Encoding: chunked")
        .replace(b"other", b"5\r\nother\r\n0\r\n\r\n"),
        asked(b"other", "/hears", Token="one").replace(b"POST", b"PUT"),
        asked(b"other", "/hearsay", Token="one"),
        asked(b"other", "/hears", Token="one") + asked(b"next", "/hears", Token="one"),
        asked(b"other", "/hears", Token="one").replace(b"Content-Length: 5", b"Content-Length: 99999999999"),
        asked(b"other", "/hears", Token="one").replace(b"Content-Length: 5", b"Content-Length: 50"),
    ],
)
async def test_a_head_that_differs_in_anything_but_its_length_is_read(site: Site, line: Line, other: bytes) -> None:
    await settled(line)
    await line.send(asked(b"first", "/hears", Token="one"))
    assert (await line.answer())[1] == b"at once: first"
    await line.send(other)
    line.writer.write_eof()
    assert b"again: other" not in await line.ended()
    assert site.same == []


def got(path: str, **more: str) -> bytes:
    """A request for a page."""
    head = "".join(f"{name.replace('_', '-')}: {said}\r\n" for name, said in {"Host": "here", **more}.items())
    return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()


@pytest.mark.parametrize("last", ["Accept", "If_None_Match"])
async def test_a_reader_whose_head_is_the_same_is_not_read_again(site: Site, line: Line, last: str) -> None:
    await settled(line)
    tags = ['"1"', '"2", W/"3"', "", '"4"']
    for number, tag in enumerate(tags):
        told = {"If_None_Match": tag, "Accept": "x"} if last == "Accept" else {"Accept": "x", "If_None_Match": tag}
        await line.send(got(f"/page/{number}", **told))
        assert (await line.answer())[1] == (b"again: /page/%d" % number if number else b"at once: ")
    assert site.first == [b""]
    assert site.others == [(b"/page/%d" % number, tags[number].encode()) for number in (1, 2, 3)]


@pytest.mark.parametrize("first", ["Referer", "If_None_Match"])
async def test_from_which_page_a_reader_comes_is_not_read(site: Site, line: Line, first: str) -> None:
    await settled(line)
    for number in range(4):
        told = {"Referer": f"http://here/page/{number - 1}", "If_None_Match": f'"{number}"'}
        await line.send(got(f"/page/{number}", **{first: told.pop(first)}, Accept="x", **told))
        assert (await line.answer())[1] == (b"again: /page/%d" % number if number else b"at once: ")
    assert site.others == [(b"/page/%d" % number, b'"%d"' % number) for number in (1, 2, 3)]


async def test_a_reader_without_a_tag_is_not_read_again(site: Site, line: Line) -> None:
    await settled(line)
    for number in range(3):
        await line.send(got(f"/page/{number}"))
        assert (await line.answer())[1] == (b"again: /page/%d" % number if number else b"at once: ")
    assert site.others == [(b"/page/1", b""), (b"/page/2", b"")]


async def test_what_is_not_ready_for_the_same_reader_goes_the_ordinary_way(
    site: Site, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    await settled(line)
    await line.send(got("/page/1"))
    assert (await line.answer())[1] == b"at once: "
    await line.send(got("/route"))
    assert (await line.answer())[1] == b"routed: "
    site.fails_again = True
    await line.send(got("/page/secret"))
    assert (await line.answer())[1] == b"at once: "
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "other",
    [
        got("/page/2", Token="two"),
        got("/page/2", Token="one", More="x"),
        got("/page/2"),
        got("/page/2", Token="one", If_None_Match='"1"', More="x"),
        got("/page/2", Token="one").replace(b"GET", b"PUT"),
        got("/page/2", Token="one").replace(b"GET", b"HEAD"),
        got("/page/2", Token="one").replace(b"GET ", b"GET"),
        got("/page/2", Token="one").replace(b" HTTP", b"  HTTP"),
        got("/page/2", Token="one", Referer="http://here/"),
        got("/page/2", Token="one").replace(b"1.1", b"1.0"),
        got("/page/2 x", Token="one"),
        got("/page/2", Token="one", Content_Length="2") + b"{}",
        got("/page/2", Token="one") + got("/page/3", Token="one"),
        got("/page/2", Token="one") + b"GET",
        got("/page/2", Token="one")[:-2],
        got("/page/2", Token="one")[:-2] + b"x\r\n",
    ],
)
@pytest.mark.parametrize("tagged", [False, True])
async def test_a_reader_whose_head_differs_is_read(site: Site, line: Line, other: bytes, tagged: bool) -> None:
    await settled(line)
    more = {"If_None_Match": '"0"'} if tagged else {}
    await line.send(got("/page/1", Token="one", **more))
    assert (await line.answer())[1] == b"at once: "
    await line.send(other)
    line.writer.write_eof()
    await line.ended()
    assert site.others == []


@pytest.mark.parametrize(
    "other",
    [
        got("/page/2", If_None_Match='"1"\r\nForwarded: for=x', Token="one"),
        got("/page/2", If_None_Match='"1"', Token="one").replace(b"\r\nToken", b"\r\n\r\nToken"),
        got("/page/2", If_None_Match='"1"', Token="two"),
        got("/page/2", If_None_Match='"1\n"', Token="one"),
        got("/page/2", If_None_Match='"1"', If_Match='"1"', Token="one"),
        got("/page/2\0", If_None_Match='"1"', Token="one"),
        got("/page/2", Token="one"),
        got("/page/2", If_None_Match='"1"', Token="one") + got("/page/3", If_None_Match='"1"', Token="one"),
    ],
)
async def test_a_reader_whose_head_differs_beside_her_tag_is_read(site: Site, line: Line, other: bytes) -> None:
    await settled(line)
    await line.send(got("/page/1", If_None_Match='"0"', Token="one"))
    assert (await line.answer())[1] == b"at once: "
    await line.send(other)
    line.writer.write_eof()
    await line.ended()
    assert site.others == []


async def test_a_page_with_a_body_is_no_head_to_remember(site: Site, line: Line) -> None:
    await settled(line)
    for number in (1, 2):
        await line.send(got(f"/page/{number}", Content_Length="2") + b"{}")
        assert (await line.answer())[1] == b"at once: "
    assert site.others == []


class Wire(asyncio.Transport):
    """A line whose pieces come as a test says; it keeps what is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += data

    def writelines(self, data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.sent += b"".join(data)

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing to close."""


INNER = asked(b"inner", "/hears")


@pytest.mark.parametrize(
    "begin",
    [
        asked(INNER, "/route").removesuffix(INNER),  # what looks like a request is the body of another one
        b"POST /route HTTP/1.1\r\nX: ",  # or the value of a field
    ],
)
async def test_what_is_half_read_is_read_to_its_end(site: Site, begin: bytes) -> None:
    assert site.runner.server is not None
    made, wire = site.runner.server(), Wire()
    made.connection_made(wire)
    await asyncio.sleep(0)  # the connection's task begins
    made.data_received(INNER)
    made.data_received(INNER)
    assert (site.first, site.same) == ([b"inner"], [b"inner"])
    made.data_received(begin)
    made.data_received(INNER)
    await site.until(lambda: site.ordinary)
    assert site.same == [b"inner"]
    made.connection_lost(None)


async def test_a_connection_that_asks_no_more_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "KEPT", 0.2)
    async with running() as site, connected(site) as line:
        await settled(line)
        await line.send(asked(b"1"))
        assert (await line.answer())[1] == b"at once: 1"
        assert await line.ended() == b""
