"""The machine's clock jumps a day forward and back, while people tap and a bulletin leaves."""

import time
from pathlib import Path

import pytest

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
from tests.processes import ROOT

PEOPLE = 200
DAY = 86_400
SHIFTED = """
import pathlib, time
_true, _by = time.time, pathlib.Path({by!r})
time.time = lambda: _true() + float(_by.read_text())
"""
"""Read by Python before the program: its clock is the machine's and what a file says (the program asks no other)."""


class Clock:
    """A program's clock, which jumps."""

    def __init__(self, folder: Path) -> None:
        self._by = folder / "by"
        self.jumps(0)
        (folder / "sitecustomize.py").write_text(SHIFTED.format(by=str(self._by)))
        self.around = {"PYTHONPATH": f"{folder}:{ROOT}"}

    def jumps(self, seconds: int) -> None:
        """From now on it is so far ahead; the file is never seen half written."""
        scratch = self._by.with_suffix(".new")
        scratch.write_text(str(seconds))
        scratch.replace(self._by)


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
