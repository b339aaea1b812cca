"""SIGTERM while people tap, write, and a bulletin leaves: what was begun is finished in time, and nothing is lost."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.doubles.illness import Illness, nothing, slowly
from tests.doubles.telegram import Person
from tests.faults.house import (
    END,
    Insisting,
    Load,
    Process,
    a_minute_passes,
    answered,
    arrived,
    noon,
    settings_of,
    some_left,
    started,
    union,
)
from tests.sending import Sending

PEOPLE = 200
WRITERS = 20


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}"


@pytest.fixture
async def sending(database: str, telegram: Insisting) -> AsyncIterator[Sending]:
    async with union(database, telegram) as opened:
        yield opened


def process(sending: Sending, mode: str, folder: Path) -> Process:
    """The program, taking its updates in one of the two ways."""
    settings = settings_of(sending.telegram, str(sending.engine.url), TELEGRAM_MODE=mode)
    return Process(folder / "data", settings)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_what_was_begun_is_finished_and_nothing_is_lost(sending: Sending, mode: str, tmp_path: Path) -> None:
    telegram, program = sending.telegram, process(sending, mode, tmp_path)
    chats = await sending.subscribe(PEOPLE, zone=noon())
    async with started(program):
        one = await sending.send({"en": "Hello"})
        load, writers = Load(telegram), [Person(telegram, number) for number in range(1, WRITERS + 1)]
        await load.begin()
        async with load.on(), telegram.ill(Illness(slowly(0.5), made=True)):
            await some_left(sending, one)
            writing = [asyncio.create_task(writer.says("/menu")) for writer in writers]
            await telegram.until(lambda: telegram.illness and telegram.illness.met["sendMessage"], "work under way")
            assert await program.terminate() < END
        program.start()
        await program.ready()
        await answered(telegram, time.monotonic())
        await asyncio.gather(*writing)
        await arrived(sending, one, chats, "Hello")
    assert [len(writer.messages) for writer in writers] == [1] * WRITERS, "each is answered, and once"


@contextlib.asynccontextmanager
async def unfinished(port: int) -> AsyncIterator[None]:
    """Somebody who has begun to send a form and does not go on."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /desk/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nlogin=")
    await writer.drain()
    yield
    writer.close()


async def test_it_ends_in_time_when_nobody_else_comes_to_an_end(sending: Sending, tmp_path: Path) -> None:
    telegram, program = sending.telegram, process(sending, "polling", tmp_path)
    chats = await sending.subscribe(PEOPLE, zone=noon())
    async with started(program):
        one = await sending.send({"en": "Hello"})
        load = Load(telegram)
        await load.begin()
        async with load.on(), telegram.ill(Illness(nothing, made=True)) as illness:
            await telegram.until(lambda: illness.met["sendMessage"] and illness.met["editMessageText"], "silence")
            async with unfinished(program.port):
                assert await program.terminate() < END
        program.start()
        await program.ready()
        await answered(telegram, time.monotonic())
        await a_minute_passes(sending, one)
        await arrived(sending, one, chats, "Hello", unknown=PEOPLE)
