"""Taps answered in the webhook's response, and what of them must not be: nothing is lost for being fast."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.telegram import lanes, quick
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.lanes import Lanes, Seen
from bot.channels.telegram.quick import Quick, Shown
from bot.channels.telegram.render import render
from bot.model.counted import Use
from bot.model.place import Place
from bot.model.screen import KeepLanguage, Visitor
from bot.screens.answer import Answers
from tests.conftest import TODAY, Bot, running_bot
from tests.doubles.telegram import Message, Person, Refused, TelegramDouble

EDIT = "editMessageText"
MENU, RIGHTS = "en/PH-GB-2221", "en/PH-GB-2221/rights"


@pytest.fixture
async def hooked(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bot]:
    """A bot with a webhook that is always busy."""
    monkeypatch.setattr(quick, "BUSY", 0)
    async with running_bot("webhook", answers, sqlite, telegram) as bot:
        yield bot


async def test_a_tap_is_answered_in_the_response_and_acknowledged_behind_it(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 1)
    message = await opened(hooked, nurse)
    assert "right" in (await nurse.goes(RIGHTS, message)).text.lower()
    assert hooked.telegram.in_responses == [EDIT]
    assert hooked.telegram.counts["answerCallbackQuery"] == 1
    assert len(nurse.messages) == 1


async def test_a_tap_in_the_response_ends_a_question_for_a_number_too(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 9)
    await opened(hooked, nurse)
    asked = await nurse.goes("en/PH-GB-2221/sums/0/c")
    assert "Type the amount" in asked.text
    await nurse.goes(RIGHTS, asked)
    assert hooked.telegram.in_responses == [EDIT, EDIT]
    assert "£" not in (await nurse.says("1500")).text


async def test_both_ways_show_the_same(hooked: Bot) -> None:
    quickly, ordinarily = Person(hooked.telegram, 2), Person(hooked.telegram, -3, kind="group")
    await opened(hooked, quickly)
    await opened(hooked, ordinarily)
    for place in ("en/PH-GB-2221/kit/fees", "ar/PH-GB-2221/rights/passport", "fr/PH-GB-2221/help"):
        one, other = await quickly.goes(place), await ordinarily.goes(place)
        assert (one.html, one.keyboard) == (other.html, other.keyboard)
    assert hooked.telegram.in_responses == [EDIT] * 3


@pytest.mark.parametrize("refused", [Refused(429, "Too Many Requests: retry after 1", retry_after=1), 502])
async def test_a_change_that_was_lost_comes_with_the_next_tap(hooked: Bot, refused: Refused | int) -> None:
    nurse = Person(hooked.telegram, 4)
    message = await opened(hooked, nurse)
    hooked.telegram.faults[EDIT].append(refused)
    await nurse.presses(RIGHTS)
    assert message.versions == 1
    await nurse.goes(RIGHTS, message)
    assert message.versions == 2
    assert hooked.telegram.in_responses == [EDIT]


async def test_a_message_that_cannot_change_is_followed_by_a_new_one_at_the_second_tap(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 5)
    message = await opened(hooked, nurse)
    nurse.chat.frozen.add(message.id)
    await nurse.presses(RIGHTS, message)
    assert nurse.last is message
    assert (await nurse.goes(RIGHTS, message)).id != message.id


async def test_a_double_click_changes_one_message_once(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 6)
    message = await opened(hooked, nurse)
    await nurse.goes(RIGHTS, message)
    await nurse.goes(RIGHTS, message)
    assert message.versions == 2
    assert len(nurse.messages) == 1


async def test_an_update_whose_answer_was_lost_is_answered_when_it_comes_again(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 7)
    message = await opened(hooked, nurse)
    update = {"update_id": 9001, **tapped(nurse, RIGHTS)}
    hooked.telegram.answer_lost = True
    await hooked.telegram.deliver(update, numbered=False)
    hooked.telegram.answer_lost = False
    assert message.versions == 1
    await hooked.telegram.deliver(update, numbered=False)
    await hooked.telegram.until(lambda: message.versions == 2, "the change")
    await hooked.telegram.deliver(update, numbered=False)
    assert message.versions == 2


async def test_an_old_update_that_comes_again_does_not_undo_what_she_did_since(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 8)
    message = await opened(hooked, nurse)
    first = {"update_id": 9002, **tapped(nurse, RIGHTS)}
    await hooked.telegram.deliver(first, numbered=False)
    await nurse.goes("en/PH-GB-2221/kit", message)
    await hooked.telegram.deliver(first, numbered=False)
    await nurse.goes("en/PH-GB-2221/help", message)
    await opened(hooked, nurse)
    await hooked.telegram.deliver(first, numbered=False)
    await nurse.goes(RIGHTS, nurse.last)
    assert message.versions == 4


async def test_what_has_effects_goes_the_ordinary_way(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 9)
    await opened(hooked, nurse)
    for place in ("en/forget/now", "en/subscribe", "en/bulletins/nothing-here"):
        await nurse.goes(place)
    assert not hooked.telegram.in_responses


async def test_a_chosen_language_is_seen_in_the_response_and_kept_before_what_she_says_next(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 10)
    await opened(hooked, nurse)
    await nurse.goes("fr/PH-GB-2221/speak/rights")
    assert hooked.telegram.in_responses == [EDIT]
    assert all(place.startswith("fr") for place in (await nurse.says("/menu")).data), "though her phone is English"
    await nurse.goes("en/speak")
    await hooked.calm(nurse.number)
    await hooked.telegram.until(lambda: hooked.telegram.in_responses == [EDIT, EDIT], "the second choice")
    assert all(place.startswith("en") for place in (await nurse.says("/menu")).data)


async def opened(bot: Bot, nurse: Person) -> Message:
    """The menu in a chat, and nothing that the bot still does there."""
    message = await nurse.says("/menu")
    await bot.calm(nurse.number)
    return message


def tapped(nurse: Person, place: str, **message: Any) -> dict[str, Any]:
    """A tap as Telegram tells of it."""
    shown = {**nurse.telegram._shown(nurse.chat, nurse.last), **message}
    return {"callback_query": {"id": nurse.telegram.tap_id(), "from": nurse.user, "data": place, "message": shown}}


USE = Use(topic="menu", language="en", channel="telegram")


class Bench:
    """A Quick by itself."""

    def __init__(self, answers: Answers) -> None:
        self.lanes, self.budget, self.taps = Lanes(), Budget(30), list[str]()
        self.answers, self.today = answers, TODAY
        self.clock, self.number = 0.0, 0
        self.told: list[tuple[int, Use | None]] = []
        self.kept: list[tuple[int, str, str]] = []
        self.quick = Quick(
            lambda: self.answers,
            lambda: self.today,
            self.ready,
            self.budget,
            self.lanes,
            Seen(),
            self.taps.append,
            lambda chat, use, _: self.told.append((chat, use)),
            self.keep,
            lambda: self.clock,
        )

    async def keep(self, chat: int, language: str, own: str) -> None:
        """As Talk does it, without a database."""
        self.kept.append((chat, language, own))

    def ready(self, place: Place) -> Shown | None:
        """As Talk makes it."""
        turn = self.answers.turn(place, Visitor("telegram", keeps=True, hides=True, reachable=True), self.today)
        languages = [effect.language for effect in turn.effects if isinstance(effect, KeepLanguage)]
        if len(languages) < len(turn.effects) or not turn.screen.found:
            return None
        rendered = render(turn.screen, place.part, self.answers.languages[turn.screen.place.language])
        return Shown(rendered, USE, "".join(languages), personal=turn.screen.personal)

    def tap(self, number: int, place: str = MENU, chat: int = 10, kind: str = "private", **more: Any) -> bytes | None:
        """A tap's response."""
        message = {"message_id": 7, "chat": {"id": chat, "type": kind}, "date": 1, "text": "Menu", **more}
        message = {name: value for name, value in message.items() if value is not None}
        query = {"id": str(number), "from": {"language_code": "fil-PH"}, "message": message, "data": place}
        return self.quick.answer(msgspec.json.encode({"update_id": number, "callback_query": query}))


@pytest.fixture
def bench(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A Quick by itself that is always busy."""
    monkeypatch.setattr(quick, "BUSY", 0)
    return Bench(answers)


async def test_only_a_text_that_stands_in_a_private_chat_is_changed_in_the_response(bench: Bench) -> None:
    assert bench.tap(1) is not None
    assert bench.tap(2, chat=-11, kind="supergroup") is None
    assert bench.tap(3, chat=12, text=None, caption="Bulletin", photo=[]) is None
    assert bench.tap(4, chat=13, text=None, date=0) is None
    assert bench.tap(5, place="hide/now", chat=14) is None
    assert bench.tap(6, place="en/staff", chat=15) is None
    assert bench.taps == ["1"]
    assert bench.told == [(10, USE)]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"[" * 20_000, b'{"update_id":1}', b'{"update_id":true}', b"\xff\xfe", b"nul"]
)
def test_whatever_else_comes_is_left_to_the_ordinary_way(bench: Bench, body: bytes) -> None:
    assert bench.quick.answer(body) is None


async def test_a_chat_where_something_waits_keeps_its_order(bench: Bench) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await ended.wait()

    bench.lanes.put(10, work)
    await begun.wait()
    assert bench.tap(1) is None
    assert bench.tap(2, chat=11) is not None
    ended.set()
    await bench.lanes.finish(1.0)
    assert bench.tap(3, chat=12) is None, "what stops answers nothing more"


async def test_what_is_done_behind_an_answer_keeps_nobody_waiting(bench: Bench) -> None:
    seen, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        bench.lanes.shown(10)
        seen.set()
        await ended.wait()

    bench.lanes.put(10, work)
    await seen.wait()
    assert bench.tap(1) is not None
    bench.lanes.put(10, work)
    assert bench.tap(2, RIGHTS) is None, "what waits comes first"
    ended.set()
    await bench.lanes.finish(1.0)


async def test_a_chosen_language_takes_its_place_in_the_lane(bench: Bench) -> None:
    order: list[str] = []

    async def say() -> None:
        order.append(f"said after {len(bench.kept)} choices")

    assert bench.tap(1, "fr/speak") is not None
    assert bench.tap(2, RIGHTS) is not None, "what she sees of the choice stands there already"
    assert bench.tap(3, "ar/speak") is not None
    bench.lanes.put(10, say)
    assert bench.tap(4, MENU) is None, "but now something waits"
    await bench.lanes.finish(1.0)
    assert bench.kept == [(10, "fr", "fil"), (10, "ar", "fil")]
    assert order == ["said after 2 choices"]


async def test_a_choice_for_which_there_is_no_room_is_not_answered(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "MOST_LANES", 0)
    assert bench.tap(1, "fr/speak") is None
    assert bench.taps == []
    monkeypatch.setattr(lanes, "MOST_LANES", 1)
    assert bench.tap(1, "fr/speak", chat=11) is not None, "the same number again is not taken for answered"
    await bench.lanes.finish(1.0)


def test_what_is_throttled_or_too_much_goes_the_ordinary_way(bench: Bench) -> None:
    bench.budget.throttled(10, 60)
    assert bench.tap(1) is None
    assert bench.tap(2, chat=11) is not None
    bench.budget.throttled(12, 60)
    assert bench.tap(3, chat=13) is None, "several chats mean the bot"


def test_the_budget_is_one(bench: Bench) -> None:
    answered = sum(bench.tap(number, chat=number) is not None for number in range(1, 100))
    assert 20 <= answered <= 40, "no more leaves at once than the budget lets replies run ahead"
    assert len(bench.taps) == answered


def test_another_day_and_other_bulletins_make_new_screens(bench: Bench, answers: Answers) -> None:
    assert bench.tap(1) is not None
    ready = dict(bench.quick._ready)
    bench.today = TODAY + timedelta(days=1)
    bench.tap(2, chat=11)
    assert next(iter(bench.quick._ready.values())) is not ready[MENU]
    ready = dict(bench.quick._ready)
    bench.answers = answers.with_board(replace(answers.board))
    bench.tap(3, chat=12)
    assert next(iter(bench.quick._ready.values())) is not ready[MENU]


def test_in_calm_hours_every_outcome_is_known(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "BUSY", 10)
    bench.budget.rate = 1e9
    bench.clock = 0.0

    def answered(taps: int, pause: float) -> int:
        count = 0
        for _ in range(taps):
            bench.clock += pause
            bench.number += 1
            count += bench.tap(bench.number, chat=bench.number) is not None
        return count

    assert answered(100, 0.2) == 0, "five a second are calm"
    assert answered(100, 0.01) >= 85, "a hundred are not"
    assert answered(50, 1.0) <= 12, "and it becomes calm again within seconds"
    assert answered(5_000, 0.001) >= 4_900
    bench.clock += quick.EBB
    assert answered(1, 0) == 0, "after the longest rush within half a minute"


def test_memory_is_bounded(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "MOST", 10_000)
    monkeypatch.setattr(quick, "CHATS", 5)
    bench.budget.rate = 1e9
    for number, place in enumerate(("kit", "rights", "help", "glossary", "menu", "sources", "about", "privacy"), 1):
        bench.tap(number, f"en/{place}", chat=number)
    assert sum(map(len, bench.quick._ready.values())) <= 10_000
    assert len(bench.quick._last) <= 5


def test_nothing_readable_of_what_she_tapped_is_remembered(bench: Bench) -> None:
    assert bench.tap(1, RIGHTS) is not None
    assert "rights" not in repr(bench.quick._last)


async def test_what_holds_what_she_told_is_answered_too_and_not_kept_ready(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 21)
    await opened(hooked, nurse)
    await nurse.goes("en/PH-GB-2221/sums/0/c")
    noted = await nurse.says("1500")
    await hooked.calm(nurse.number)
    before = len(hooked.telegram.in_responses)
    told = await nurse.taps("See what your numbers give", noted)
    assert any(place.startswith("en/PH-GB-2221/sums/a") for place in told.data)
    assert hooked.telegram.in_responses[before:] == [EDIT]
    assert "1500" not in repr(hooked.channel._quick._ready)
    assert not any(place.startswith("en/PH-GB-2221/sums/a") for place in hooked.channel._quick._ready)


async def test_a_question_for_a_number_in_the_response_takes_what_she_types(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 23)
    await opened(hooked, nurse)
    await nurse.goes("en/PH-GB-2221/sums/0/c")
    assert hooked.telegram.in_responses == [EDIT]
    await hooked.calm(nurse.number)
    assert "£" in (await nurse.says("1500")).text


async def test_a_screen_in_the_response_ends_the_question_before_it(hooked: Bot) -> None:
    nurse = Person(hooked.telegram, 22)
    await opened(hooked, nurse)
    await nurse.goes("en/PH-GB-2221/sums/0/c")
    await hooked.calm(nurse.number)
    await nurse.goes(RIGHTS)
    assert hooked.telegram.in_responses[-1:] == [EDIT]
    assert "£" not in (await nurse.says("1500")).text, "it is no amount any more"
