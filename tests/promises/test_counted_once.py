"""Promise: nobody is counted twice, however often she tells it, whatever restarts, however many processes count."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.counted import Breach, Helpful, Intent, Interest, Report, Use
from storage.database import migrate, open_database
from tests.processes import PATIENCE, ROOT
from tests.tallied import HALF, MONTH, NURSE, QUARTER, Tallied


async def test_told_fifty_times_it_counts_once(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    report = Report(breach=Breach.FEE, destination="SA", instruments=("who-code-2010",))
    use = Use(topic="kit/fees", language="en", channel="web")
    for time in range(50):
        for told in (NURSE, report, use, Helpful(topic="kit/fees", helpful=True)):
            one.tell(told, range(12))
        if time % 10 == 0:
            await one.counting.flush()
    assert await one.tallies(QUARTER, "people") == {"": 12}
    assert await one.tallies(QUARTER, "corridor") == {"PH|GB": 12}
    assert await one.tallies(QUARTER, "home-diaspora") == {"PH|permanent": 12}
    assert await one.tallies(HALF, "breach-region") == {"illegal-fee|145": 12}
    assert await one.tallies(HALF, "instrument") == {"who-code-2010": 12}
    assert await one.tallies(MONTH, "topic-language") == {"kit/fees|en": 12}
    assert await one.tallies(MONTH, "channel") == {"web": 12}
    assert await one.tallies(MONTH, "helpful") == {"kit/fees|yes": 12}


async def test_after_restarts_it_is_not_counted_again(database_url: str, tmp_path: Path) -> None:
    for _ in range(5):
        engine = open_database(database_url)
        await migrate(engine)
        one = Tallied(engine, tmp_path)
        await one.told(NURSE, range(12))
        await one.told(Intent(home="GH"), range(12))  # another answer is hers all the same
        assert await one.tallies(QUARTER, "home") == {"PH": 12}
        await engine.dispose()


async def test_two_processes_at_once_count_once(database_url: str, tmp_path: Path) -> None:
    engine = open_database(database_url)
    await migrate(engine)
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.tallied", database_url, str(tmp_path), first, last, cwd=ROOT
        )
        for first, last in (("0", "30"), ("10", "40"))
    ]
    ended = await asyncio.wait_for(asyncio.gather(*(one.wait() for one in processes)), 3 * PATIENCE)
    assert ended == [0, 0]
    assert await Tallied(engine, tmp_path).tallies(QUARTER, "people") == {"": 40}
    await engine.dispose()


async def test_she_is_bounded_in_what_she_reads_and_reports(database: AsyncEngine, tmp_path: Path) -> None:
    """At most three topics a month and two kinds of breach a half-year, the same one never twice."""
    one = Tallied(database, tmp_path)
    topics = [code for code in one.lists.codes["topic"] if code.startswith("rights/")]  # type: ignore[index]  # a StrEnum
    for _ in range(2):
        for topic in topics:
            one.tell(Use(topic=topic, language="en", channel="web"), range(20))
        for breach in Breach:
            one.tell(Report(breach=breach), range(20))
        for programme in list(one.lists.codes["programme"])[:5]:  # type: ignore[index]
            one.tell(Interest(programme=programme, mode="virtual"), range(20))
        await one.counting.flush()
    assert sum((await one.tallies(MONTH, "topic-language")).values()) <= 60
    assert sum((await one.tallies(MONTH, "topic-language")).values()) > 40
    assert sum((await one.tallies(MONTH, "channel")).values()) == 20
    assert sum((await one.tallies(HALF, "breach")).values()) <= 40
    assert max((await one.tallies(HALF, "breach")).values()) <= 20
    assert sum((await one.tallies(MONTH, "programme-interest")).values()) == 20


async def test_in_the_next_period_she_counts_anew(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    one.after(QUARTER)
    await one.close()
    await one.told(NURSE, range(12))
    assert await one.tallies("2027-Q1", "people") == {"": 12}


async def test_a_lost_guard_is_told_by_the_release(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    await one.guard.drop("intent", QUARTER)  # as a crash of PostgreSQL or a lost file leaves it
    await one.told(NURSE, range(12))
    assert await one.tallies(QUARTER, "people") == {"": 24}
    one.after(QUARTER)
    [made] = await one.close()
    assert made.generations == 2
    from bot.actions.releases import release

    table = (await release(database, QUARTER, "intent")).table("people")  # type: ignore[union-attr]
    assert table is not None
    assert table.sensitivity == 2
    assert table.scale == pytest.approx(2 / 0.06)


async def test_another_key_file_counts_as_another_guard(
    database: AsyncEngine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Tallied(database, tmp_path), Tallied(database, tmp_path, key=b"another key file")
    for _ in range(3):
        await first.told(NURSE, range(12))
        await second.told(NURSE, range(12))
    assert await first.tallies(QUARTER, "people") == {"": 24}
    first.after(QUARTER)
    assert [one.generations for one in await first.close()] == [2]
    (warned,) = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert "guard 2" in warned
    assert "FAIRPASSAGE_GUARD_KEY" in warned


async def test_a_changed_plan_waits_for_the_next_period(
    database: AsyncEngine, tmp_path: Path, another_url: Callable[[], str]
) -> None:
    from dataclasses import replace

    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    smaller = replace(one.plan, groups=tuple(replace(each, tables=each.tables[:2]) for each in one.plan.groups))
    other = Tallied(database, tmp_path, plan=smaller)
    await other.told(NURSE, range(20, 40))
    assert await one.tallies(QUARTER, "corridor") == {"PH|GB": 32}
    other.after(QUARTER)
    await other.close()
    await other.told(NURSE, range(12))
    assert await one.tallies("2027-Q1", "home") == {"PH": 12}
    assert await one.tallies("2027-Q1", "corridor") == {}
