"""The machine's clock jumps a day forward and back, while people tap and a bulletin leaves."""

import time
from pathlib import Path

import pytest

from tests.faults.clock import Clock
from tests.faults.house import (
    Insisting,
    Load,
    Process,
    answered,
    arrived,
    noon,
    settings_of,
    some_left,
    started,
    union,
)

PEOPLE = 200
DAY = 86_400


@pytest.mark.parametrize("killed", [False, True], ids=["alive", "killed meanwhile"])
async def test_a_day_forward_and_back(telegram: Insisting, tmp_path: Path, killed: bool) -> None:
    database, clock = f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}", Clock(tmp_path)
    async with union(database, telegram) as sending:
        chats = await sending.subscribe(PEOPLE, zone=noon())
        program, load = Process(tmp_path / "data", settings_of(telegram, database), around=clock.around), Load(telegram)
        async with started(program):
            one = await sending.send({"en": "Hello"})
            await load.begin()
            async with load.on():
                await some_left(sending, one)
                clock.jumps(DAY)
                await answered(telegram, time.monotonic())
                await some_left(sending, one, 60)
                if killed:
                    await program.kill()
                clock.jumps(0)
                if killed:
                    program.start()
                    await program.ready()
                await answered(telegram, time.monotonic())
            if not killed:
                await arrived(sending, one, chats, "Hello")
            two = await sending.send({"en": "Again"})
            await arrived(sending, two, chats, "Again")
            if killed:
                await arrived(sending, one, chats, "Hello", unknown=PEOPLE)
