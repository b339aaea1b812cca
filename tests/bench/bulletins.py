"""Bulletins under load: a hundred thousand at a thousand a second, a correction and a withdrawal of ten thousand, and
replies while thirty a second leave.
"""

import asyncio
import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.actions.withdraw import withdraw
from bot.model.bulletin import Audience, Books, Bulletin, DeliveryState
from storage.database import migrate, open_database, writing
from storage.tables import deliveries
from tests.bench.row import Row
from tests.doubles.telegram import TOKEN, Limits, Person, TelegramDouble
from tests.processes import Running, environment, free_port
from tests.sending import SECOND, SECRET, Clock, Sending

PEOPLE, SOME = 100_000, 10_000
LANGUAGES = ("en", "fr", "ar", "es", "sw", "fil")
FAST, FREE = 1000, 30
UNEDITABLE_EVERY = 20
WARM = 5.0
"""Seconds in which the program loads what it needs later, so that memory is compared with memory."""
TAPS, BETWEEN = 150, 0.2
"""Replies that are measured, and the seconds from one to the next."""


@contextlib.asynccontextmanager
async def program(data: Path, url: str, rate: int) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """The whole program against a double, with pages, channel and deliverer in one process."""
    port = free_port()
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "TELEGRAM_RATE": str(rate),
        "SECRET_KEY": SECRET.decode(),
        "PORT": str(port),
    }
    with (data / "output.txt").open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220  # it runs beside us
            [sys.executable, "-m", "bot", "run"], cwd=data, env=environment(data, **settings), stdout=said, stderr=said
        )
        try:
            await asyncio.to_thread(Running(process, port, data / "output.txt").until_up, "/readyz")
            await asyncio.sleep(WARM)
            yield process
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)


async def union(data: Path, telegram: TelegramDouble, people: int) -> Sending:
    """A union in the program's own database, with subscribers in every language; every tenth lives in Ghana."""
    engine = open_database(f"sqlite+aiosqlite:///{data / 'fairpassage.sqlite3'}")
    await migrate(engine)
    sending = Sending(engine, telegram)
    sending.clock = Clock(time.time())
    await sending.open()
    share = people // len(LANGUAGES)
    for number, language in enumerate(LANGUAGES):
        count = share if number else people - share * (len(LANGUAGES) - 1)
        first = 1_000_000 * (number + 1)
        ghana = count // 10
        await sending.subscribe(ghana, first=first, language=language, home="GH", chats=False)
        await sending.subscribe(count - ghana, first=first + ghana, language=language, home="KE", chats=False)
    return sending


async def follow(sending: Sending, bulletin: Bulletin, label: str, left: Callable[[Books], int], whole: int) -> Books:
    """Show how much is left until nothing is; the books balance at every look."""
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task(label, total=whole)
        while left(found := await sending.books(bulletin)):
            progress.update(task, completed=whole - left(found))
            await asyncio.sleep(0.5)
    return found


def waiting(found: Books) -> int:
    """Copies that have not come to an end."""
    return found.states[DeliveryState.WAITING] + found.states[DeliveryState.SENDING]


def resident_mb(pid: int) -> float:
    """Resident memory in MB (10^6 bytes)."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6


async def fast(data: Path, people: int = PEOPLE, some: int = SOME) -> list[Row]:
    """At a thousand a second: everybody once; then a correction and a withdrawal."""
    double = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-m", "tests.doubles", str(FAST)], stdout=subprocess.PIPE
    )
    assert double.stdout is not None
    try:
        url = (await asyncio.to_thread(double.stdout.readline)).decode().strip()
        async with TelegramDouble() as unused, aiohttp.ClientSession() as control:
            sending = await union(data, unused, people)
            async with program(data, url, FAST) as process:
                return await _fast(sending, control, url, process.pid, people, some)
    finally:
        double.terminate()
        double.wait()


async def _fast(
    sending: Sending, control: aiohttp.ClientSession, url: str, pid: int, people: int, some: int
) -> list[Row]:
    async def stats() -> dict[str, Any]:
        async with control.get(f"{url}/control/stats") as answer:
            told: dict[str, Any] = await answer.json()
            return told

    async def begin(every: int = 0) -> None:
        async with control.get(f"{url}/control/begin", params={"every": every}):
            return

    memory: list[float] = []

    def left(found: Books) -> int:
        memory.append(resident_mb(pid))
        return waiting(found)

    texts = {language: f"**Fees** are never yours ({language})." for language in LANGUAGES}
    begun = time.perf_counter()
    one = await sending.send(texts, urgent=True)
    accepted = time.perf_counter() - begun
    found = await follow(sending, one, f"{people} copies", left, people)
    told = await stats()
    rate = people / told["seconds"]
    early, late = statistics.median(memory[2:12]), statistics.median(memory[-10:])
    rows: list[Row] = [
        (f"{people} copies frozen in one transaction", f"{accepted:.1f} s", "-", ""),
        (
            f"{people} copies in six languages, {FAST} a second permitted",
            f"{rate:.0f} a second",
            f"{0.98 * FAST:.0f} a second",
            f"429: {told.get('refused 429', 0)}; delivered {found.states[DeliveryState.DELIVERED]}; "
            f"most copies in a chat {told['most']}",
        ),
        ("resident memory early and late in it", f"{early:.0f} and {late:.0f} MB", "flat", ""),
    ]
    two = await sending.send(texts, urgent=True, audience=Audience(homes=("GH",)))
    await follow(sending, two, f"{some} copies", waiting, two.people)
    await begin(UNEDITABLE_EVERY)
    corrected = await sending.correct(two, {language: f"{text} Corrected." for language, text in texts.items()})
    found = await follow(sending, corrected, "correction", lambda books: books.edits, two.people)
    told = await stats()
    rows.append(
        (
            f"correction of {two.people} copies, 5 % uneditable",
            f"{two.people / told['seconds']:.0f} copies a second",
            "-",
            f"429: {told.get('refused 429', 0)}; sent anew {found.reasons.get('delivered: sent anew', 0)}",
        )
    )
    await begin()
    await _age(sending, two)
    began = time.perf_counter()
    await withdraw(sending.engine, SECOND, two.id, sending.clock.now)
    found = await follow(sending, two, "withdrawal", lambda books: books.states[DeliveryState.DELIVERED], two.people)
    told = await stats()
    rows.append(
        (
            f"withdrawal of {two.people} copies, every tenth older than 48 hours",
            f"{two.people / (time.perf_counter() - began):.0f} copies a second",
            "-",
            f"429: {told.get('refused 429', 0)}; deleted {found.reasons.get('withdrawn: deleted', 0)}, "
            f"edited {found.reasons.get('withdrawn: edited', 0)}",
        )
    )
    await sending.engine.dispose()
    return rows


async def _age(sending: Sending, bulletin: Bulletin) -> None:
    """Every tenth copy was sent so long ago that Telegram does not let it be deleted."""
    row = deliveries.c
    old = deliveries.update().where(row.bulletin == bulletin.id, row.id % 10 == 0)
    async with writing(sending.engine) as connection:
        await connection.execute(old.values(sent=sending.clock.now - 49 * 3600))


async def beside_replies(data: Path) -> list[Row]:
    """At thirty a second: how long a tap waits for its edit, idle and while a bulletin goes out."""
    async with TelegramDouble() as telegram:
        telegram.limits = Limits(FREE)
        sending = await union(data, telegram, 12_000)
        for number in range(len(LANGUAGES)):
            for chat in range(1_000_000 * (number + 1), 1_000_000 * (number + 1) + 2_000):
                Person(telegram, chat)
        async with program(data, telegram.url, FREE):
            await telegram.until(lambda: telegram.commands, "the introduction", 60)
            nurses = [Person(telegram, number) for number in range(1, 11)]
            for nurse in nurses:
                await nurse.says("/menu")
                await asyncio.sleep(BETWEEN)
            idle = await taps(telegram, nurses, "replies, idle")
            one = await sending.send({language: f"Hello ({language})" for language in LANGUAGES}, urgent=True)
            await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] > 60)
            before, begun = await sending.books(one), time.perf_counter()
            busy = await taps(telegram, nurses, "replies, bulletin going out")
            after, lasted = await sending.books(one), time.perf_counter() - begun
        await sending.engine.dispose()
    sent = (after.states[DeliveryState.DELIVERED] - before.states[DeliveryState.DELIVERED]) / lasted
    return [
        (
            f"reply while {sent + 1 / BETWEEN:.0f} a second leave",
            " and ".join(f"{value * 1000:.1f}" for value in figures(busy)) + " ms (median, p99)",
            " and ".join(f"{1.5 * value * 1000:.1f}" for value in figures(idle)) + " ms",
            f"429: {telegram.counts['refused 429']}; bulletin {sent:.1f} a second",
        )
    ]


def figures(seconds: list[float]) -> tuple[float, float]:
    """Median and 99th percentile."""
    ordered = sorted(seconds)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.99)]


async def taps(telegram: TelegramDouble, nurses: list[Person], label: str) -> list[float]:
    """The seconds from a tap to the edit that answers it, at an even pace."""
    places = ("en/rights", "en/kit", "en/menu", "en/glossary")
    seconds = []
    with Progress(TextColumn(label), BarColumn(), MofNCompleteColumn(), transient=True) as progress:
        for number in progress.track(range(TAPS)):
            nurse = nurses[number % len(nurses)]
            message, begun = nurse.last, time.perf_counter()
            versions = message.versions
            await nurse.presses(places[number // len(nurses) % len(places)], message)
            await telegram.until(lambda message=message, versions=versions: message.versions > versions, "the edit")
            seconds.append(time.perf_counter() - begun)
            await asyncio.sleep(max(0.0, BETWEEN - seconds[-1]))
    return seconds
