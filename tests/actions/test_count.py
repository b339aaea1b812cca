"""What people tell goes down mixed: ten different people together, none counted before, in no order that tells."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.model.counted import Intent, Use
from storage import tallies
from storage.tallies import Grown
from tests.tallied import MONTH, NURSE, QUARTER, Tallied

HOMES = ("PH", "IN", "NG", "KE", "GH", "ZW", "PK", "EG", "RO", "ID", "NP", "LK")


async def test_three_newcomers_among_those_who_were_counted_wait(database: AsyncEngine, tmp_path: Path) -> None:
    """Who was counted before hides nobody: the sums would grow by the three alone."""
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    await one.told(NURSE, range(15))
    assert await one.tallies(QUARTER, "people") == {"": 12}
    assert one.counting.waiting == 3
    await one.told(NURSE, range(15, 22))
    assert await one.tallies(QUARTER, "people") == {"": 22}


async def test_people_are_counted_and_not_what_they_tell(database: AsyncEngine, tmp_path: Path) -> None:
    """Five who read three pages each are five people."""
    one = Tallied(database, tmp_path)
    for topic in ("kit/fees", "kit/visa", "kit/money", "rights/passport", "rights/contract", "help"):
        one.tell(Use(topic=topic, language="en", channel="web"), range(5))
    await one.counting.flush()
    assert await one.tallies(MONTH, "topic-language") == {}
    assert await one.tallies(MONTH, "channel") == {}


async def test_they_go_down_in_another_order_than_they_came(
    database: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Grown] = []
    add = tallies.add

    async def seen(connection: AsyncConnection, period: str, grown: Sequence[Grown]) -> None:
        written.extend(grown)
        await add(connection, period, grown)

    monkeypatch.setattr(tallies, "add", seen)
    one = Tallied(database, tmp_path)
    for number, home in enumerate(HOMES):
        one.tell(Intent(home=home), [number])
    await one.counting.flush()
    assert sorted(key for table, key, _ in written if table == "home") == sorted(HOMES)
    assert written[0][0] == "home", "people, the plan's first table, was drawn to another place"


async def test_counting_for_long_leaves_nothing_behind(database: AsyncEngine, tmp_path: Path) -> None:
    """The engine keeps each query that is new to it: those of a batch are new the first time alone."""
    one = Tallied(database, tmp_path)
    engines = {database.sync_engine, one.guard._engine.sync_engine}

    async def kept(batch: int) -> int:
        await one.told(NURSE, range(100 * batch, 100 * batch + 12))
        return sum(len(engine._compiled_cache or ()) for engine in engines)

    sizes = [await kept(batch) for batch in range(5)]
    assert sizes[1] == sizes[-1], sizes
