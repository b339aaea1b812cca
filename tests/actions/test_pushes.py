"""Releases on their way to a DHIS2 behind the requests: a real server that waits, refuses, hangs or goes, and processes
that are told to stop.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions import push, pushing
from bot.actions.audit import record_of
from bot.actions.push import Dhis2, Summary
from bot.actions.pushes import LISTED, MOST, SHOWN_FOR, Known, Pushes
from bot.model.push import Push, PushState
from bot.model.staff import Refused, StaffRole
from bot.monitoring.publication import Publication, publication
from bot.screens.answer import Answers
from storage import pushes as stored
from storage.tables import metadata
from tests.actions.staffed import COLLEAGUE, NOW, OFFICER, staffed
from tests.doubles.dhis2 import TOKEN, Dhis2Double
from tests.monitoring.releases import made

CHIEF, OTHER = (replace(one, role=StaffRole.ADMINISTRATOR) for one in (OFFICER, COLLEAGUE))
PATIENCE = 60


class House:
    """A process of the service on a database, with a clock of its own."""

    def __init__(self, engine: AsyncEngine, told: Publication, dhis2: Dhis2Double) -> None:
        self.now = NOW
        self.told, self.dhis2 = told, dhis2
        self.pushes = Pushes(engine, lambda: self.now)
        self.kept = asyncio.create_task(self.pushes.kept())

    async def begins(self, shown: int | None = None, token: str = TOKEN, **more: Publication) -> int:
        target = Dhis2(self.dhis2.url, token, allowed=lambda _: True, trust=self.dhis2.trust)
        return await self.pushes.begin(CHIEF, target, more.get("told", self.told), shown=shown)

    async def until(self, number: int, holds: Callable[[Known], bool]) -> Known:
        """What is known of a push as soon as it is so."""
        async with asyncio.timeout(PATIENCE):
            while True:
                known = await self.pushes.one(CHIEF, number)
                if holds(known):
                    return known
                await asyncio.sleep(0.02)

    async def ended(self, number: int) -> Known:
        return await self.until(number, lambda known: known[0].state is not PushState.GOING)

    async def tried(self) -> int:
        """A dry run that found everything well."""
        number = await self.begins()
        one, outcome = await self.ended(number)
        assert isinstance(outcome, Summary)
        assert (one.state, outcome.dry, outcome.whole) == (PushState.DONE, True, True)
        return number

    async def stops(self) -> None:
        self.kept.cancel()
        await asyncio.wait([self.kept])


class Gate:
    """Lets so many requests through and holds the next, until it is opened."""

    def __init__(self, through: int) -> None:
        self._through = through
        self.held, self.open = asyncio.Event(), asyncio.Event()

    async def __call__(self, number: int) -> None:
        if number > self._through and not self.open.is_set():
            self.held.set()
            await self.open.wait()


Open = Callable[[], House]


@pytest.fixture
def told(answers: Answers) -> Publication:
    """A quarter."""
    return publication(made(answers.library, "intent", large=False), answers.languages["en"], answers.library)


@pytest.fixture
async def dhis2(tmp_path: Path, answers: Answers, told: Publication) -> AsyncIterator[Dhis2Double]:
    """A DHIS2 into which the metadata of the file was imported."""
    async with Dhis2Double(tmp_path) as double:
        double.know_of(told, answers.library)
        yield double


@pytest.fixture
async def opens(
    database: AsyncEngine, told: Publication, dhis2: Dhis2Double, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Open]:
    """Opens processes on the same database; a release goes in three parts."""
    await staffed(database)
    figures = sum(one.printed for one in told.release.tables)
    monkeypatch.setattr(push, "PART", -(-figures // 3))
    monkeypatch.setattr(pushing, "BEAT", 0.05)
    houses: list[House] = []

    def opened() -> House:
        houses.append(House(database, told, dhis2))
        return houses[-1]

    yield opened
    for house in houses:
        await house.stops()


@pytest.fixture
async def house(opens: Open) -> House:
    """One process."""
    return opens()


async def everything(engine: AsyncEngine) -> str:
    """All that the database holds."""
    async with engine.connect() as connection:
        rows = [(await connection.execute(select(one))).all() for one in metadata.sorted_tables]
    return str(rows)


async def test_it_goes_on_behind_the_request_and_every_process_sees_it(opens: Open, dhis2: Dhis2Double) -> None:
    here, there = opens(), opens()
    shown = await here.tried()
    asked, gate = len(dhis2.requests), Gate(len(dhis2.requests) + 3)
    dhis2.before = gate
    number = await here.begins(shown)
    await gate.held.wait()
    one, outcome = await there.until(number, lambda known: not known[0].asking)
    assert (one.state, one.number, outcome) == (PushState.GOING, 0, None)
    gate.open.set()
    one, outcome = await there.ended(number)
    assert isinstance(outcome, Summary)
    assert (one.state, one.dry, outcome.whole, outcome.imported) == (PushState.DONE, False, True, one.all)
    assert len(dhis2.values) == one.all
    assert len(dhis2.requests) == asked + 6
    assert [each.id for each, _ in await there.pushes.last(CHIEF)] == [number, shown]


async def test_the_same_is_on_its_way_once(opens: Open, dhis2: Dhis2Double) -> None:
    here, there = opens(), opens()
    dhis2.before = gate = Gate(0)
    begun = await asyncio.gather(*(house.begins() for house in (here, there, here, there)))
    assert len(set(begun)) == 1
    gate.open.set()
    await here.ended(begun[0])
    assert len(dhis2.requests) == 3


async def test_others_are_not_told_of_it(house: House, dhis2: Dhis2Double) -> None:
    dhis2.before = Gate(0)
    number = await house.begins()
    stranger = replace(CHIEF, organisation=replace(CHIEF.organisation, id=2))
    with pytest.raises(Refused) as refused:
        await house.pushes.one(stranger, number)
    assert refused.value.status == 404
    assert await house.pushes.last(stranger) == []
    for work in (house.pushes.one(OFFICER, number), house.pushes.last(OFFICER)):
        with pytest.raises(Refused, match="administrators"):
            await work
    with pytest.raises(Refused, match="administrators"):
        await house.pushes.begin(OFFICER, Dhis2("https://dhis2.example.org", TOKEN), house.told)


async def test_there_are_not_too_many_at_once(house: House, dhis2: Dhis2Double) -> None:
    dhis2.before = gate = Gate(0)
    others = [
        replace(house.told, release=replace(house.told.release, period=f"202{year}-Q4")) for year in range(MOST + 1)
    ]
    begun = [await house.begins(told=one) for one in others[:MOST]]
    with pytest.raises(Refused) as refused:
        await house.begins(told=others[MOST])
    assert refused.value.status == 503
    gate.open.set()
    for number in begun:
        await house.ended(number)


async def test_only_what_was_shown_to_her_is_sent(house: House, dhis2: Dhis2Double) -> None:
    shown = await house.tried()
    target = Dhis2(dhis2.url, TOKEN, allowed=lambda _: True, trust=dhis2.trust)
    elsewhere = Dhis2(f"{dhis2.url}/other", TOKEN, allowed=lambda _: True, trust=dhis2.trust)
    another = replace(house.told, release=replace(house.told.release, period="2025-Q4"))
    for member, where, told, number in (
        (CHIEF, target, house.told, 0),
        (CHIEF, target, house.told, shown + 1),
        (CHIEF, elsewhere, house.told, shown),
        (CHIEF, target, another, shown),
        (OTHER, target, house.told, shown),
    ):
        with pytest.raises(Refused, match="first"):
            await house.pushes.begin(member, where, told, shown=number)
    house.now += SHOWN_FOR
    with pytest.raises(Refused, match="first"):
        await house.begins(shown)
    assert dhis2.values == {}
    assert await record_of(house.pushes._engine, CHIEF) == []


async def test_what_is_sent_is_no_dry_run_of_what_is_sent_next(house: House) -> None:
    sent = await house.begins(await house.tried())
    await house.ended(sent)
    with pytest.raises(Refused, match="first"):
        await house.begins(sent)


async def test_what_dhis2_refuses_is_told(house: House, dhis2: Dhis2Double) -> None:
    one, outcome = await house.ended(await house.begins(token="d2pat_wrong_wrong"))
    assert one.state is PushState.REFUSED
    assert isinstance(outcome, Refused)
    assert outcome.field == "token"
    dhis2.units.clear()
    one, outcome = await house.ended(await house.begins())
    assert isinstance(outcome, Summary)
    assert (one.state, outcome.whole, outcome.ignored) == (PushState.DONE, False, outcome.sent)
    with pytest.raises(Refused, match="first"):
        await house.begins(one.id)


async def test_a_dhis2_that_is_started_anew_in_between_is_told_with_what_it_took(
    house: House, dhis2: Dhis2Double
) -> None:
    shown = await house.tried()
    stopping: list[asyncio.Task[None]] = []

    async def restart(number: int) -> None:
        if number == 8:
            stopping.append(asyncio.create_task(dhis2.stop()))
            await asyncio.Event().wait()

    dhis2.before = restart
    one, outcome = await house.ended(await house.begins(shown))
    await stopping[0]
    assert isinstance(outcome, Summary)
    assert (one.state, outcome.whole) == (PushState.DONE, False)
    assert (outcome.imported, outcome.unknown) == (push.PART, push.PART)
    assert outcome.left == one.all - 2 * push.PART
    assert len(dhis2.values) == push.PART
    await dhis2.start()
    one, outcome = await house.ended(await house.begins(shown))
    assert isinstance(outcome, Summary)
    assert (outcome.whole, outcome.updated) == (True, push.PART)
    assert len(dhis2.values) == one.all


async def test_a_stop_in_the_middle_is_told_with_what_was_taken(opens: Open, dhis2: Dhis2Double) -> None:
    house = opens()
    shown = await house.tried()
    dhis2.before = gate = Gate(7)
    number = await house.begins(shown)
    await gate.held.wait()
    await house.stops()
    one, outcome = await opens().pushes.one(CHIEF, number)
    assert (one.state, one.asking, one.number, outcome) == (PushState.BROKEN, False, push.PART, None)
    assert len(dhis2.values) == push.PART
    with pytest.raises(Refused) as refused:
        await house.begins()
    assert refused.value.status == 503
    ends = {entry.action: entry.detail for entry in await record_of(house.pushes._engine, CHIEF)}
    assert ends["pushed"] == {"where": "localhost", "end": "broken", "taken": push.PART, "of": one.all}


async def test_one_that_nobody_works_on_any_more_is_broken_off(opens: Open, dhis2: Dhis2Double) -> None:
    here, there = opens(), opens()
    dhis2.before = gate = Gate(1)
    number = await here.begins()
    await here.until(number, lambda known: known[0].number == push.PART)
    there.now += pushing.LEASE + 1  # this process hears nothing of the other
    one, _ = await there.pushes.one(CHIEF, number)
    assert one.state is PushState.BROKEN
    another = await there.begins()  # takes its place, and the first one notices
    assert another != number
    await here.until(number, lambda known: known[0].state is PushState.BROKEN)
    gate.open.set()
    one, _ = await there.ended(another)
    assert one.state is PushState.DONE


async def test_a_database_that_is_away_for_a_while_does_not_stop_it(
    sqlite: AsyncEngine, told: Publication, dhis2: Dhis2Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    await staffed(sqlite)
    monkeypatch.setattr(pushing, "BEAT", 0.05)
    closed, tries = stored.close_push, list[int]()

    async def away(connection: AsyncConnection, one: Push) -> None:
        tries.append(one.id)
        if len(tries) < pushing.TRIES:
            raise OSError("the disk is away")
        await closed(connection, one)

    monkeypatch.setattr(stored, "close_push", away)
    house = House(sqlite, told, dhis2)
    await house.tried()
    assert len(tries) == pushing.TRIES
    await house.stops()


async def test_the_token_is_nowhere(
    house: House, dhis2: Dhis2Double, database: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    dhis2.before = gate = Gate(1)
    caplog.set_level("DEBUG")
    number = await house.begins()
    await gate.held.wait()
    assert TOKEN not in await everything(database)
    gate.open.set()
    await house.ended(number)
    await house.ended(await house.begins(number))
    await house.ended(await house.begins(token="d2pat_wrong_wrong"))
    kept = await everything(database)
    for secret in (TOKEN, "d2pat_wrong_wrong"):
        assert secret not in kept
        assert secret not in caplog.text
    await asyncio.sleep(0)
    assert not house.pushes._works
    record = [(entry.action, entry.detail.get("where")) for entry in await record_of(database, CHIEF)]
    assert record == [("pushed", "localhost"), ("push", "localhost")]


async def test_old_ones_are_forgotten(house: House) -> None:
    first = await house.tried()
    house.now += 31 * 86_400
    again = [await house.tried() for _ in range(LISTED + 1)]
    with pytest.raises(Refused):
        await house.pushes.one(CHIEF, first)
    assert [one.id for one, _ in await house.pushes.last(CHIEF)] == again[:0:-1]
