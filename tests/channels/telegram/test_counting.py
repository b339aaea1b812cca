"""Counting in a chat: one tap and a word over it, the last yes, reading by page alone, turned off where she wants."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.model.counted import Helpful, Intent, Interest, Report, Use
from bot.model.screen import Picture
from bot.screens.answer import Answers
from storage.database import writing
from storage.tables import uncounted
from tests.conftest import SECRET, Bot, running_bot
from tests.counting import Noted
from tests.doubles.telegram import Person, TelegramDouble
from tests.monitoring.published import published

PNG = b"\x89PNG\r\n\x1a\n pretends to be one"


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture(params=["polling", "webhook"])
async def bot(
    request: pytest.FixtureRequest, answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble, noted: Noted
) -> AsyncIterator[Bot]:
    async with running_bot(request.param, answers, sqlite, telegram, noted) as running:
        yield running


def key(number: int) -> bytes:
    return visitor_key(SECRET, "telegram", str(number))


async def test_helpful_is_one_tap_and_a_word_over_it(bot: Bot, noted: Noted) -> None:
    nurse = Person(bot.telegram, 701)
    await nurse.says("/start rights-passport")
    last = await nurse.taps("More")
    before, edits = len(nurse.messages), len(bot.telegram.called("editMessageText"))
    for label, helped in (("Helpful", True), ("Not helpful", False)):
        data = next(one for one in last.data if f"/helpful/{'y' if helped else 'n'}/" in one)
        tap = await nurse.presses(data, last)
        await bot.telegram.until(lambda tap=tap: tap not in bot.telegram._taps, "the toast")
        assert noted.counted[-1] == Helpful(topic="rights/passport", helpful=helped), label
    assert bot.telegram.toasts == ["Thank you. This is counted without you."] * 2
    assert not any(one["show_alert"] for one in bot.telegram.called("answerCallbackQuery") if one.get("text"))
    assert len(nurse.messages) == before, "no new message"
    assert len(bot.telegram.called("editMessageText")) == edits, "nothing changes"


async def test_under_a_tools_answer_the_tap_names_the_tool_and_the_message_stays(bot: Bot, noted: Noted) -> None:
    nurse = Person(bot.telegram, 712)
    await nurse.says("/start")
    result = await nurse.goes("en/PH-GB-2221/fit/a/time/must")
    before, edits = len(nurse.messages), len(bot.telegram.called("editMessageText"))
    tap = await nurse.presses("en/PH-GB-2221/helpful/n/fit", result)
    await bot.telegram.until(lambda: tap not in bot.telegram._taps, "the toast")
    assert noted.told[-1] == (Helpful(topic="fit", helpful=False), key(712))
    assert bot.telegram.toasts == ["Thank you. This is counted without you."]
    assert len(nurse.messages) == before
    assert len(bot.telegram.called("editMessageText")) == edits
    assert not [one for one in result.data if "/helpful/" in one and not one.endswith("/fit")]


async def test_interest_is_one_tap_and_no_application(bot: Bot, noted: Noted) -> None:
    nurse = Person(bot.telegram, 702)
    await nurse.says("/start programme-my-rep")
    await nurse.presses(next(one for one in nurse.last.data if "/interest/" in one))
    await bot.telegram.until(lambda: bot.telegram.toasts, "the toast")
    assert "not an application" in bot.telegram.toasts[0]
    assert noted.counted[-1] == Interest(programme="my-rep", mode="permanent")


async def test_only_the_last_yes_counts_what_she_plans(bot: Bot, noted: Noted) -> None:
    nurse = Person(bot.telegram, 703)
    await nurse.says("/start PH-GB-2221-kit-decide")
    await nurse.taps("Tell us, anonymously")
    await nurse.taps("Yes, ask me")
    for label in ("Yes", "I have applied", "Later, for good", "Better pay", "Skip", "Yes, for a time"):
        await nurse.taps(label)
    assert not [one for one in noted.counted if isinstance(one, Intent)]
    assert "Question" not in nurse.last.text
    assert "Thank you" in (await nurse.taps("Yes, count my answers")).text
    intents = [(one, visitor) for one, visitor in noted.told if isinstance(one, Intent)]
    assert len(intents) == 1
    assert intents[0][0].home == "PH"
    assert intents[0][1] == key(703)


async def test_a_report_without_a_yes_is_not_counted(bot: Bot, noted: Noted) -> None:
    nurse = Person(bot.telegram, 704)
    for consent in ("n", "y"):
        await nurse.says("/menu")
        await nurse.goes(f"en/PH-GB/wrong/{consent}/end/1")
        await nurse.goes(f"en/PH-GB/wrong/{consent}/sent/1")
        told = [one for one in noted.counted if isinstance(one, Report)]
        assert len(told) == (consent == "y")


async def test_reading_is_counted_by_page_and_language_alone(bot: Bot, noted: Noted) -> None:
    nurse = Person(bot.telegram, 705)
    for place in ("en/PH-GB-2221/kit/fees", "fr/help/gb", "en/forget", "en/settings", "en/privacy", "en/wrong"):
        await nurse.says("/start")
        await nurse.goes(place)
    await nurse.says("they keep my passport")
    assert noted.told == [
        (Use(topic="kit/fees", language="en", channel="telegram"), key(705)),
        (Use(topic="help", language="fr", channel="telegram"), key(705)),
    ]


async def test_a_tool_is_counted_as_read_without_anything_that_she_told_it(bot: Bot, noted: Noted) -> None:
    nurse = Person(bot.telegram, 713)
    await nurse.says("/start")
    for place in (
        "offer/a230/result",
        "offer/a230/31",
        "sums/0/o",
        "compare/gb-sa/pay",
        "steps/1a/papers",
        "fit/a/any/may",
    ):
        await nurse.goes(f"en/PH-GB-2221/{place}")
    topics = ("offer", "offer", "sums", "compare", "steps", "fit")
    await bot.telegram.until(lambda: len(noted.counted) == len(topics), "the last page to be noted")
    assert noted.counted == [Use(topic=one, language="en", channel="telegram") for one in topics]


async def test_a_group_is_no_person(bot: Bot, noted: Noted) -> None:
    group = Person(bot.telegram, -706, kind="supergroup")
    await group.says("/kit@FairPassageBot")
    await group.goes("en/PH-GB-2221/kit/fees")
    assert not [one for one in group.last.data if "/helpful/" in one]
    await group.goes("en/PH-GB-2221/tell/sent/1k")
    await group.presses("en/PH-GB-2221/helpful/y/kit/fees")
    await group.says("/help@FairPassageBot")
    assert not noted.told


async def test_counting_is_turned_off_and_on_again(bot: Bot, noted: Noted) -> None:
    async def kept() -> list[Any]:
        async with bot.database.connect() as connection:
            return list((await connection.execute(select(uncounted))).scalars())

    nurse = Person(bot.telegram, 707)
    await nurse.says("/privacy")
    await nurse.taps("How reading is counted")
    assert "not counted any more" in (await nurse.taps("Do not count what I read")).text
    assert await kept() == [key(707)]
    assert noted.forgotten == [key(707)], "what waited is dropped"
    assert "counted again" in (await nurse.taps("Count it again")).text
    assert await kept() == []
    await nurse.taps("Do not count what I read")
    await nurse.says("/forget")
    receipt = await nurse.taps("Remove it now")
    assert "Remains until the period closes (1 January 2027)" in receipt.text
    assert await kept() == []
    assert noted.forgotten[-1] == key(707)


async def test_without_the_storage_counting_is_not_said_to_be_off(bot: Bot) -> None:
    nurse = Person(bot.telegram, 708)
    await nurse.says("/privacy")
    async with writing(bot.database):
        told = await nurse.goes("en/counting/off")
    assert "nothing was changed" in told.text


async def test_a_link_of_somebody_else_counts_nothing(bot: Bot, noted: Noted) -> None:
    nurse = Person(bot.telegram, 709)
    for payload in (
        "tell-sent-1k",
        "wrong-y-sent-1",
        "helpful-y-kit-fees",
        "interest-my-rep-permanent",
        "counting-off",
    ):
        await nurse.says(f"/start {payload}")
    assert not noted.told


async def test_without_counting_nothing_is_asked(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    async with running_bot("polling", answers, sqlite, telegram):
        nurse = Person(telegram, 710)
        await nurse.says("/start rights-passport")
        assert not [one for one in nurse.last.data if "/helpful/" in one]


async def test_a_picture_is_a_message_of_its_own_and_sent_to_telegram_once(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    drawn: list[tuple[Picture, str]] = []

    async def draws(picture: Picture, language: str) -> bytes | None:
        drawn.append((picture, language))
        return PNG if picture.kind == "reasons" else None

    async with running_bot(
        "polling", answers.with_published(published(answers.library)), sqlite, telegram, None, draws
    ):
        nurse = Person(telegram, 711)
        await nurse.says("/start others-reasons")
        for _ in range(2):
            await nurse.goes("en/others/reasons/picture")
        photos = telegram.called("sendPhoto")
        assert len(photos) == 2
        assert len(drawn) == 1, "the second time Telegram has it"
        assert "random number of people" in photos[0]["caption"], "with what it does not show"
        await nurse.says("/start others-wrong")
        assert "±" in (await nurse.goes("en/others/wrong/picture")).text, "where it cannot be drawn the figures stand"
