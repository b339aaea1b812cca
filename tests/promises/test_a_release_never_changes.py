"""Promise: a release is made once and never changes: the same bytes for everybody, at any time, after any restart."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.close import close_due
from bot.actions.releases import list_releases, release, release_body
from bot.monitoring.body import body, digest, release_of
from storage.database import migrate, open_database
from tests.processes import running, select_pause
from tests.tallied import KEY, NURSE, QUARTER, Tallied

OWN = {"sqlite": ["INSERT OR REPLACE INTO {0} SELECT * FROM {0}"], "postgresql": ["TRUNCATE {0} CASCADE"]}
"""Ways around that only one kind of database knows."""


async def test_eight_at_once_and_after_a_restart_read_the_same_bytes(database_url: str, tmp_path: Path) -> None:
    engine = open_database(database_url)
    await migrate(engine)
    one = Tallied(engine, tmp_path)
    await one.told(NURSE, range(200))
    one.after(QUARTER)
    await one.close()
    read = await asyncio.gather(*(release_body(engine, QUARTER, "intent") for _ in range(8)))
    await engine.dispose()
    again = open_database(database_url)
    await migrate(again)
    other = Tallied(again, tmp_path)
    other.after("2027-Q2")
    await other.close()
    read.append(await release_body(again, QUARTER, "intent"))
    [header] = await list_releases(again)
    await again.dispose()
    assert read[0] is not None
    assert set(read) == {read[0]}
    assert digest(read[0]) == header.digest
    assert body(release_of(read[0])) == read[0], "reading and writing loses nothing"


async def test_two_that_close_at_once_make_one(database: AsyncEngine, tmp_path: Path) -> None:
    several = [Tallied(database, tmp_path) for _ in range(4)]
    await several[0].told(NURSE, range(50))
    for one in several:
        one.after(QUARTER)
    made = await asyncio.gather(*(one.close() for one in several))
    assert sum(map(len, made)) == 1
    assert len(await list_releases(database)) == 1


async def test_after_standing_still_it_catches_up_the_oldest_first(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    one.now += 92 * 86_400
    await one.told(NURSE, range(12))
    one.after("2027-Q4")
    assert [each.period for each in await one.close()] == [QUARTER, "2027-Q1"]
    assert await one.close() == []


@pytest.mark.parametrize("table", ["releases", "ledger", "plans", "generations"])
async def test_the_database_itself_refuses(database: AsyncEngine, tmp_path: Path, table: str) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    one.after(QUARTER)
    await one.close()
    for change in ("UPDATE {0} SET period = '1999-Q1'", "DELETE FROM {0}", *OWN[database.dialect.name]):
        with pytest.raises(DBAPIError, match="never changed"):
            async with database.begin() as connection:
                await connection.execute(text(change.format(table)))


async def test_what_is_shown_is_what_was_frozen(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(400))
    one.after(QUARTER)
    [header] = await one.close()
    made = await release(database, QUARTER, "intent")
    assert made is not None
    assert (made.digest, made.period, made.plan) == (header.digest, QUARTER, one.plan.groups[0].version)
    assert [each.name for each in made.tables] == [each.name for each in one.plan.groups[0].tables if not each.over], (
        "tables for many people are not there for few"
    )


async def test_once_synthetic_always_synthetic(database: AsyncEngine, tmp_path: Path) -> None:
    """A database that made-up people were counted in never says later that people of flesh stand behind its figures."""
    one = Tallied(database, tmp_path)
    for period, made_up in ((QUARTER, True), ("2027-Q1", False)):
        await one.told(NURSE, range(12))
        one.after(period)
        [made] = await close_due(database, one.guard, one.lists, one.now, one.dice, synthetic=made_up)
        assert made.synthetic, period


@pytest.fixture
async def left_behind(tmp_path: Path) -> AsyncIterator[Tallied]:
    """What a program left in its data folder in November 2023: a quarter that was counted and never closed."""
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}")
    await migrate(engine)
    (tmp_path / "guard.key").write_bytes(KEY)
    one = Tallied(engine, tmp_path)
    one.now = 1_700_000_000
    await one.told(NURSE, range(200))
    yield one
    await engine.dispose()


async def test_the_program_releases_what_ended_while_it_was_down(left_behind: Tallied, tmp_path: Path) -> None:
    """The release is made at the start, and the guard destroyed."""
    with running(tmp_path):
        for _ in range(3000):
            if not await left_behind.guard.periods():
                break
            select_pause()
    assert await left_behind.guard.periods() == []
    [header] = await list_releases(left_behind.engine)
    assert (header.period, header.closed) == ("2023-Q4", "2024-01-01")
    assert await left_behind.tallies("2023-Q4", "people") == {"": 200}, "for thirty days from its release on"
