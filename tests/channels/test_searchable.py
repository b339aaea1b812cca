"""While the search index is being made, typed words wait for it, and nobody else does."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.web.network import Origin
from bot.library.library import Library
from bot.screens import finding
from bot.screens.answer import Answers
from bot.screens.findable import Findable
from tests.channels.web.test_at_once import Watched, serving
from tests.conftest import running_bot
from tests.counting import Noted
from tests.doubles.telegram import Person, TelegramDouble

PATIENCE = 20.0
"""Seconds after which the index is made all the same."""


class Making:
    """An index that is made until somebody lets it be ready; `waited` tells whether that was so."""

    def __init__(self) -> None:
        self.begun, self.ready, self.waited = threading.Event(), threading.Event(), list[bool]()

    def findable(self, library: Library) -> Findable:
        self.begun.set()
        self.waited.append(self.ready.wait(PATIENCE))
        return Findable(library)


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> Iterator[Making]:
    one = Making()
    monkeypatch.setattr(finding, "Findable", one.findable)
    yield one
    one.ready.set()


@pytest.fixture
def fresh(answers: Answers) -> Answers:
    """Answers whose index is not made."""
    english = {"en": answers.languages["en"]}
    return Answers(answers.library, english)


async def test_a_page_is_answered_while_a_search_waits(making: Making, fresh: Answers) -> None:
    async with serving(Watched(fresh, Noted(), Origin())) as site:
        asked = asyncio.create_task(site.get("/en/search?q=passport"))
        assert await asyncio.to_thread(making.begun.wait, PATIENCE)
        assert (await site.get("/en/menu"))[0] == 200
        assert not asked.done()
        making.ready.set()
        assert (await asked)[0] == 200
    assert making.waited == [True]


async def test_a_chat_is_answered_while_another_ones_words_wait(
    making: Making, fresh: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    async with running_bot("polling", fresh, sqlite, telegram):
        asks, taps = Person(telegram, 951), Person(telegram, 952)
        asked = asyncio.create_task(asks.says("passport"))
        assert await asyncio.to_thread(making.begun.wait, PATIENCE)
        await taps.says("/menu")
        assert not asked.done()
        making.ready.set()
        await asked
    assert making.waited == [True]
