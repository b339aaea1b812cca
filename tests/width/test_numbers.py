"""Four processes on one PostgreSQL count each person once, whichever of them ends, and release each period once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.close import GRACE
from bot.actions.count import MIXED
from bot.monitoring.codes import YES
from bot.monitoring.periods import bounds
from bot.screens.plans import Plans
from storage import ledger, releases, tallies
from storage.database import open_database
from storage.guard import Guard
from tests.conftest import Postgres
from tests.doubles.telegram import Person, TelegramDouble
from tests.faults.clock import Clock
from tests.faults.house import PATIENCE, Insisting, Process, settings_of, started
from tests.tallied import MONTH, NOW, QUARTER
from tests.width.cluster import Balancer

ROLES = ("serve1", "serve2", "deliver1", "deliver2")
COLLEAGUES = {"PH": range(1, 31), "KE": range(101, 126), "NG": range(201, 226)}
"""Who tells, by home."""
READ = {"PH": "rights/passport", "KE": "rights/contract", "NG": "rights/fees"}
"""What helped whom."""
FORMATS = ("csv", "json", "xlsx", "parquet", "sdmx-csv", "dhis2")

Cells = Mapping[tuple[str, str, str], int]
"""True tallies by period, table and key."""


@pytest.fixture
async def telegram() -> AsyncIterator[Insisting]:
    """The Bot API's double, which hands an update over until it is taken."""
    async with Insisting() as double:
        yield double


class House:
    """Two processes that answer, two that deliver, and people who tell them something."""

    def __init__(self, folder: Path, database: str, telegram: TelegramDouble, balancer: Balancer) -> None:
        self.clock, self.telegram, self.balancer = Clock(folder), telegram, balancer
        keys = {"GUARD_KEY": "one guard for several machines' data folders"}
        address = {"TELEGRAM_MODE": "webhook", "PUBLIC_URL": balancer.url}
        settings = settings_of(telegram, database, TELEGRAM_RATE="1000", **address, **keys)
        self.one, self.two, *deliver = (
            Process(folder / name, settings, name.rstrip("12"), around=self.clock.around) for name in ROLES
        )
        self.serve, self.all = (self.one, self.two), (self.one, self.two, *deliver)

    def asks(self, *processes: Process) -> None:
        """Let only these be asked."""
        self.balancer.backends = [f"http://127.0.0.1:{one.port}" for one in processes]

    async def told(self, home: str, *by: Process) -> None:
        """All who come from a home tell what they plan, and that a page helped them, to any of some processes."""
        self.asks(*by)
        await asyncio.gather(*(self._tells(Person(self.telegram, number), home) for number in COLLEAGUES[home]))

    async def _tells(self, nurse: Person, home: str) -> None:
        if not nurse.messages:
            await nurse.says("/menu")
        await nurse.goes(f"en/{READ[home]}")
        await nurse.goes(f"en/{home}-GB-2221/tell/sent/{Plans(stage=1).item}")
        tap = await nurse.presses(f"en/helpful/y/{READ[home]}")
        await self.telegram.until(lambda: tap not in self.telegram._taps, "the thanks")

    def said(self) -> str:
        """Everything that all of them said."""
        return "\n".join(one.said() for one in self.all)


async def test_what_many_tell_to_several_processes_is_counted_once_and_released_once(
    postgres: Postgres, telegram: Insisting, tmp_path: Path
) -> None:
    database = postgres.new_database()
    engine = open_database(database)
    async with Balancer() as balancer:
        house = House(tmp_path, database, telegram, balancer)
        house.clock.shows(NOW)
        house.asks(*house.serve)
        async with started(*house.all):
            await told_to_any(house)
            await killed(house, engine)
            await asked_to_end_while_they_tell(house)
            for one in house.serve:  # who was lost is counted now, and nobody else
                for home in COLLEAGUES:
                    await house.told(home, one)
            house.clock.shows(end_of(QUARTER) + 60)
            await until(engine, lambda found: found == expected(), expected())
            for one in house.all:
                await one.terminate()
            assert await counted(engine, expected()) == expected(), "nothing goes down at the end that was down before"
            house.clock.shows(end_of(QUARTER) + GRACE + 60)
            await closed_by_all_at_once(house, engine)
            assert await counted(engine, expected()) == expected()
            await same_for_everybody(house)
    await engine.dispose()


async def told_to_any(house: House) -> None:
    """Everybody tells the same three times, to whichever process comes next."""
    for _ in range(3):
        await house.told("PH", *house.serve)
    assert len(house.balancer.answered) == len(house.serve)


async def killed(house: House, engine: AsyncEngine) -> None:
    """What was told to a process that is killed is lost as far as it could not be mixed, and no further."""
    await house.told("KE", house.one)
    least = len(COLLEAGUES["KE"]) - MIXED + 1
    found = await until(engine, lambda found: min(found.values()) >= least, cells("KE"))
    await house.one.kill()
    assert await counted(engine, cells("KE")) == found
    house.one.start()
    await house.one.ready()


async def asked_to_end_while_they_tell(house: House) -> None:
    """One ends while people tell; the other answers those whom it does not take any more."""
    telling = asyncio.create_task(house.told("NG", house.two, house.one))
    served, url = house.balancer.answered, f"http://127.0.0.1:{house.two.port}"
    before = served[url]
    await house.telegram.until(lambda: served[url] > before + len(COLLEAGUES["NG"]), "some of them")
    await house.two.terminate()
    await telling
    house.two.start()
    await house.two.ready()


async def closed_by_all_at_once(house: House, engine: AsyncEngine) -> None:
    """All start when the periods are over, and each finds them open: one releases them."""
    async with engine.begin() as connection:
        await connection.execute(text("SELECT 1 FROM plans FOR UPDATE"))
        for one in house.all:
            one.start()
        await all_wait(engine, len(house.all))
    for one in house.serve:
        await one.ready()
    guard = Guard(engine, b"of no account")
    async with asyncio.timeout(PATIENCE):
        while await guard.periods():  # noqa: ASYNC110  # other processes drop them
            await asyncio.sleep(0.05)
    async with engine.connect() as connection:
        made = {(header.group, header.period): header for header in await releases.headers(connection)}
        assert made.keys() == {("intent", QUARTER), ("usage", MONTH)}
        assert {header.generations for header in made.values()} == {1}, "the guard was the same for all of them"
        for spent in await ledger.spent(connection):
            assert 0 < spent.spent <= spent.budget
    for group, period in made:
        told = f"The {group} numbers of {period} are released."
        async with asyncio.timeout(PATIENCE):
            while told not in house.said():  # noqa: ASYNC110  # other processes write it
                await asyncio.sleep(0.05)
        assert house.said().count(told) == 1
    assert "waits for the database" not in house.said(), house.said()


async def all_wait(engine: AsyncEngine, number: int) -> None:
    """Until so many wait for what somebody else holds."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(PATIENCE):
        found = 0
        while found < number:
            async with engine.connect() as connection:
                found = (await connection.execute(query)).scalar_one()
            await asyncio.sleep(0.05)


async def same_for_everybody(house: House) -> None:
    """Every file of a release is the same, byte for byte, whoever is asked."""
    page = f"/en/observatory/intent/{QUARTER.lower()}"
    async with aiohttp.ClientSession() as session:
        for path in (page, *(f"{page}/files/{form}" for form in FORMATS)):
            one, two = [await read(session, f"http://127.0.0.1:{one.port}{path}") for one in house.serve]
            assert one == two, path


async def read(session: aiohttp.ClientSession, url: str) -> bytes:
    """What stands at an address, as soon as the process knows it: it looks for releases now and then."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with session.get(url) as response:
                if response.status == 200:
                    return await response.read()
            await asyncio.sleep(0.5)


def cells(home: str) -> Cells:
    """What of the true tallies comes from the people of one home: period, table and key, and how many."""
    number, read = len(COLLEAGUES[home]), READ[home]
    return {
        (QUARTER, "home", home): number,
        (QUARTER, "corridor", f"{home}|GB"): number,
        (MONTH, "helpful", f"{read}|{YES}"): number,
        (MONTH, "topic-language", f"{read}|en"): number,
    }


def expected() -> Cells:
    """The true tallies when everybody is counted once."""
    everybody = sum(map(len, COLLEAGUES.values()))
    found = {(QUARTER, "people", ""): everybody, (MONTH, "channel", "telegram"): everybody}
    for home in COLLEAGUES:
        found.update(cells(home))
    return found


async def counted(engine: AsyncEngine, looked_at: Cells) -> Cells:
    """Some of the true tallies as they stand."""
    async with engine.connect() as connection:
        tables = {place: await tallies.of_table(connection, *place) for place in {one[:2] for one in looked_at}}
    return {one: tables[one[:2]].get(one[2], 0) for one in looked_at}


async def until(engine: AsyncEngine, holds: Callable[[Cells], bool], looked_at: Cells) -> Cells:
    """Look at tallies until something holds."""
    found: Cells = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds(found := await counted(engine, looked_at)):  # noqa: ASYNC110  # it is in a database
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(found) from None
    return found


def end_of(period: str) -> float:
    """The second at which a period is over."""
    after = bounds(period)[1]
    return datetime(after.year, after.month, after.day, tzinfo=UTC).timestamp()
