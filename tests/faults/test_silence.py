"""The line to Telegram takes everything and says nothing for a while: whoever does something then is answered soon."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.doubles.telegram import Person
from tests.faults.house import REPLY, Insisting, Process, answered, settings_of, started
from tests.soak.line import Ill, Line

LASTS = 3.0
"""Seconds of silence: long enough for a call that is asked again once."""


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_chat_does_not_wait_for_what_was_never_answered(telegram: Insisting, tmp_path: Path, mode: str) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}"
    async with Line(telegram.url) as line:
        settings = settings_of(telegram, database, TELEGRAM_API_URL=line.url, TELEGRAM_MODE=mode)
        program = Process(tmp_path / "data", settings)

        async with started(program):
            taps, types = Person(telegram, 801), Person(telegram, 802)
            for nurse in (taps, types):
                await nurse.says("/menu")
            line.how = Ill.SILENT
            await taps.presses("en/rights")
            await types.sends(text="/help")
            await asyncio.sleep(LASTS)
            line.how, healed = Ill.WELL, time.monotonic()
            await taps.goes("en/PH-GB-2221/kit")
            assert (await types.says("/menu")).data
            assert time.monotonic() - healed < REPLY, "answered too late"
            await answered(telegram, healed)
            assert len(taps.messages) == 1, "a tap changes its message, and no other comes"
            assert len(types.messages) == 3, "what was written is answered once each"
