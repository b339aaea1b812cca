"""A part of `make fuzz` with every run of the tests."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.screens.answer import Answers
from tests.doubles.telegram import TelegramDouble
from tests.fuzz.through import Through
from tests.fuzz.updates import odd_updates


async def test_odd_updates_leave_the_bot_alive(answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble) -> None:
    async with Through(answers, sqlite, telegram).open() as through:
        found = await through.send(7, 600)
    assert found.faults == []
    assert found.sent == 600
    assert set(found.statuses) <= {200, 503}
    assert telegram.counts["sendMessage"] > 100, "many of them were understood and answered"


def test_the_same_seed_gives_the_same_updates() -> None:
    assert list(odd_updates(3, 50)) == list(odd_updates(3, 50))
    assert list(odd_updates(3, 50)) != list(odd_updates(4, 50))
