"""Subscribing, stopping, telling true from false and being gone, over HTTP as Telegram does it."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.channels.telegram.incoming import What, read
from bot.screens.answer import Answers
from storage.database import writing
from storage.tables import deliveries, subscriptions
from tests.actions.staffed import released, staffed
from tests.bulletins.boards import board, posted
from tests.conftest import SECRET, Bot, running_bot
from tests.doubles.telegram import BOT, Person, Refused, TelegramDouble

COPY_BUTTONS = {
    "inline_keyboard": [
        [
            {"text": "More", "callback_data": "en/bulletin/fp-7k2m-8"},
            {"text": "Stop", "callback_data": "en/subscribe/stop"},
        ]
    ]
}
TRUE = (
    "📣 Nurses' Union\n18 November 2026 · FP-7K2M-8\n\n"
    "The agency may not take a fee from you.\n\n• Keep every receipt.\n• Ask your union."
)
LINKED = [{"type": "text_link", "offset": 0, "length": 4, "url": "https://union.example.org/fees"}]
SOMEBODY = {"type": "user", "date": 1, "sender_user": {"id": 99, "is_bot": False, "first_name": "X"}}
OURSELVES = {"type": "user", "date": 1, "sender_user": BOT}


@pytest.fixture
async def bot(answers: Answers, database: AsyncEngine, telegram: TelegramDouble) -> AsyncIterator[Bot]:
    """The bot with one bulletin on its board."""
    async with running_bot("polling", answers.with_board(board(posted())), database, telegram) as running:
        yield running


async def rows(engine: AsyncEngine, table: Any = subscriptions) -> Sequence[Any]:
    async with engine.connect() as connection:
        return (await connection.execute(select(table))).all()


async def subscribed(nurse: Person) -> None:
    await nurse.says("/subscribe")
    await nurse.taps("Yes, tell me")


async def test_from_the_first_tap_to_the_last(bot: Bot) -> None:
    nurse = Person(bot.telegram, 701)
    await nurse.says("/start PH-GB-2221")
    await nurse.taps("More")
    await nurse.taps("Tell me about news")
    told = await nurse.taps("Yes, tell me")
    assert "Bulletins will come to this chat" in told.text
    (row,) = await rows(bot.database)
    assert (row.visitor, row.home, row.destinations) == (visitor_key(SECRET, "telegram", "701"), "PH", ",GB,")
    again = await nurse.says("/subscribe")
    assert "You get bulletins in this chat" in again.text
    assert "Destinations: United Kingdom" in again.text
    stopped = await nurse.says("Stop.")
    assert "Bulletins stopped" in stopped.text
    assert not await rows(bot.database)
    assert "You get bulletins" not in (await nurse.says("/subscribe")).text


async def test_what_is_kept_is_shown_and_a_page_s_topic_is_added(bot: Bot) -> None:
    nurse = Person(bot.telegram, 702)
    await nurse.says("/start subscribe-about-fees")
    await nurse.taps("Yes, tell me")
    await nurse.says("/start rights-passport")
    changed = await nurse.taps("Tell me about news")
    assert "Asked to pay for a job and They took your passport" in changed.text
    (row,) = await rows(bot.database)
    assert row.topics == ",fees,", "looking changes nothing"
    await nurse.taps("Keep these changes")
    (row,) = await rows(bot.database)
    assert row.topics == ",fees,passport,"


async def test_the_buttons_of_a_copy_leave_it_as_it_is(bot: Bot) -> None:
    nurse = Person(bot.telegram, 703)
    await subscribed(nurse)
    copy = nurse.last
    copy.text, copy.keyboard = TRUE, COPY_BUTTONS["inline_keyboard"]
    tap = bot.telegram.tap_id()
    message = {**bot.telegram._shown(nurse.chat, copy), "reply_markup": COPY_BUTTONS}
    for data, words in (("en/bulletin/fp-7k2m-8", "may not"), ("en/subscribe/stop", "Bulletins stopped")):
        newest = nurse.last.id
        query = {"id": tap, "from": nurse.user, "chat_instance": "1", "data": data, "message": message}
        await bot.telegram.deliver({"callback_query": query})
        await bot.telegram.until(lambda newest=newest: nurse.last.id > newest, "a new message")
        assert words in nurse.last.text
        assert copy.text == TRUE
    assert not await rows(bot.database)


@pytest.mark.parametrize(
    ("text", "entities", "words"),
    [
        (TRUE, LINKED, "This is real"),
        (TRUE.replace("not ", ""), LINKED, "This is not what was released"),
        (TRUE, [{**LINKED[0], "url": "https://evil.example.com/"}], "This is not what was released"),
        ("Pay 500 now", [], "This is not from us"),
        ("/start", [], "This is not from us"),
    ],
)
async def test_a_forwarded_message_is_judged(bot: Bot, text: str, entities: list[Any], words: str) -> None:
    nurse = Person(bot.telegram, 704)
    told = await nurse.says(text, forward_origin=SOMEBODY, entities=entities)
    assert words in told.text
    assert not await rows(bot.database)


async def test_a_forwarded_picture_is_judged_by_its_caption_and_its_buttons(bot: Bot) -> None:
    nurse = Person(bot.telegram, 705)
    photo = [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]
    told = await nurse.gives(photo=photo, caption=TRUE, caption_entities=LINKED, forward_origin=SOMEBODY)
    assert "not what was released" in told.text
    evil = {"inline_keyboard": [[{"text": "Pay", "url": "https://evil.example.com/"}]]}
    told = await nurse.says(TRUE, forward_origin=SOMEBODY, reply_markup=evil)
    assert "not what was released" in told.text
    told = await nurse.gives(photo=photo, forward_origin=SOMEBODY)
    assert "not what was released" not in told.text, "without words it is a file like any other"


async def test_our_own_answers_are_not_called_false(bot: Bot) -> None:
    nurse = Person(bot.telegram, 706)
    told = await nurse.says("What do you want to know?", forward_origin=OURSELVES)
    assert "This is from this service, not from a union" in told.text


async def test_who_blocks_the_bot_is_gone_at_once(bot: Bot) -> None:
    nurse = Person(bot.telegram, 707)
    await subscribed(nurse)
    await staffed(bot.database)
    await released(bot.database, {"en": "Hello"})
    change = {
        "chat": {"id": 707, "type": "private"},
        "from": nurse.user,
        "date": 1,
        "old_chat_member": {"user": BOT, "status": "member"},
        "new_chat_member": {"user": BOT, "status": "kicked", "until_date": 0},
    }
    await bot.telegram.deliver({"my_chat_member": change})
    await nurse.says("/menu")  # a chat is answered in order
    assert not await rows(bot.database)
    assert [row.visitor for row in await rows(bot.database, deliveries)] == [None]


async def test_a_reply_that_is_forbidden_ends_the_subscription(bot: Bot) -> None:
    nurse = Person(bot.telegram, 708)
    await subscribed(nurse)
    bot.telegram.faults["sendMessage"].append(Refused(403, "Forbidden: bot was blocked by the user"))
    await nurse.sends(text="/menu")
    await nurse.says("/kit")
    assert not await rows(bot.database)


async def test_where_the_storage_does_not_answer_nothing_is_said_to_be_done(bot: Bot) -> None:
    if bot.database.dialect.name != "sqlite":
        pytest.skip("the lock is SQLite's")
    nurse = Person(bot.telegram, 709)
    await nurse.says("/subscribe")
    async with writing(bot.database):
        told = await nurse.taps("Yes, tell me")
    assert "nothing was changed" in told.text
    assert not await rows(bot.database)


async def test_a_question_after_a_year_of_silence_arrives(bot: Bot) -> None:
    nurse = Person(bot.telegram, 710, "fr")
    assert await bot.channel.ask_again(710, "en") is True
    assert "Do you still want bulletins?" in nurse.last.text
    nurse.chat.blocked = True
    assert await bot.channel.ask_again(710, "en") is False
    assert await bot.channel.ask_again(999_999, "en") is False


def test_odd_forwards_and_changes_are_nothing_to_answer() -> None:
    base = {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": 5}}
    origins: list[Any] = [None, [], "x", {}, {"type": "channel"}, {"sender_user": []}]
    every_mark: list[Any] = [None, {}, [None], [{"url": 5}], [{"url": "x" * 9000}] * 500]
    for origin in origins:
        for marks in every_mark:
            found = read({"message": {**base, "text": "x", "forward_origin": origin, "entities": marks}}, "b", 1)
            assert found is not None
            if found.forwarded is not None:
                assert len(found.forwarded.links) <= 100
                assert all(len(link) <= 500 for link in found.forwarded.links)
    for change in (
        {},
        {"chat": 5},
        {"chat": {"id": 5}, "new_chat_member": {"status": "member"}},
        {"chat": {"id": True}},
    ):
        assert read({"my_chat_member": change}, "b", 1) is None
    gone = read({"my_chat_member": {"chat": {"id": -5}, "new_chat_member": {"status": "left"}}}, "b", 1)
    assert gone is not None
    assert gone.what is What.GONE


def test_in_a_group_a_forward_is_no_question() -> None:
    message = {"message_id": 1, "chat": {"id": -5, "type": "group"}, "text": "x", "forward_origin": SOMEBODY}
    assert read({"message": message}, "b", 1) is None
