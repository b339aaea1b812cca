"""The database goes while people tap and a bulletin leaves, and comes back: a server, and a file that is locked."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import Postgres
from tests.faults.house import (
    PATIENCE,
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
    until_said,
)
from tests.sending import Sending

PEOPLE = 200


@pytest.fixture
def server(postgres: Postgres) -> Iterator[Postgres]:
    """A PostgreSQL server that is stopped: the session's own serves other tests."""
    with tempfile.TemporaryDirectory(prefix="fairpassage-", ignore_cleanup_errors=True) as folder:
        made = Postgres(Path(folder))
        yield made
        made.close()


async def test_a_server_that_takes_nobody_in_stops_and_comes_back(
    server: Postgres, telegram: Insisting, tmp_path: Path
) -> None:
    database = server.new_database()
    async with union(database, telegram) as sending:
        chats = await sending.subscribe(PEOPLE, zone=noon())
        program, load = Process(tmp_path / "data", settings_of(telegram, database)), Load(telegram)
        async with started(program):
            one = await sending.send({"en": "Hello"})
            await load.begin()
            async with load.on():
                await some_left(sending, one)
                await asyncio.to_thread(server.let_in, database, allowed=False)
                await until_said(program, "The bulletins cannot be read")
                await answered(telegram, time.monotonic())
                assert await shown(program, "/en") == 200
                assert await shown(program, "/readyz") == 503
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)
                await asyncio.to_thread(server.let_in, database, allowed=True)
                await answered(telegram, time.monotonic())
            await program.ready()
            await a_minute_passes(sending, one)
            await arrived(sending, one, chats, "Hello", unknown=PEOPLE)
            await everything_goes_on(program, sending, chats)


async def shown(program: Process, path: str) -> int:
    """The status of a page."""
    assert program.running is not None
    status, _ = await asyncio.to_thread(program.running.get, path)
    return status


async def everything_goes_on(program: Process, sending: Sending, chats: range) -> None:
    """What is written now arrives in chats and on the pages, so nothing that looks again and again has stopped."""
    two = await sending.send({"en": "Here again"})
    await arrived(sending, two, chats, "Here again")
    async with asyncio.timeout(PATIENCE):
        while (await shown(program, f"/en/bulletin/{two.code.lower()}")) != 200:  # noqa: ASYNC110  # in another process
            await asyncio.sleep(0.2)


async def test_a_file_that_somebody_else_holds(telegram: Insisting, tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}"
    async with union(database, telegram) as sending:
        chats = await sending.subscribe(PEOPLE, zone=noon())
        program, load = Process(tmp_path / "data", settings_of(telegram, database)), Load(telegram)
        async with started(program):
            one = await sending.send({"en": "Hello"})
            await load.begin()
            async with load.on():
                await some_left(sending, one)
                async with sending.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                    await connection.execute(text("BEGIN EXCLUSIVE"))
                    await until_said(program, "Deliveries wait")
                    await connection.execute(text("ROLLBACK"))
                await answered(telegram, time.monotonic())
            await arrived(sending, one, chats, "Hello")
            await everything_goes_on(program, sending, chats)
