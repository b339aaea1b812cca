"""Any update that Telegram can send, and any that it cannot, leaves the bot alive."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.telegram.channel import LARGEST_UPDATE
from bot.channels.telegram.incoming import What, ids_below, read, update_id
from bot.screens.answer import Answers
from tests.conftest import Bot, running_bot
from tests.doubles.telegram import Person, TelegramDouble

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=20,
)
OUTER = ["update_id", "message", "edited_message", "callback_query", "my_chat_member", "inline_query", "text", "data"]
INNER = ["id", "chat", "type", "from", "message_id", "date", "photo", "contact", "language_code", "reply_to_message"]
FIELDS = st.sampled_from([*OUTER, *INNER])
SHAPED = st.recursive(
    JSON
    | st.sampled_from(["private", "supergroup", "/start", "/help@FairPassageBot x", "en/rights", "ar/PH-GB-2221/kit"]),
    lambda inner: st.dictionaries(FIELDS, inner, max_size=8),
    max_leaves=25,
)


def whole(kind: str) -> dict[str, Any]:
    """A complete update, to be damaged."""
    user = {"id": 5, "is_bot": False, "first_name": "x", "language_code": "fr"}
    message = {
        "message_id": 3,
        "date": 9,
        "chat": {"id": 5, "type": "private"},
        "from": user,
        "text": "/start PH-GB-2221",
    }
    if kind == "message":
        return {"update_id": 1, "message": message}
    return {"update_id": 1, "callback_query": {"id": "7", "from": user, "data": "en/rights", "message": message}}


@st.composite
def damaged(draw: st.DrawFn) -> object:
    """A complete update with one place replaced by anything."""
    update = whole(draw(st.sampled_from(["message", "callback_query"])))
    where: Any = update
    while True:
        key = draw(st.sampled_from(sorted(where)))
        if isinstance(where[key], dict) and draw(st.booleans()):
            where = where[key]
            continue
        where[key] = draw(SHAPED)
        return update


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(SHAPED | damaged())
def test_whatever_it_is_it_is_read_or_passed_over(update: object) -> None:
    update_id(update)
    incoming = read(update, "FairPassageBot", 123)
    if incoming is not None:
        assert isinstance(incoming.chat, int)
        assert isinstance(incoming.text, str)


def test_what_is_understood() -> None:
    assert read(whole("message"), "FairPassageBot", 1).what is What.COMMAND  # type: ignore[union-attr]  # it is understood
    assert read(whole("callback_query"), "FairPassageBot", 1).what is What.TAP  # type: ignore[union-attr]


def test_ids_come_in_packs_of_a_hundred_down_to_one() -> None:
    packs = list(ids_below(250, 1000))
    assert [len(pack) for pack in packs] == [100, 100, 50]
    assert packs[0][0] == 250
    assert packs[-1][-1] == 1
    assert sum(len(pack) for pack in ids_below(5000, 1000)) == 1000


@pytest.fixture
async def hooked(answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble) -> AsyncIterator[Bot]:
    """A bot with a webhook."""
    async with running_bot("webhook", answers, sqlite, telegram) as bot:
        yield bot


async def alive(bot: Bot, number: int) -> None:
    """Somebody else is still answered."""
    assert (await Person(bot.telegram, number).says("/menu")).data


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(update=SHAPED | damaged())
async def test_the_webhook_takes_anything(hooked: Bot, update: object) -> None:
    assert await hooked.telegram.post(update) == 200


async def test_after_all_kinds_of_nonsense_the_bot_answers(hooked: Bot) -> None:
    post = hooked.telegram.post
    assert await post(b"") == 400
    assert await post(b"{") == 400
    assert await post(b"\xff\xfe") == 400
    assert await post(b"[" * 100_000) == 400
    assert await post(b"null") == 200
    assert await post(b" " * (LARGEST_UPDATE + 1)) == 413
    assert await post({"update_id": 1, "message": None}) == 200
    assert await post(json.dumps({"update_id": 10**400}).encode()) == 200
    await alive(hooked, 701)


@pytest.mark.parametrize("secret", ["", "wrong", "ü", "a" * 4_000])
async def test_without_the_secret_token_nothing_is_taken(hooked: Bot, secret: str) -> None:
    forged = whole("message")
    assert (
        await hooked.telegram.post(forged, secret=secret.encode().decode("latin-1") if secret == "ü" else secret) == 403
    )
    assert not hooked.telegram.called("sendMessage")


async def test_an_odd_update_in_a_batch_does_not_keep_the_others(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    async with running_bot("polling", answers, sqlite, telegram) as bot:
        odd: dict[str, Any]
        for odd in (
            {"message": 5},
            {"message": {"chat": []}},
            {"future_thing": {"a": [1]}},
            {"callback_query": {"data": 3}},
        ):
            await telegram.deliver(odd)
        await alive(bot, 702)


async def test_telegram_answering_nonsense_is_survived(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    async with running_bot("polling", answers, sqlite, telegram) as bot:
        telegram.faults["getUpdates"].extend([502, 500, 404])
        telegram.faults["editMessageText"].extend([502])
        nurse = Person(telegram, 703)
        await nurse.says("/menu")
        await nurse.taps("Know your rights")
        await alive(bot, 704)


async def test_another_poller_is_told_and_waited_for(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble, caplog: pytest.LogCaptureFixture
) -> None:
    telegram._polling = True
    async with running_bot("polling", answers, sqlite, telegram) as bot:
        await telegram.until(lambda: any("Conflict" in one for one in telegram.refusals), "the conflict")
        telegram._polling = False
        await alive(bot, 705)
    assert "Another program takes this bot's updates" in caplog.text
