"""The program in processes that are killed and started again, and what must hold after every fault."""

import asyncio
import contextlib
import itertools
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import update

from bot.model.bulletin import Books, Bulletin, DeliveryState
from storage.database import migrate, open_database, writing
from storage.tables import deliveries
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import Running, environment, free_port
from tests.sending import SECRET, Clock, Sending

REPLY = 10.0
"""Seconds after a fault within which people are answered again: five on a machine of its own, as `make soak` measures,
and twice as many beside other tests."""
END = 10.0
"""Seconds after a SIGTERM within which the program has ended."""
PATIENCE = 60.0
"""Seconds that a process may take to come up, on a machine that others use too."""
PAUSE = 0.2
"""Seconds between two taps of somebody: replies go first, and what leaves them no place is no fault."""
HELD = frozenset({DeliveryState.DELIVERED, DeliveryState.UNKNOWN})

_numbers = itertools.count(70_000)


class Insisting(TelegramDouble):
    """Hands an update over again until the webhook takes it, as Telegram does."""

    async def deliver(self, update: dict[str, Any], *, numbered: bool = True) -> int:
        """Give an update to the bot; one number for all tries."""
        if not self.webhook:
            return await super().deliver(update, numbered=numbered)
        if numbered:
            self._update_id += 1
            update = {"update_id": self._update_id, **update}
        async with asyncio.timeout(PATIENCE):
            while (status := await self._tried(update)) != 200:  # noqa: ASYNC110  # as Telegram does
                await asyncio.sleep(0.05)
        return status

    async def _tried(self, update: dict[str, Any]) -> int:
        try:
            return await self.post(update)
        except aiohttp.ClientError:
            return 0


class Process:
    """One process of the program, with an address and a folder that it keeps when it is started again."""

    def __init__(
        self, data: Path, settings: Mapping[str, str], role: str = "all", around: Mapping[str, str] | None = None
    ) -> None:
        data.mkdir(exist_ok=True)
        self.data, self.role, self.port = data, role, int(settings.get("PORT") or free_port())
        self.output = data / "output.txt"
        self._environment = {**environment(data, **{**settings, "PORT": str(self.port)}), **(around or {})}
        self.running: Running | None = None
        self.asked_to_end = False

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """What runs, or ran last."""
        assert self.running is not None
        return self.running.process

    def start(self) -> None:
        """Start it (again); what it says is added to what it said before."""
        with self.output.open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--role", self.role],
                cwd=self.data,
                env=self._environment,
                stdout=said,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self.asked_to_end = False
        self.running = Running(process, self.port, self.output)

    async def ready(self) -> None:
        """Wait until every room is open."""
        assert self.running is not None
        if self.role != "deliver":
            await asyncio.to_thread(self.running.until_up, "/readyz", PATIENCE)

    async def kill(self) -> None:
        """End it as a machine that loses power would."""
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    async def terminate(self) -> float:
        """Ask it to end, as systemd does; tells the seconds that it took."""
        begun, self.asked_to_end = time.monotonic(), True
        self.process.terminate()
        status = await asyncio.to_thread(self.process.wait, PATIENCE)
        still_starting = status == -signal.SIGTERM and self.role == "deliver"  # which has no page that says it is ready
        assert status == 0 or still_starting, self.said()
        return time.monotonic() - begun

    def said(self) -> str:
        """Everything that it said."""
        return self.output.read_text()

    def lives(self) -> bool:
        """Whether it runs."""
        return self.running is not None and self.process.poll() is None


@contextlib.asynccontextmanager
async def started(*processes: Process) -> AsyncIterator[None]:
    """Processes that run until the block ends, and end as they should; none ever shows a traceback."""
    try:
        for one in processes:
            if not one.lives():
                one.start()
        for one in processes:
            await one.ready()
        yield
        for one in processes:
            if one.lives():
                await one.ready()
            assert one.lives() or one.asked_to_end, one.said()
            if one.lives():
                assert await one.terminate() < END
            assert "Traceback" not in one.said(), one.said()
            assert "never" not in one.said(), one.said()
    finally:
        for one in processes:
            if one.lives():
                await one.kill()


def settings_of(telegram: TelegramDouble, database: str, **more: str) -> dict[str, str]:
    """Settings of a program between a database and the double."""
    common = {"DATABASE_URL": database, "SECRET_KEY": SECRET.decode(), "LANGUAGES": "en", "TELEGRAM_RATE": "100"}
    return {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, **common, **more}


@contextlib.asynccontextmanager
async def union(database: str, telegram: TelegramDouble) -> AsyncIterator[Sending]:
    """A union whose bulletins the program sends, in a database that is made here."""
    engine = open_database(database)
    await migrate(engine)
    sending = Sending(engine, telegram)
    sending.clock = Clock(time.time())
    telegram.now = time.time
    yield await sending.open()
    await engine.dispose()


def noon() -> str:
    """A time zone in which nobody sleeps now."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


class Load:
    """People who tap without end, each as soon as the last tap was answered or could not be."""

    PLACES = ("en/rights", "en/PH-GB-2221/kit", "en/help", "en/menu")

    def __init__(self, telegram: TelegramDouble, people: int = 6) -> None:
        self.telegram = telegram
        self.nurses = [Person(telegram, next(_numbers)) for _ in range(people)]
        self.answered = 0

    async def begin(self) -> None:
        """Everybody opens the menu."""
        await asyncio.gather(*(nurse.says("/menu") for nurse in self.nurses))

    async def _taps(self, nurse: Person) -> None:
        for place in itertools.cycle(self.PLACES):
            tap = await nurse.presses(place)
            with contextlib.suppress(AssertionError):  # what was taken and not answered at a kill is tapped again
                await self.telegram.until(lambda tap=tap: tap not in self.telegram._taps, "an answer", 1.0)
                self.answered += 1
            await asyncio.sleep(PAUSE)

    @contextlib.asynccontextmanager
    async def on(self) -> AsyncIterator["Load"]:
        """Everybody taps until the block ends."""
        tasks = [asyncio.create_task(self._taps(nurse)) for nurse in self.nurses]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends


async def answered(telegram: TelegramDouble, since: float) -> None:
    """Somebody writes and taps, and is answered within some seconds of the end of a fault."""
    nurse = Person(telegram, next(_numbers))
    assert (await nurse.says("/menu")).data
    assert (await nurse.goes("en/rights")).data
    assert time.monotonic() - since < REPLY, "answered too late"


async def some_left(sending: Sending, one: Bulletin, number: int = 10) -> None:
    """Wait until a bulletin is under way."""
    await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] >= number)


async def a_minute_passes(sending: Sending, one: Bulletin) -> None:
    """What a dead process had on its way is nobody's after a minute (LEASE), which is made shorter here."""
    await sending.until(one, lambda books: not books.states[DeliveryState.WAITING])
    async with writing(sending.engine) as connection:
        mine = (deliveries.c.bulletin == one.id) & (deliveries.c.state == DeliveryState.SENDING.value)
        await connection.execute(update(deliveries).where(mine).values(lease=1))


async def arrived(sending: Sending, one: Bulletin, chats: range, words: str, *, unknown: int = 0) -> Books:
    """Nothing is lost and nothing that is known as delivered came twice: one copy in each chat, and the books say so.

    Of some it may be `unknown` whether they arrived: those whose answer was lost, at most so many.
    """
    found = await sending.done(one)
    copies = [sum(words in copy.text for copy in sending.copies(chat)) for chat in chats]
    assert {state for state, number in found.states.items() if number} <= HELD, found
    assert found.states[DeliveryState.UNKNOWN] <= unknown, found
    assert sum(found.states.values()) == len(chats)
    if one.urgent:  # where nobody knows, an urgent one is sent again
        assert min(copies) == 1, copies
    else:
        assert max(copies) == 1, copies
        assert sum(copies) >= found.states[DeliveryState.DELIVERED]
    return found


async def until_said(program: Process, words: str) -> None:
    """Wait until the program has written some words into its log."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while words not in program.said():  # noqa: ASYNC110  # it is written by another process
                await asyncio.sleep(0.05)
    assert words in program.said(), program.said()
