"""Four processes on one PostgreSQL: any answers any tap, one delivers, and together they keep to one rate."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.deliver import LEAD
from bot.channels.telegram.deliverer import STAND_BY
from bot.model.bulletin import DeliveryState
from storage.database import NEWEST, migrate, open_database
from tests.conftest import Postgres
from tests.doubles.telegram import Person, TelegramDouble
from tests.sending import Clock, Sending
from tests.width.cluster import Cluster, cluster, last_lead, noon

RATE = 60
BURSTS, UNDER_WAY = 1.0, 2.0
"""Seconds' worth of messages that may run ahead of the rate (`BURST` and `DEBT` of the budget), and that may have left
before we began to count and come later. Three senders that each took the whole rate would send three times as many.
"""
LATE = 15.0
"""Seconds in which another must go on: the five that are promised, and as many again and more for a busy machine."""


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


async def test_four_that_start_at_once_make_the_tables_once_and_any_answers_any_tap(
    url: str, engine: AsyncEngine, telegram: TelegramDouble, tmp_path: Path
) -> None:
    async with cluster(tmp_path, url, telegram.url) as found:
        await found.ready()
        nurses = [Person(telegram, number) for number in range(501, 507)]
        for nurse in nurses:
            await nurse.says("/menu")
            for place in ("en/rights", "en/PH-GB-2221/kit", "en/help", "en/menu"):
                assert (await nurse.goes(place)).data
        served = found.balancer.answered
        assert len(served) == 2, served
        assert min(served.values()) >= 10
        assert len([one for one in found.deliverers() if last_lead(one)]) == 1, "one of them leads"
        await nurses[0].goes("fr/speak/rights")
        assert len(telegram.webhook) > 1
        assert "cannot" not in found.said()
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars().all() == [NEWEST]


async def test_a_choice_that_one_kept_is_known_to_the_other(
    url: str, engine: AsyncEngine, telegram: TelegramDouble, tmp_path: Path
) -> None:
    async with cluster(tmp_path, url, telegram.url, deliver=0, LANGUAGES="en,fr") as found:
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
    async with cluster(tmp_path, url, telegram.url, TELEGRAM_RATE=str(RATE)) as found:
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
    async with asyncio.timeout(60):
        found: object = None
        while found is None:
            async with engine.connect() as connection:
                found = (await connection.execute(text("SELECT language FROM chosen_languages"))).scalar_one_or_none()
            await asyncio.sleep(0.02)


async def rate_is_kept(telegram: TelegramDouble, nurses: list[Person]) -> None:
    """While forty people tap as fast as they can and a bulletin leaves, no more leaves than the rate allows."""

    async def taps(nurse: Person) -> None:
        message = nurse.last
        for place in itertools.cycle(("en/rights", "en/help")):
            await nurse.presses(place, message)
            await asyncio.sleep(0.05)

    begun, before = time.monotonic(), left(telegram)
    tapping = [asyncio.create_task(taps(nurse)) for nurse in nurses]
    await asyncio.sleep(5)
    await telegram.until(lambda: left(telegram) - before > RATE, "something to hold back")
    lasted, gone = time.monotonic() - begun, left(telegram) - before
    for one in tapping:
        one.cancel()
    await asyncio.gather(*tapping, return_exceptions=True)
    assert gone <= RATE * (lasted + BURSTS + UNDER_WAY), f"{gone} in {lasted:.1f} s"


def left(telegram: TelegramDouble) -> int:
    """Messages that have left the bot."""
    return sum(number for method, number in telegram.counts.items() if method.startswith(("send", "edit")))


async def killed(found: Cluster, telegram: TelegramDouble) -> None:
    """Kill the deliverer that leads; the other takes over, within five seconds by what the lease says."""
    assert LEAD + STAND_BY < 5
    leading = found.leader()
    leading.process.kill()
    leading.process.wait()
    (other,) = found.deliverers()
    known = last_lead(other)
    begun = time.monotonic()
    while last_lead(other) == known:  # it is in a file of another process
        assert time.monotonic() < begun + LATE, "the other goes on"
        await asyncio.sleep(0.05)
    before = telegram.counts["sendMessage"]
    await telegram.until(lambda: telegram.counts["sendMessage"] > before, "copies of the other")
