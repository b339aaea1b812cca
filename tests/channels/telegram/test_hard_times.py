"""Throttled for long, moved, half refused, stopped in the middle: what Telegram and operators do to a bot."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.actions.apply import language_of
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.channel import RefusedAddress, TelegramChannel
from bot.channels.telegram.waiting import Closed
from bot.screens.answer import Answers
from tests.conftest import SECRET, TODAY, Bot, running_bot
from tests.doubles.illness import Illness, nothing
from tests.doubles.telegram import TOKEN, Person, Refused, TelegramDouble

SOON = 12.0
"""Seconds: less than a call may take, and more than the five that are promised, beside other tests."""


async def test_a_chat_that_is_closed_for_long_is_left_alone(bot: Bot) -> None:
    slow, other = Person(bot.telegram, 751), Person(bot.telegram, 752)
    await slow.says("/menu")
    bot.telegram.faults["editMessageText"].append(Refused(429, "Too Many Requests: retry after 600", retry_after=600))
    await slow.presses("en/rights")
    await bot.telegram.until(lambda: bot.telegram.refusals, "the refusal")
    calls = len(bot.telegram.called("sendMessage"))
    await slow.sends(text="/help")
    assert (await other.says("/menu")).data
    assert len(bot.telegram.called("sendMessage")) == calls + 1, "nothing goes out into the closed chat"


async def test_a_tap_is_acknowledged_while_its_chat_waits(bot: Bot) -> None:
    nurse = Person(bot.telegram, 753)
    await nurse.says("/menu")
    bot.telegram.faults["editMessageText"].append(Refused(429, "Too Many Requests: retry after 2", retry_after=2))
    taps = [await nurse.presses("en/rights"), await nurse.presses("en/kit")]
    await bot.telegram.until(lambda: not bot.telegram._taps & set(taps), "both acknowledgements")
    assert nurse.last.versions == 1, "the edits still wait"


async def test_a_tap_without_a_message_is_acknowledged(bot: Bot) -> None:
    tap = bot.telegram.tap_id()
    await bot.telegram.deliver({"callback_query": {"id": tap, "inline_message_id": "x", "data": "en"}})
    await bot.telegram.until(lambda: tap not in bot.telegram._taps, "the acknowledgement")


async def test_a_tap_that_only_looks_like_a_removal_is_acknowledged(bot: Bot) -> None:
    nurse = Person(bot.telegram, 764)
    await nurse.says("/menu")
    assert (await nurse.goes("en/rights/hide/now")).text


async def test_a_passing_fault_of_telegram_loses_no_answer(bot: Bot) -> None:
    nurse = Person(bot.telegram, 754)
    bot.telegram.faults["sendMessage"].append(502)
    assert (await nurse.says("/menu")).data
    bot.telegram.faults["editMessageText"].extend([502, 500])
    assert (await nurse.taps("Know your rights")).text


@pytest.mark.parametrize("first", ["tap", "words"])
async def test_what_telegram_leaves_unanswered_holds_back_nothing_newer(bot: Bot, first: str) -> None:
    nurse, silence = Person(bot.telegram, 756), Illness(nothing, made=True)
    await nurse.says("/menu")
    bot.telegram.illness = silence
    await (nurse.presses("fr/speak/rights") if first == "tap" else nurse.sends(text="/rights"))
    await bot.telegram.until(lambda: silence.met["editMessageText" if first == "tap" else "sendMessage"], "the call")
    bot.telegram.illness = None
    before = len(nurse.messages)
    async with asyncio.timeout(SOON):
        assert (await nurse.says("/menu")).data
    await bot.calm(756)
    assert len(nurse.messages) == before + 1, "nothing was said twice"
    chosen = await language_of(visitor_key(SECRET, "telegram", "756"), bot.database)
    assert chosen == ("fr" if first == "tap" else None), "what came of the turn is kept all the same"
    silence.over.set()


async def test_a_silent_change_is_asked_for_again_and_comes_once(bot: Bot) -> None:
    nurse, silence = Person(bot.telegram, 757), Illness(nothing)
    await nurse.says("/menu")
    bot.telegram.illness = silence
    await nurse.presses("en/rights")
    await bot.telegram.until(lambda: silence.met["editMessageText"], "the call")
    bot.telegram.illness = None
    await bot.telegram.until(lambda: nurse.last.versions == 2, "the change", SOON)
    await bot.calm(757)
    assert (len(nurse.messages), nurse.last.versions) == (1, 2)
    silence.over.set()


async def test_hide_says_done_only_when_it_is(bot: Bot) -> None:
    nurse = Person(bot.telegram, 755)
    await nurse.says("/hide")
    bot.telegram.faults["deleteMessages"].extend([Refused(400, "Bad Request: message can't be deleted")] * 2)
    await nurse.presses("en/hide/now")
    await bot.telegram.until(lambda: bot.telegram.toasts, "the receipt")
    assert "Done" not in bot.telegram.toasts[0]


async def test_a_group_that_moved_is_answered_where_it_is(bot: Bot) -> None:
    old, new = Person(bot.telegram, -756, kind="group"), Person(bot.telegram, -757, kind="supergroup")
    moved = Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-757)
    bot.telegram.faults["sendMessage"].append(moved)
    await old.sends(text="/menu")
    await bot.telegram.until(lambda: new.messages, "the answer in the new group")


async def test_a_topic_that_is_gone_is_answered_outside_of_it(bot: Bot) -> None:
    group = Person(bot.telegram, -758, kind="supergroup")
    bot.telegram.faults["sendMessage"].append(Refused(400, "Bad Request: message thread not found"))
    assert (await group.says("/menu", message_thread_id=5, is_topic_message=True)).data


async def test_in_a_group_other_bots_commands_are_theirs(bot: Bot) -> None:
    group = Person(bot.telegram, -759, kind="supergroup")
    await group.sends(text="/weather")
    group.user = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    assert (await group.says("/menu@FairPassageBot", sender_chat={"id": -759, "type": "supergroup"})).data
    assert len(group.messages) == 1


async def test_an_update_without_a_number_is_no_update(bot: Bot) -> None:
    nurse, other = Person(bot.telegram, 760), Person(bot.telegram, 761)
    message = {"message_id": 1, "date": 1, "chat": {"id": 760, "type": "private"}, "from": nurse.user, "text": "/menu"}
    await bot.telegram.deliver({"message": message}, numbered=False)
    assert (await other.says("/menu")).data
    assert not nurse.messages


async def test_what_telegram_refuses_of_the_description_keeps_nobody_waiting(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    telegram.faults["setMyCommands"].extend([Refused(404, "Not Found: method not found")])
    telegram.faults["setMyDescription"].extend([Refused(429, "Too Many Requests: retry after 60", retry_after=60)])
    async with running_bot("polling", answers, sqlite, telegram):
        assert (await Person(telegram, 762).says("/menu")).data


async def test_an_address_that_telegram_does_not_take_is_told(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    channel = TelegramChannel(TOKEN, telegram.url, lambda: answers, sqlite, SECRET, lambda: TODAY, Budget(30))
    with pytest.raises(RefusedAddress, match="FAIRPASSAGE_PUBLIC_URL"):
        await channel.introduce("http://example.org/telegram/webhook")
    await channel.stop(0.1)


async def test_while_it_stops_the_webhook_takes_nothing_more(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    async with running_bot("webhook", answers, sqlite, telegram) as bot:
        nurse = Person(telegram, 763)
        await nurse.says("/menu")
        await bot.channel.stop(1)
        tapped = telegram._shown(nurse.chat, nurse.last)
        update = {"update_id": 9_999, "callback_query": {"id": "x", "data": "en", "message": tapped}}
        assert await telegram.post(update) == 503, "Telegram sends it again"


def test_a_closed_chat_opens_again() -> None:
    closed = Closed()
    closed.close(1, 100)
    closed.close(2, 0)
    assert closed.left(1) > 99
    assert closed.left(2) == closed.left(3) == 0
