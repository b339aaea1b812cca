"""kill -9 of a process of any role at any instant, while people tap and bulletins leave; it is started again."""

import asyncio
import random
import time
from pathlib import Path

from bot.channels.telegram.deliverer import HANDS, SLICE
from tests.conftest import Postgres
from tests.faults.house import (
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
from tests.width.cluster import Balancer

PEOPLE = 200
ROLES = ("serve", "serve", "deliver", "deliver")
KILLS = 3
"""Of the one process that does everything."""
ON_ITS_WAY = HANDS * SLICE
"""Copies of which nobody knows after one kill, at most."""


async def test_of_four_processes_each_is_killed_at_some_instant(
    postgres: Postgres, telegram: Insisting, tmp_path: Path
) -> None:
    database, dice = postgres.new_database(), random.Random(7)  # noqa: S311
    async with union(database, telegram) as sending, Balancer() as balancer:
        chats = await sending.subscribe(PEOPLE, zone=noon())
        settings = settings_of(telegram, database, TELEGRAM_MODE="webhook", PUBLIC_URL=balancer.url)
        processes = [Process(tmp_path / f"{role}{place}", settings, role) for place, role in enumerate(ROLES)]
        balancer.backends = [f"http://127.0.0.1:{one.port}" for one in processes if one.role == "serve"]
        async with started(*processes):
            load = Load(telegram)
            await load.begin()
            one, other = await sending.send({"en": "Calm"}), await sending.send({"en": "Hurry"}, urgent=True)
            await some_left(sending, other)
            async with load.on():
                for victim in dice.sample(processes, k=len(processes)):
                    await killed(victim, processes, dice)
                    await answered(telegram, time.monotonic())
                    victim.start()
            for bulletin, words in ((one, "Calm"), (other, "Hurry")):
                await a_minute_passes(sending, bulletin)
                await arrived(sending, bulletin, chats, words, unknown=2 * ON_ITS_WAY)


async def killed(victim: Process, processes: list[Process], dice: random.Random) -> None:
    """Kill one at any instant after the others of its role are there: who is left must be able to do its work."""
    for one in processes:
        if one is not victim and one.role == victim.role:
            await one.ready()
    await asyncio.sleep(dice.uniform(0, 0.5))
    await victim.kill()


async def test_the_one_process_of_a_small_union_is_killed_and_started_again(
    telegram: Insisting, tmp_path: Path
) -> None:
    database, dice = f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}", random.Random(11)  # noqa: S311
    async with union(database, telegram) as sending:
        chats = await sending.subscribe(PEOPLE, zone=noon())
        program, load = Process(tmp_path / "data", settings_of(telegram, database)), Load(telegram)
        async with started(program):
            one = await sending.send({"en": "Hello"})
            await load.begin()
            async with load.on():
                await some_left(sending, one)
                for _ in range(KILLS):
                    await asyncio.sleep(dice.uniform(0, 0.5))
                    await program.kill()
                    program.start()
                    await program.ready()
                    await answered(telegram, time.monotonic())
            await a_minute_passes(sending, one)
            await arrived(sending, one, chats, "Hello", unknown=KILLS * ON_ITS_WAY)
