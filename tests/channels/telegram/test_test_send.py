"""A test goes to the officer's own chat in each language, marked, and changes no books."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.telegram.budget import Budget
from bot.channels.telegram.post import Post
from bot.channels.telegram.test_send import TestSend
from bot.channels.telegram.wire import Wire
from bot.model.staff import Member, Refused
from storage.attachments import keep
from storage.database import writing
from tests.doubles.telegram import TOKEN, Chat, TelegramDouble
from tests.sending import AUTHOR, LANGUAGES, Sending


async def send(sending: Sending, number: int, chat: str | None) -> None:
    async def chat_of(_: Member) -> str | None:
        return chat

    budget = Budget(30)
    async with Wire(sending.telegram.url, TOKEN) as wire:
        post = Post(wire, budget, sending.sendings)
        test = TestSend(sending.engine, post, budget, lambda: LANGUAGES, chat_of, lambda: sending.clock.now)
        await test(AUTHOR, number)


@pytest.mark.parametrize("with_file", [False, True])
async def test_each_language_comes_marked(database: AsyncEngine, telegram: TelegramDouble, with_file: bool) -> None:
    sending = await Sending(database, telegram).open()
    telegram.chats[77] = Chat(77)
    attachment = None
    if with_file:
        async with writing(database) as connection:
            attachment = await keep(connection, 1, "x.png", "image/png", b"png")
    one = await sending.write({"en": "Hello", "fr": "Bonjour"}, attachment=attachment)
    await send(sending, one.id, "77")
    english, french = sending.copies(77)
    assert "🧪" in english.text
    assert "Hello" in english.text
    assert "Bonjour" in french.text
    assert bool(english.file) is with_file
    assert await sending.rows(one) == 0


async def test_without_a_chat_or_with_a_closed_one_it_is_refused(
    database: AsyncEngine, telegram: TelegramDouble
) -> None:
    sending = await Sending(database, telegram).open()
    one = await sending.write({"en": "Hello"})
    telegram.chats[77] = Chat(77, blocked=True)
    for number, chat, field, status in (
        (one.id, None, "chat", 409),
        (one.id, "77", "chat", 409),
        (one.id, "78", "texts.en", 409),
        (one.id + 1, "77", "bulletin", 404),
    ):
        with pytest.raises(Refused) as refused:
            await send(sending, number, chat)
        assert (refused.value.field, refused.value.status) == (field, status)
