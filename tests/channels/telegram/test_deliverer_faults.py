"""Killed, doubled, cut off from its database: the books balance and nothing that is known delivered comes twice."""

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.deliver import LEASE, Result, Sendings, Slice
from bot.actions.withdraw import withdraw
from bot.channels.telegram.budget import BURST
from bot.channels.telegram.deliverer import HANDS
from bot.model.bulletin import Bulletin, DeliveryState
from storage.attachments import keep
from storage.database import open_database, writing
from tests.channels.telegram.killed import deliverer
from tests.doubles.telegram import TOKEN, Refused, TelegramDouble
from tests.processes import command, environment
from tests.sending import SECOND, SECRET, Sending, counted

KILLS = {"sqlite": 25, "postgresql": 6}
"""For ordinary and for urgent bulletins each."""
RATE = 60
AWAY = 20.0
"""Seconds for which the database is gone."""
AT_ONCE = HANDS * round(RATE * BURST)
"""Copies that can be on their way at a kill."""


@pytest.fixture
async def sending(database: AsyncEngine, telegram: TelegramDouble) -> Sending:
    return await Sending(database, telegram).open()


def unknown_or(sending: Sending, chats: range) -> Iterator[int]:
    """How many copies of a bulletin are in each chat."""
    return (len(sending.copies(chat)) for chat in chats)


@pytest.mark.parametrize("urgent", [False, True])
async def test_killed_at_random_instants(sending: Sending, database_url: str, urgent: bool) -> None:
    dice = random.Random(4)  # noqa: S311
    chats = await sending.subscribe(1500)
    one = await sending.send({"en": "Hello"}, urgent=urgent)
    kills = KILLS[sending.engine.dialect.name]
    for _ in range(kills):
        before = sending.telegram.counts["sendMessage"]
        process = deliverer(database_url, sending.telegram.url, sending.clock(), RATE)
        await sending.telegram.until(
            lambda before=before: sending.telegram.counts["sendMessage"] > before, "a first message"
        )
        await asyncio.sleep(dice.uniform(0, 0.1))
        process.kill()
        await asyncio.to_thread(process.join)
        await sending.books(one)
        sending.clock.forward(LEASE + 1)
    async with sending.deliverer():
        found = await sending.done(one)
    assert set(counted(found)) <= {"delivered", "unknown"}
    copies = list(unknown_or(sending, chats))
    if urgent:
        assert counted(found) == {"delivered": 1500}
        assert min(copies) == 1
        assert sum(copies) - 1500 <= kills * AT_ONCE, "only what was on its way can come twice"
    else:
        assert max(copies) == 1, "nothing comes twice"
        assert sum(copies) >= found.states[DeliveryState.DELIVERED]
        assert found.states[DeliveryState.UNKNOWN] <= kills * AT_ONCE


async def test_killed_in_the_middle_of_corrections_and_withdrawals(sending: Sending, database_url: str) -> None:
    dice = random.Random(5)  # noqa: S311
    chats = await sending.subscribe(300)
    one = await sending.send({"en": "Old"})
    async with sending.deliverer():
        await sending.done(one)
    await sending.correct(one, {"en": "New"})

    async def kill_some(method: str) -> None:
        for _ in range(5):  # at a rate that leaves something for the last one
            before = sending.telegram.counts[method]
            process = deliverer(database_url, sending.telegram.url, sending.clock(), 20)
            await sending.telegram.until(lambda before=before: sending.telegram.counts[method] > before, method)
            await asyncio.sleep(dice.uniform(0, 0.1))
            process.kill()
            await asyncio.to_thread(process.join)
            sending.clock.forward(LEASE + 1)

    await kill_some("editMessageText")
    async with sending.deliverer():
        await sending.done(one)
    assert all([copy.text.count("New") for copy in sending.copies(chat)] == [1] for chat in chats)
    await withdraw(sending.engine, SECOND, one.id, sending.clock.now)
    await kill_some("deleteMessage")
    async with sending.deliverer():
        found = await sending.until(one, lambda books: not books.states[DeliveryState.DELIVERED])
    assert counted(found) == {"withdrawn": 300}


async def test_of_two_deliverers_one_leads_and_the_other_takes_over(sending: Sending, database_url: str) -> None:
    chats = await sending.subscribe(800)
    one = await sending.send({"en": "Hello"})
    sending.rate = 200
    first = deliverer(database_url, sending.telegram.url, sending.clock(), 200)
    await sending.telegram.until(lambda: sending.telegram.counts["sendMessage"] > 20, "the first leads")
    async with sending.deliverer() as second:
        begun, before = time.monotonic(), sending.telegram.counts["sendMessage"]
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] > 600)
        lasted = time.monotonic() - begun
        assert not second.leads()
        assert sending.telegram.counts["sendMessage"] - before <= 200 * lasted * 1.1 + 120, "one budget, not two"
        first.kill()
        await asyncio.to_thread(first.join)
        stopped, begun = sending.telegram.counts["sendMessage"], time.monotonic()
        await sending.telegram.until(lambda: sending.telegram.counts["sendMessage"] > stopped, "the second takes over")
        assert time.monotonic() - begun < 15, "in seconds, not when the copies' lease of a minute is over"
        sending.clock.forward(LEASE + 1)
        found = await sending.done(one)
    assert set(counted(found)) <= {"delivered", "unknown"}
    assert max(unknown_or(sending, chats)) == 1


async def test_the_program_delivers_by_role(sending: Sending, database_url: str, tmp_path: Path) -> None:
    await sending.subscribe(20)
    one = await sending.send({"en": "Hello"}, urgent=True, show_until=int(time.time()) + 3600)
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": sending.telegram.url,
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET.decode(),
        "LANGUAGES": "en",
    }
    with (tmp_path / "output.txt").open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220  # it runs beside us
            [sys.executable, "-m", "bot", "run", "--role", "deliver"],
            cwd=tmp_path,
            env=environment(tmp_path, **settings),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            found = await sending.done(one)
        finally:
            process.terminate()
            assert await asyncio.to_thread(process.wait, 15) == 0
    assert counted(found) == {"delivered": 20}
    assert not sending.telegram.called("getUpdates")


def test_deliveries_without_telegram_are_told(tmp_path: Path) -> None:
    result = command("run", "--role", "deliver", data=tmp_path, LANGUAGES="en")
    assert result.returncode == 1
    assert "FAIRPASSAGE_TELEGRAM_TOKEN" in result.stderr


async def test_even_two_that_both_believe_to_lead_take_different_copies(sending: Sending) -> None:
    await sending.subscribe(400)
    one = await sending.send({"en": "Hello"})
    other = Sendings(sending.engine, SECRET)
    slices = await asyncio.gather(
        *(which.take(one.id, "", sending.clock.now, 50) for which in (sending.sendings, other) * 4)
    )
    taken = [send.work.id for each in slices if each for send in each.sends]
    assert len(taken) == len(set(taken))


class Forgetful(Sendings):
    """A database that does not answer for a while, just when something is to be written down."""

    away = False

    async def note(self, taken: Slice, results: "list[Result]", now: int) -> None:  # type: ignore[override]
        if self.away:
            raise OperationalError("UPDATE", {}, OSError("gone"))
        await super().note(taken, results, now)


async def test_what_is_delivered_while_the_database_is_away_is_written_down_later(sending: Sending) -> None:
    chats = await sending.subscribe(200)
    one = await sending.send({"en": "Hello"})
    sendings = Forgetful(sending.engine, SECRET)
    sendings.away = True
    async with sending.deliverer(sendings):
        await sending.telegram.until(lambda: sending.telegram.counts["sendMessage"] >= 100, "some copies")
        sending.clock.forward(LEASE + 5)
        await asyncio.sleep(1.2)
        assert (await sending.books(one)).states[DeliveryState.UNKNOWN] == 0, "its sender is alive"
        sendings.away = False
        assert counted(await sending.done(one)) == {"delivered": 200}
    assert max(unknown_or(sending, chats)) == 1


class Broken(Sendings):
    """Cannot take anything of one bulletin."""

    broken = 0

    async def take(self, number: int, task: str, now: int, limit: int) -> Slice | None:
        if number == self.broken:
            raise ValueError("a row that nobody can read")
        return await super().take(number, task, now, limit)


async def test_a_bulletin_that_cannot_be_worked_on_keeps_no_other_from_its_turn(sending: Sending) -> None:
    chats = await sending.subscribe(150)
    one = await sending.send({"en": "Broken"})
    two = await sending.send({"en": "Sound"})
    sendings = Broken(sending.engine, SECRET)
    sendings.broken = one.id
    async with sending.deliverer(sendings):
        assert counted(await sending.done(two)) == {"delivered": 150}
        assert counted(await sending.books(one)) == {"waiting": 150}
        sendings.broken = 0
        assert counted(await sending.done(one)) == {"delivered": 150}
    assert all(len(sending.copies(chat)) == 2 for chat in chats)


async def test_telegram_failing_for_one_bulletin_stops_no_other(sending: Sending) -> None:
    await sending.subscribe(30)
    async with writing(sending.engine) as connection:
        picture = await keep(connection, 1, "plan.png", "image/png", b"\x89PNG")
    sending.telegram.faults["sendPhoto"] += [Refused(500, "Internal Server Error")] * 10_000
    one = await sending.send({"en": "With a picture"}, attachment=picture)
    two = await sending.send({"en": "Words alone"})
    async with sending.deliverer():
        assert counted(await sending.done(two)) == {"delivered": 30}
        assert (await sending.books(one)).states[DeliveryState.WAITING] > 0
        sending.telegram.faults["sendPhoto"].clear()
        sending.clock.forward(120)
        assert counted(await sending.done(one)) == {"delivered": 30}


async def test_a_400_on_one_copy_fails_that_one_alone(sending: Sending) -> None:
    chats = await sending.subscribe(60)
    sending.telegram.faults["sendMessage"].append(Refused(400, "Bad Request: PEER_ID_INVALID"))
    one = await sending.send({"en": "Hello"})
    async with sending.deliverer():
        found = await sending.done(one)
    assert counted(found) == {"delivered": 59, "failed": 1}
    assert found.reasons == {"failed: refused by Telegram": 1}
    assert sorted(len(sending.copies(chat)) for chat in chats) == [0] + [1] * 59


async def test_a_late_answer_is_better_than_none(sending: Sending) -> None:
    await sending.subscribe(3)
    one = await sending.send({"en": "Hello"})
    taken = await sending.sendings.take(one.id, "", sending.clock.now, 10)
    assert taken is not None
    sending.clock.forward(LEASE + 1)
    await sending.sendings.begin(sending.clock.now)
    assert counted(await sending.books(one)) == {"unknown": 3}
    async with sending.deliverer() as deliverer:
        await deliverer._let_go(taken)
        assert counted(await sending.done(one)) == {"delivered": 3}


async def test_a_database_that_goes_and_comes_back_loses_nothing(sending: Sending, database_url: str) -> None:
    if not database_url.startswith("postgresql"):
        await _locked_for_a_while(sending)
        return
    chats = await sending.subscribe(600)
    one = await sending.send({"en": "Hello"})
    sending.rate = 200
    name = make_url(database_url).database
    guard = open_database(make_url(database_url).set(database="postgres").render_as_string(hide_password=False))
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] > 100)
        async with guard.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            await connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
            )
            await asyncio.sleep(AWAY)
            await connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        await guard.dispose()
        found = await sending.done(one)
    await _all_arrived(sending, one, chats, counted(found))


async def _locked_for_a_while(sending: Sending) -> None:
    """A SQLite file that somebody else holds longer than anybody waits for it."""
    chats = await sending.subscribe(600)
    one = await sending.send({"en": "Hello"})
    sending.rate = 200
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] > 100)
        async with sending.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("BEGIN EXCLUSIVE"))
            await asyncio.sleep(AWAY)
            await connection.execute(text("ROLLBACK"))
        found = await sending.done(one)
    await _all_arrived(sending, one, chats, counted(found))


async def _all_arrived(sending: Sending, one: Bulletin, chats: range, states: dict[str, int]) -> None:
    """Everybody has one copy; one whose commit broke in the middle may be unknown although it never left."""
    assert max(unknown_or(sending, chats)) == 1
    assert states.get("delivered", 0) >= 590
    assert set(states) <= {"delivered", "unknown"}
