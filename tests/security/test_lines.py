"""What goes over the line: slow clients, bodies without end, no HTTP at all, and what every answer says of itself."""

import asyncio
import contextlib
import gzip
import re
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.channels.web import server
from bot.channels.web.channel import WebChannel
from bot.channels.web.headers import HEADERS
from bot.channels.web.server import Runner
from bot.loading import load_answers
from bot.settings import Settings
from tests.channels.web.test_hostile_requests import Site, status
from tests.conftest import TODAY
from tests.processes import Running, running
from tests.security.payloads import CANARY

BANNERS = re.compile(rb"(aiohttp|python|nginx|hypercorn|uvicorn)/?\d*", re.IGNORECASE)
MALFORMED = (
    b"nonsense\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nonsense\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n: c\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40 + b"\r\n\r\n",
)
ASKED = (b"/", b"/en", b"/nowhere", b"/healthz", b"/robots.txt", b"/static/x.css", b"/desk", b"/desk/sign-in",
         b"/desk/static/x.js", b"/api/v1/me", b"/api/nowhere", b"/api/openapi.json", b"/telegram/webhook",
         b"/en%0d%0aX", b"/en/bulletins.atom")  # fmt: skip


@pytest.fixture(scope="module")
def site(program: Running) -> Site:
    return Site("127.0.0.1", program.port)


def head(answer: bytes) -> dict[str, str]:
    """The headers of an answer."""
    lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def dressed(answer: bytes, where: object) -> None:
    """It says what every answer says, has no banner, and knows that it is behind TLS."""
    found = head(answer)
    for name, value in HEADERS.items():
        assert name.lower() in found, (name, where)
        if name not in ("Content-Security-Policy",):
            assert found[name.lower()] == value, (name, where)
    policy = found["content-security-policy"]
    assert "default-src 'none'" in policy, where
    assert "unsafe" not in policy, where
    assert found["strict-transport-security"].startswith("max-age=31536000"), where
    assert "includeSubDomains" in found["strict-transport-security"], where
    assert not BANNERS.search(answer.partition(b"\r\n\r\n")[0]), where


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize("method", [b"GET", b"POST", b"TRACE", b"OPTIONS", b"HEAD"])
def test_every_answer_has_our_headers_and_no_banner(site: Site, path: bytes, method: bytes) -> None:
    answer = site.asked(path, method)
    dressed(answer, (method, path))
    if method == b"TRACE":
        assert status(answer) in (401, 404, 405)


@pytest.mark.parametrize("request_", MALFORMED)
def test_what_is_no_http_is_answered_by_us_and_noted_without_an_address(
    site: Site, program: Running, request_: bytes
) -> None:
    answer = site.sent(request_)
    assert status(answer) == 400
    dressed(answer, request_)
    assert b"cannot be read" in answer
    assert "127.0.0.1" not in program.output.read_text().replace(f"127.0.0.1:{program.port}", "")
    assert site.lives()


def test_nothing_is_smuggled_behind_a_request(site: Site) -> None:
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    for headers in (
        b"Content-Length: 6\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        b"Transfer-Encoding : chunked",
        b"Content-Length: 0\r\nContent-Length: 44",
    ):
        answer = site.sent(b"POST /en HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n\r\n0\r\n\r\n" + smuggled, 1.0)
        assert answer.count(b"HTTP/1.") == 1, headers


def test_no_header_can_be_put_in(site: Site) -> None:
    for inside in (b"%0d%0aSet-Cookie:%20stolen=1", b"%0aX-Evil:%201", b"%e5%98%8a%e5%98%8dSet-Cookie:%20stolen=1"):
        for path in (b"/en/search?q=" + inside, b"/" + inside, b"/en/" + inside, b"/desk/sign-in?next=" + inside,
                     b"/desk?" + inside, b"/static/" + inside, b"/api/v1/" + inside):  # fmt: skip
            found = head(site.asked(path))
            assert "stolen" not in found.get("set-cookie", "")
            assert "x-evil" not in found


def test_no_other_site_may_read_or_call(site: Site) -> None:
    for path in (b"/en", b"/api/v1/me", b"/desk"):
        found = head(site.asked(path, b"OPTIONS", ((b"Origin", b"https://evil.example"),
                                                   (b"Access-Control-Request-Method", b"POST"))))  # fmt: skip
        assert not [name for name in found if name.startswith("access-control-")]


def test_without_tls_it_is_not_asked_for(tmp_path: Path) -> None:
    with running(tmp_path, LANGUAGES="en") as plain:
        assert "strict-transport-security" not in head(Site("127.0.0.1", plain.port).asked(b"/en"))


# Bodies


@pytest.mark.parametrize("path", [b"/desk/sign-in", b"/api/v1/bulletins", b"/en", b"/telegram/webhook"])
def test_a_body_that_is_too_large_is_not_kept(site: Site, program: Running, path: bytes) -> None:
    before, large = resident(program), b"x" * (1 << 20)
    with socket.create_connection(site._address, timeout=20) as connection:
        connection.sendall(b"POST " + path + b" HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\n")
        with contextlib.suppress(OSError):
            for _ in range(80):
                connection.sendall(large)
        assert resident(program) - before < 50, "MB that it takes meanwhile"
    assert site.lives()


def resident(program: Running) -> int:
    """Megabytes of memory of the program."""
    status_of = Path(f"/proc/{program.process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status_of)
    assert found
    return int(found[1]) // 1024


def test_a_packed_body_is_not_unpacked_without_bound(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 60_000_000)
    request = b"POST /api/v1/bulletins HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Encoding: gzip\r\n"
    answer = site.sent(request + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb)
    assert status(answer) in (400, 401, 413, 415)
    answer = site.sent(
        b"POST /desk/sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Encoding: gzip\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb
    )
    assert status(answer) in (400, 413, 415)
    assert site.lives()


# Slow clients

LONG = 30.0
"""Seconds that are given to what takes tenths of one; without a bound it would take longer."""


@pytest.fixture
async def short(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, int]]:
    """The pages with bounds of tenths of a second, and room for four connections."""
    monkeypatch.setattr(server, "HEAD", 0.3)
    monkeypatch.setattr(server, "CONNECTIONS", 4)
    monkeypatch.setattr("bot.channels.web.channel.LONGEST", 0.5)
    answers = load_answers(Settings.model_construct(languages=("en",)))

    async def ready() -> bool:
        return True

    async def slowly(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    application = WebChannel(lambda: answers, "https://fairpassage.example", lambda: TODAY, ready).application()
    application.router.add_post("/slowly", slowly)
    runner = Runner(application, https=True, first=lambda _: None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield host, port
    await runner.cleanup()


async def test_a_head_that_does_not_come_in_time_ends_the_connection(short: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*short)
    began = time.monotonic()
    with contextlib.suppress(ConnectionError):
        for letter in b"GET /en HTTP/1.1\r\nX-Slow: " + b"a" * 10_000:
            writer.write(bytes([letter]))
            await writer.drain()
            if reader.at_eof() or time.monotonic() - began > LONG:
                break
            with contextlib.suppress(TimeoutError):
                assert await asyncio.wait_for(reader.read(100), 0.05) == b""
                break
    assert 0.2 < time.monotonic() - began < LONG
    writer.close()


async def test_a_second_head_is_watched_as_the_first(short: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*short)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    assert b"200" in await reader.readuntil(b"alive\n")
    writer.write(b"GET /healthz HTTP/1.1\r\nHos")
    began = time.monotonic()
    assert await reader.read(100) == b""
    assert 0.2 < time.monotonic() - began < LONG
    writer.close()


async def test_a_body_that_does_not_come_in_time_is_told_so(short: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*short)
    writer.write(b"POST /slowly HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + CANARY.encode())
    answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"Strict-Transport-Security" in answer
    writer.close()


async def test_more_connections_than_there_is_room_for_are_closed(short: tuple[str, int]) -> None:
    held = [await asyncio.open_connection(*short) for _ in range(4)]
    for reader, writer in held:
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200" in await reader.readuntil(b"alive\n")
    reader, writer = await asyncio.open_connection(*short)
    with contextlib.suppress(ConnectionError):
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert await reader.read() == b""
    writer.close()
    held[0][1].close()
    await held[0][1].wait_closed()
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        reader, writer = await asyncio.open_connection(*short)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"200" in await reader.readuntil(b"alive\n")
            break
        writer.close()
        await asyncio.sleep(0.02)
    else:
        pytest.fail("room that was given back is not used")
    for _, one in [*held[1:], (reader, writer)]:
        one.close()
