"""What each piece of the way costs, beside the ways that were not taken: why the bot is built as it is.

Processor time of this process, since machines are shared; with medians of several rounds.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path

import aiohttp
import orjson
from aiogram.types import Update as AiogramUpdate
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot, Update
from telegram.request import HTTPXRequest

from bot.actions.apply import Asker, apply
from bot.channels.telegram import quick
from bot.channels.telegram.acknowledging import Acknowledging
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.incoming import read
from bot.channels.telegram.lanes import Lanes, Seen
from bot.channels.telegram.quick import Quick, Shown
from bot.channels.telegram.render import render
from bot.loading import load_answers
from bot.model.place import Place
from bot.model.screen import KeepLanguage, Visitor
from bot.screens.answer import Answers
from bot.settings import Settings
from storage.database import migrate, open_database
from tests.bench.compare import double
from tests.bench.row import Row
from tests.doubles.telegram import BOT, TOKEN

ROUNDS, UPDATES, CALLS, AT_ONCE, CHOICES = 5, 400, 1_000, 64, 320
TODAY = date(2026, 11, 28)
SECRET = b"s" * 32
PLACE = "en/PH-GB-2221/rights"


async def pieces(folder: Path) -> list[Row]:
    """Every piece."""
    answers = load_answers(Settings.model_construct(data_dir=folder, languages=("en",)))
    updates = [_update(number, answers) for number in range(UPDATES)]
    return [
        *_readings(updates),
        _quick(updates, answers),
        *await _acknowledgements(folder),
        *await _choices(folder),
        _library(folder),
    ]


def _update(number: int, answers: Answers) -> bytes:
    """A tap under a screen of ours, as Telegram tells of it."""
    turn = answers.turn(Place("en", "menu"), Visitor("telegram", keeps=True, hides=True, reachable=True), TODAY)
    shown = render(turn.screen, 1, answers.languages["en"])
    who = {"id": number + 1, "first_name": "Nurse"}
    message = {
        "message_id": 7,
        "from": BOT,
        "chat": {**who, "type": "private"},
        "date": 1764300000,
        "text": shown.html,
        "reply_markup": orjson.loads(shown.change[shown.change.find(b'"reply_markup":') + 15 : -1]),
    }
    query = {"id": str(number + 1), "from": {**who, "is_bot": False, "language_code": "en"}, "chat_instance": "1"}
    return orjson.dumps({"update_id": number + 1, "callback_query": {**query, "message": message, "data": PLACE}})


def _readings(updates: Sequence[bytes]) -> list[Row]:
    """Reading an update in five ways."""
    ways: dict[str, Callable[[bytes], object]] = {
        "msgspec, the fields that count": quick._read,
        "json, and what it means to us": lambda body: read(json.loads(body), "bot", 1),
        "orjson, and what it means to us": lambda body: read(orjson.loads(body), "bot", 1),
        "python-telegram-bot's Update": lambda body: Update.de_json(json.loads(body), None),
        "aiogram's Update": AiogramUpdate.model_validate_json,
    }
    beside = f"{len(updates[0]):,} bytes"
    return [(f"an update read: {name}", _micro(way, updates), "-", beside) for name, way in ways.items()]


def _quick(updates: Sequence[bytes], answers: Answers) -> Row:
    """The answer to a tap from ready bytes, alone."""
    visitor = Visitor("telegram", keeps=True, hides=True, reachable=True)

    def ready(place: Place) -> Shown:
        turn = answers.turn(place, visitor, TODAY)
        return Shown(render(turn.screen, place.part, answers.languages["en"]))

    def answered() -> None:
        one = Quick(
            lambda: answers,
            lambda: TODAY,
            ready,
            Budget(1e9),
            Lanes(),
            Seen(),
            lambda _: None,
            lambda *_: None,
            _nothing,
        )
        for body in updates[:60]:
            one.answer(body)  # until it is busy
        begun = time.process_time()
        assert all(one.answer(body) for body in updates[60:])
        took.append((time.process_time() - begun) / (len(updates) - 60))

    took: list[float] = []
    for _ in range(ROUNDS):
        answered()
    return ("a tap answered from ready bytes, alone", f"{statistics.median(took) * 1e6:.1f} µs", "-", "")


async def _nothing(*_: object) -> None:
    """Keep no language."""


async def _acknowledgements(folder: Path) -> list[Row]:
    """Telling the API that a tap arrived, in three ways."""
    with double(folder) as api:
        bot = Bot(TOKEN, base_url=f"{api}/bot", request=HTTPXRequest(connection_pool_size=AT_ONCE))
        given = asyncio.Queue[str]()
        ours = Acknowledging(api, TOKEN, given.put_nowait)
        url = f"{api}/bot{TOKEN}/answerCallbackQuery"
        async with bot, aiohttp.ClientSession() as session:

            async def by_aiohttp(tap: str) -> None:
                async with session.post(url, json={"callback_query_id": tap}) as response:
                    await response.read()

            async def ours_all(taps: Sequence[str]) -> None:
                for tap in taps:
                    ours.add(tap)
                await ours.finish(30.0)

            found = {
                "prepared bytes over kept connections": await _worked("a", ours_all),
                "aiohttp's client": await _worked("b", _together(by_aiohttp)),
                "python-telegram-bot": await _worked("c", _together(bot.answer_callback_query)),
            }
        assert given.empty()
    beside = f"{CALLS:,} of them, {AT_ONCE} at once where they are waited for"
    return [(f"an acknowledgement: {name}", f"{said * 1000:.3f} ms", "-", beside) for name, said in found.items()]


def _together(call: Callable[[str], Awaitable[object]]) -> Callable[[Sequence[str]], Awaitable[None]]:
    """A call for each of many, so many at once."""

    async def work(taps: Sequence[str]) -> None:
        free = asyncio.Semaphore(AT_ONCE)

        async def one(tap: str) -> None:
            async with free:
                await call(tap)

        await asyncio.gather(*map(one, taps))

    return work


async def _worked(mark: str, work: Callable[[Sequence[str]], Awaitable[None]]) -> float:
    """Seconds of a processor for each of the calls."""
    begun = time.process_time()
    await work([f"{mark}{number}" for number in range(CALLS)])
    return (time.process_time() - begun) / CALLS


async def _choices(folder: Path) -> list[Row]:
    """Languages chosen one after the other, and by many at the same time."""
    engine = open_database(f"sqlite+aiosqlite:///{folder / 'choices.sqlite3'}")
    try:
        await migrate(engine)
        alone, together = await _chosen(engine, 1), await _chosen(engine, AT_ONCE)
    finally:
        await engine.dispose()
    return [
        ("a choice of language, one after the other", f"{alone * 1000:.2f} ms of a processor", "-", ""),
        (f"a choice of language, {AT_ONCE} at once", f"{together * 1000:.2f} ms of a processor", "-", "in shared ones"),
    ]


async def _chosen(engine: AsyncEngine, at_once: int) -> float:
    begun = time.process_time()
    for first in range(0, CHOICES, at_once):
        askers = [Asker(number.to_bytes(16), "en") for number in range(first, first + at_once)]
        await asyncio.gather(*(apply([KeepLanguage("fr")], one, engine, SECRET) for one in askers))
    return (time.process_time() - begun) / CHOICES


def _library(folder: Path) -> Row:
    """The library read and checked anew, and as it was kept."""
    anew = folder / "anew"
    anew.mkdir()
    settings = Settings.model_construct(data_dir=anew, languages=())
    took = []
    for _ in range(2):
        begun = time.process_time()
        load_answers(settings)
        took.append(time.process_time() - begun)
    said = f"{took[1]:.2f} s of a processor"
    return ("library and languages, as they were kept", said, "-", f"{took[0]:.2f} s read and checked anew")


def _micro(work: Callable[[bytes], object], updates: Sequence[bytes]) -> str:
    """Microseconds of a processor for each update."""
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for one in updates:
            work(one)
        took.append((time.process_time() - begun) / len(updates))
    return f"{statistics.median(took) * 1e6:.1f} µs"
