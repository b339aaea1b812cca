"""Acknowledgements leave at once over kept connections; what does not go well goes the ordinary way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.channels.telegram import acknowledging
from bot.channels.telegram.acknowledging import TOGETHER, Acknowledging
from tests.doubles.telegram import TOKEN, Refused, TelegramDouble
from tests.processes import free_port

METHOD = "answerCallbackQuery"


class Others:
    """The ordinary way: it remembers what it was given."""

    def __init__(self) -> None:
        self.taps: list[str] = []
        self._came = asyncio.Event()

    def __call__(self, tap: str) -> None:
        self.taps.append(tap)
        self._came.set()

    async def came(self) -> None:
        """Wait until something is given."""
        async with asyncio.timeout(5):
            await self._came.wait()


@pytest.fixture
async def others() -> Others:
    """The ordinary way."""
    return Others()


@pytest.fixture
async def pool(telegram: TelegramDouble, others: Others) -> AsyncIterator[Acknowledging]:
    """Connections to the double."""
    made = Acknowledging(telegram.url, TOKEN, others)
    yield made
    await made.finish(1.0)


async def test_many_taps_are_acknowledged_over_few_connections(
    telegram: TelegramDouble, pool: Acknowledging, others: Others
) -> None:
    taps = [telegram.tap_id() for _ in range(300)]
    for tap in taps:
        pool.add(tap)
    await pool.finish(5.0)
    assert telegram.counts[METHOD] == 300
    assert not telegram.refusals
    assert not others.taps


async def test_a_tap_that_is_too_old_is_let_go(telegram: TelegramDouble, pool: Acknowledging, others: Others) -> None:
    pool.add("long ago")
    await pool.finish(5.0)
    assert telegram.refusals
    assert not others.taps


@pytest.mark.parametrize("fault", [Refused(429, "Too Many Requests: retry after 1", retry_after=1), 502, 500])
async def test_what_telegram_cannot_do_now_goes_the_ordinary_way(
    telegram: TelegramDouble, pool: Acknowledging, others: Others, fault: Refused | int
) -> None:
    telegram.faults[METHOD].append(fault)
    pool.add("a tap")
    await others.came()
    assert others.taps == ["a tap"]


async def test_a_connection_that_breaks_loses_nothing(
    telegram: TelegramDouble, pool: Acknowledging, others: Others
) -> None:
    telegram.down = True
    for number in range(5):
        pool.add(str(number))
    await pool.finish(5.0)
    assert sorted(others.taps) == list("01234")


async def test_where_nobody_listens_the_ordinary_way_has_them_all(others: Others) -> None:
    pool = Acknowledging(f"http://127.0.0.1:{free_port()}", TOKEN, others)
    pool.add("first")
    await others.came()
    pool.add("second")
    assert others.taps == ["first", "second"]
    await pool.finish(1.0)


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[str]:
    """A server with an answer of its own to a connection; its address."""
    connections: list[asyncio.StreamWriter] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for one in connections:
            one.close()
            with contextlib.suppress(OSError):
                await one.wait_closed()


def server(said: bytes, *, closes: bool) -> contextlib.AbstractAsyncContextManager[str]:
    """A server that says the same to every request, or nothing."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            if not said:
                continue
            await reader.readuntil(b"}")
            writer.write(said)
            if closes:
                break

    return listening(answer)


def status(code: int) -> bytes:
    return b"HTTP/1.1 %d -\r\nContent-Length: 4\r\n\r\ntrue" % code


@pytest.mark.parametrize(
    ("said", "handed_over"),
    [
        ((200, 400, 502, 200), ["2"]),
        ((200, 200, 200, 200), []),
        ((502, 502, 200, 200), ["0", "1"]),
        ((429, 200), ["0", "2", "3"]),
        ((), ["0", "1", "2", "3"]),
    ],
)
async def test_taps_of_one_moment_leave_together_and_each_has_its_own_answer(
    others: Others, said: tuple[int, ...], handed_over: list[str]
) -> None:
    requests: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.extend([await reader.readuntil(b"}") for _ in range(TOGETHER)])
        answers = b"".join(map(status, said))
        for start in range(0, len(answers), 7):  # in pieces that end anywhere
            writer.write(answers[start : start + 7])
            await writer.drain()
        if len(said) == TOGETHER:
            await reader.read()

    async with listening(answer) as url:
        pool = Acknowledging(url, TOKEN, others)
        for number in range(TOGETHER):
            pool.add(str(number))
        await pool.finish(30.0)
    assert [one.rpartition(b":")[2] for one in requests] == [b'"%d"}' % number for number in range(TOGETHER)]
    assert sorted(others.taps) == handed_over


@pytest.mark.parametrize(
    ("said", "handed_over"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntrue\r\n0\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\ntrue", False),
        (b"this is not HTTP\r\n\r\n", True),
        (b"HTTP/1.1 200", True),
    ],
)
async def test_odd_answers(others: Others, said: bytes, handed_over: bool) -> None:
    async with server(said, closes=True) as url:
        pool = Acknowledging(url, TOKEN, others)
        pool.add("1")
        pool.add("2")
        await pool.finish(5.0)
        assert sorted(others.taps) == (["1", "2"] if handed_over else [])


async def test_who_never_answers_is_not_waited_for(others: Others, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acknowledging, "TIMEOUT", 0.2)
    async with server(b"", closes=False) as url:
        pool = Acknowledging(url, TOKEN, others)
        pool.add("a tap")
        await others.came()
        assert others.taps == ["a tap"]
        await pool.finish(1.0)


async def test_the_end_does_not_wait_for_who_never_answers(others: Others) -> None:
    async with server(b"", closes=False) as url:
        pool = Acknowledging(url, TOKEN, others)
        pool.add("a tap")
        async with asyncio.timeout(3):
            await pool.finish(0.2)
