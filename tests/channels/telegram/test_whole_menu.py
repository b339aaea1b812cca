"""The whole menu walked over HTTP, in three languages, by polling and by webhook: Telegram refuses nothing."""

import pytest

from tests.conftest import Bot
from tests.doubles.telegram import Message, Person

ENOUGH = 500
"""Taps in each language and way; tests/screens walks every screen without the network."""


def unread(message: Message, language: str, seen: set[str]) -> list[str]:
    """Places not yet tapped; all but the one that removes the message itself."""
    return [one for one in message.data if one.startswith(language) and one not in seen and "hide/now" not in one]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_every_button_is_answered(bot: Bot, language: str) -> None:
    nurse = Person(bot.telegram, 800, language)
    message = await nurse.says("/start PH-GB-2221-kit")
    seen: set[str] = set()
    waiting = unread(message, language, seen)
    while waiting and len(seen) < ENOUGH:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        message = await nurse.goes(place)
        assert message.text
        waiting += unread(message, language, seen)
    assert len(seen) == ENOUGH
    harmless = [one for one in bot.telegram.refusals if "not modified" not in one]
    assert not harmless
