"""Attempts to sign in are counted one after the other, also the first ones of a login and when many come at once."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions import slow_down
from bot.actions.slow_down import count_attempt, guards
from bot.model.staff import Refused
from storage.attempts import attempts_of
from storage.database import migrate, open_database
from tests.conftest import SECRET, Postgres

NOW = 1_790_000_000
PATIENCE = 30
LOGIN = guards(SECRET, "amina", "198.51.100.7")


async def test_many_at_once_are_many(database: AsyncEngine) -> None:
    told = await asyncio.gather(*(count_attempt(database, LOGIN, NOW) for _ in range(12)), return_exceptions=True)
    assert [type(one) for one in told if one is not None] == [Refused] * 7
    async with database.begin() as connection:
        assert await attempts_of(connection, LOGIN[0].key, NOW) == (5, NOW)
        assert await attempts_of(connection, LOGIN[1].key, NOW) == (5, NOW)


async def test_the_first_attempt_of_a_login_holds_up_the_second_one(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the second one could get the network's attempts first, and both would wait for each other."""
    engine = open_database(postgres.new_database())
    await migrate(engine)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(connection: AsyncConnection, key: bytes, now: int) -> tuple[int, int]:
        found = await attempts_of(connection, key, now)
        if not begun.is_set():
            begun.set()
            await go_on.wait()
        return found

    monkeypatch.setattr(slow_down, "attempts_of", slow)
    first = asyncio.create_task(count_attempt(engine, LOGIN, NOW))
    await begun.wait()
    second = asyncio.create_task(count_attempt(engine, LOGIN, NOW))
    await waits(engine, second)
    go_on.set()
    await asyncio.gather(first, second)
    await engine.dispose()


async def waits(engine: AsyncEngine, work: asyncio.Task[None]) -> None:
    """Until some work waits for what somebody else holds; it must not come to its end instead."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(PATIENCE), engine.connect() as connection:
        while not (await connection.execute(query)).scalar_one():
            assert not work.done()
            await connection.rollback()
            await asyncio.sleep(0.02)
