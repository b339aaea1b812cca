"""The disk is full for a while: nothing can be written, people are answered all the same, and nothing is lost.

A bound on the size of a file (RLIMIT_FSIZE) stands for the full disk: writing beyond it fails, and it can be put on a
running process and taken off without a mount, which a container without privileges may not make.
"""

import asyncio
import resource
import time
from pathlib import Path

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
    until_said,
)

PEOPLE = 300
FULL = 32 << 10
"""Bytes that a file may have: less than the database has, and more than the program says meanwhile."""


def bound(program: Process, size: int) -> None:
    """Let no file of a running program grow beyond a size."""
    _, hardest = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (size, hardest))


async def test_a_full_disk_that_has_room_again(telegram: Insisting, tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}"
    async with union(database, telegram) as sending:
        chats = await sending.subscribe(PEOPLE, zone=noon())
        program, load = Process(tmp_path / "data", settings_of(telegram, database)), Load(telegram)
        async with started(program):
            one = await sending.send({"en": "Hello"})
            await load.begin()
            async with load.on():
                await some_left(sending, one)
                bound(program, FULL)
                await until_said(program, "Deliveries wait")
                await answered(telegram, time.monotonic())
                assert program.running is not None
                assert (await asyncio.to_thread(program.running.get, "/en"))[0] == 200
                bound(program, resource.RLIM_INFINITY)
                await answered(telegram, time.monotonic())
            await program.ready()
            await arrived(sending, one, chats, "Hello")
            two = await sending.send({"en": "Once more"})
            await arrived(sending, two, chats, "Once more")
