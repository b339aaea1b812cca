"""Two programs with one token ask Telegram for updates: it ends the older request of the two each time (409)."""

import time
from pathlib import Path

from tests.doubles.telegram import TelegramDouble
from tests.faults.house import Process, answered, settings_of, started

CONFLICTS = 3
"""How often they take the updates from each other."""


async def test_two_that_poll_say_so_and_when_one_goes_the_other_answers(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    mine, other = (
        Process(tmp_path / name, settings_of(telegram, f"sqlite+aiosqlite:///{tmp_path / name}.sqlite3"))
        for name in ("mine", "other")
    )
    async with started(mine, other):
        await telegram.until(lambda: telegram.counts["refused 409"] >= CONFLICTS, "conflicts", 30)
        await answered(telegram, time.monotonic())
        assert "Another program takes this bot's updates" in mine.said() + other.said()
        await other.terminate()
        await answered(telegram, time.monotonic())
