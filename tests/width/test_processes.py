"""Four processes on one PostgreSQL: any answers any tap, one delivers, and together they keep to one rate."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.bulletin import DeliveryState
from storage.database import NEWEST, migrate, open_database
from tests.conftest import Postgres
from tests.doubles.telegram import Person, TelegramDouble
from tests.sending import Clock, Sending
from tests.width.cluster import Cluster, cluster

RATE = 60
BURSTS = 1.0
"""Seconds' worth of messages that may run ahead of the rate: `BURST` and `DEBT` of the budget."""


@pytest.fixture
def url(postgres: Postgres) -> str:
    """An empty database."""
    return postgres.new_database()


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """The same database for the test itself."""
    opened = open_database(url)
    yield opened
    await opened.dispose()


def noon() -> str:
    """A time zone in which nobody sleeps now."""
    hours = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-hours:+d}"


async def test_four_that_start_at_once_make_the_tables_once_and_any_answers_any_tap(
    url: str, engine: AsyncEngine, telegram: TelegramDouble, tmp_path: Path
) -> None:
    async with cluster(tmp_path, url, telegram) as found:
        await found.ready()
        nurses = [Person(telegram, number) for number in range(501, 507)]
        for nurse in nurses:
            await nurse.says("/menu")
            for place in ("en/rights", "en/PH-GB-2221/kit", "en/help", "en/menu"):
                assert (await nurse.goes(place)).data
        served = found.balancer.answered
        assert len(served) == 2, served
        assert min(served.values()) >= 10
        await nurses[0].goes("fr/speak/rights")
        assert len(telegram.webhook) > 1
        assert "cannot" not in found.said()
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars().all() == [NEWEST]


async def test_a_choice_that_one_kept_is_known_to_the_other(
    url: str, engine: AsyncEngine, telegram: TelegramDouble, tmp_path: Path
) -> None:
    async with cluster(tmp_path, url, telegram, deliver=0, LANGUAGES="en,fr") as found:
        await found.ready()
        nurse = Person(telegram, 510)
        await nurse.says("/menu")
        await nurse.goes("fr/speak/rights")
        await kept(engine)
        for _ in range(4):
            assert "fr/rights" in (await nurse.says("/menu")).data
        assert len(found.balancer.answered) == 2


async def test_nothing_comes_twice_one_takes_over_and_the_rate_is_kept(
    url: str, engine: AsyncEngine, telegram: TelegramDouble, tmp_path: Path
) -> None:
    await migrate(engine)
    sending = Sending(engine, telegram)
    sending.clock = Clock(time.time())
    await sending.open()
    chats = await sending.subscribe(600, zone=noon())
    async with cluster(tmp_path, url, telegram, TELEGRAM_RATE=str(RATE)) as found:
        await found.ready()
        nurses = [Person(telegram, number) for number in range(1, 41)]
        await asyncio.gather(*(nurse.says("/menu") for nurse in nurses))
        one = await sending.send({"en": "Hello"})
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] > 50)
        await rate_is_kept(telegram, nurses)
        await killed(found, telegram)
        books = await sending.until(one, lambda books: not books.states[DeliveryState.WAITING])
        copies = [len(sending.copies(chat)) for chat in chats]
        assert max(copies) == 1, "nothing comes twice"
        assert sum(copies) >= books.states[DeliveryState.DELIVERED]
        assert books.states[DeliveryState.DELIVERED] + books.states[DeliveryState.SENDING] == 600


async def kept(engine: AsyncEngine) -> None:
    """Until a choice stands in the database: it is shown first, and written down behind that."""
    async with asyncio.timeout(10):
        found: object = None
        while found is None:
            async with engine.connect() as connection:
                found = (await connection.execute(text("SELECT language FROM chosen_languages"))).scalar_one_or_none()
            await asyncio.sleep(0.02)


async def rate_is_kept(telegram: TelegramDouble, nurses: list[Person]) -> None:
    """While forty people tap as fast as they can and a bulletin leaves, no more leaves than the rate allows."""

    async def taps(nurse: Person, until: float) -> None:
        message, turn = nurse.last, 0
        while time.monotonic() < until:
            turn += 1
            await nurse.presses(("en/rights", "en/help")[turn % 2], message)
            await asyncio.sleep(0.05)

    begun, before = time.monotonic(), left(telegram)
    await asyncio.gather(*(taps(nurse, begun + 5) for nurse in nurses))
    lasted, gone = time.monotonic() - begun, left(telegram) - before
    assert gone <= RATE * (lasted + BURSTS), f"{gone} in {lasted:.1f} s"
    assert gone >= RATE * lasted * 0.3, "there was something to hold back"


def left(telegram: TelegramDouble) -> int:
    """Messages that have left the bot."""
    return sum(number for method, number in telegram.counts.items() if method.startswith(("send", "edit")))


async def killed(found: Cluster, telegram: TelegramDouble) -> None:
    """Kill the deliverer that leads; the other goes on within five seconds."""
    deliverers = [one for name, one in found.processes.items() if name.startswith("deliver")]
    (leading,) = [one for one in deliverers if "delivers from now on" in one.output.read_text()]
    leading.process.kill()
    leading.process.wait()
    begun, before = time.monotonic(), telegram.counts["sendMessage"]
    await telegram.until(lambda: telegram.counts["sendMessage"] > before, "the other goes on")
    assert time.monotonic() - begun < 5
