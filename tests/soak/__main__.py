"""`make soak`: ten minutes of mixed load with faults on the whole program, and whether anything was lost or left open.

`SOAK=30` chooses other minutes. Nurses tap and type, readers read, a union sends and corrects, somebody sends nonsense;
every half minute something is ill for some seconds. What was seen is written to var/soak.json.
"""

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from storage.database import migrate, open_database
from tests.bench.row import HEAD, Row, leave
from tests.doubles.telegram import TOKEN, Person, Refused, TelegramDouble
from tests.processes import ROOT, Running, environment, free_port
from tests.sending import SECRET, Clock, Sending
from tests.soak.crowd import Load, Weather
from tests.soak.figures import BACK, TERM, Sample, Seen, settled, slope, wrong
from tests.soak.line import Ill, Line

MINUTES = 10.0
WARM, EVERY, LASTS, CALM = 60.0, 30.0, 5.0, 20.0
"""Seconds: before anything is looked at, from one fault to the next, that a fault lasts, and without load: longer than
a connection is kept that nobody uses."""
LOOK = 5.0
PATIENCE = 60.0
PAGE = """\
---
title: A page of our own
sources:
  union: {{title: Our own rules, publisher: Our union}}
checked: stored-copy
confidence: high
as_of: 2026-10
---

{words}
"""


class Program:
    """The program, and what it holds."""

    def __init__(self, running: Running, tasks: Path) -> None:
        self.running, self._tasks, self._begun = running, tasks, time.monotonic()

    @property
    def pid(self) -> int:
        return self.running.process.pid

    async def sample(self) -> Sample:
        """Look at it now."""
        self._tasks.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR1)
        async with asyncio.timeout(PATIENCE):
            while not self._tasks.exists():  # noqa: ASYNC110  # another process makes it
                await asyncio.sleep(0.02)
        status = dict(line.split(":", 1) for line in Path(f"/proc/{self.pid}/status").read_text().splitlines())
        return Sample(
            at=time.monotonic() - self._begun,
            memory=int(status["VmRSS"].split()[0]) * 1024 / 1e6,
            files=len(os.listdir(f"/proc/{self.pid}/fd")),
            threads=int(status["Threads"]),
            tasks=int(self._tasks.read_text()),
        )


@contextlib.asynccontextmanager
async def started(data: Path, api: str, content: Path) -> AsyncIterator[Program]:
    """The whole program in one process, with a folder of content of its own."""
    port = free_port()
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_RATE": "100",
        "SECRET_KEY": SECRET.decode(),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CONTENT_DIRS": f"{ROOT / 'content'},{content}",
    }
    tasks, output = data / "tasks", data / "output.txt"
    with output.open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220  # it runs beside us
            [sys.executable, "-m", "tests.soak.watched", str(tasks), "run"],
            cwd=data,
            env=environment(data, **settings),
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        try:
            running = Running(process, port, output)
            await asyncio.to_thread(running.until_up, "/readyz")
            yield Program(running, tasks)
        finally:
            if process.poll() is None:
                process.kill()
                await asyncio.to_thread(process.wait)


@contextlib.asynccontextmanager
async def locked(database: Path) -> AsyncIterator[None]:
    """Somebody else writes into the database and does not come to an end."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextlib.asynccontextmanager
async def ill(line: Line, how: Ill) -> AsyncIterator[None]:
    """The line is ill for a while."""
    line.how = how
    try:
        yield
    finally:
        line.how = Ill.WELL


@contextlib.asynccontextmanager
async def throttled(telegram: TelegramDouble) -> AsyncIterator[None]:
    """Telegram throttles whatever is sent or changed, three times."""
    for method in ("sendMessage", "editMessageText"):
        telegram.faults[method].extend(
            Refused(429, "Too Many Requests: retry after 2", retry_after=2) for _ in range(3)
        )
    yield
    telegram.faults.clear()


@contextlib.asynccontextmanager
async def edited(content: Path) -> AsyncIterator[None]:
    """An editor changes a page of her own folder."""
    page(content, f"It is {datetime.now(UTC):%H:%M:%S}.")
    yield


def page(content: Path, words: str) -> None:
    """A page of the second folder."""
    (content / "pages").mkdir(parents=True, exist_ok=True)
    (content / "pages" / "soak.md").write_text(PAGE.format(words=words))


def faults(
    line: Line, telegram: TelegramDouble, data: Path, content: Path
) -> Sequence[tuple[str, Callable[[], contextlib.AbstractAsyncContextManager[None]]]]:
    """What goes ill, in turn."""
    lines = [
        (f"the line to Telegram: {how.value}", lambda how=how: ill(line, how)) for how in Ill if how is not Ill.WELL
    ]
    return [
        *lines,
        ("Telegram throttles", lambda: throttled(telegram)),
        ("the database is locked", lambda: locked(data / "fairpassage.sqlite3")),
        ("a page is changed", lambda: edited(content)),
    ]


async def replies_again(telegram: TelegramDouble, number: int) -> float:
    """Seconds until somebody who comes now is answered."""
    nurse, begun = Person(telegram, number), time.monotonic()
    while time.monotonic() < begun + PATIENCE:
        with contextlib.suppress(AssertionError):
            await nurse.says("/menu")
            return time.monotonic() - begun
    return PATIENCE


async def soak(minutes: float, seen: Seen, console: Console) -> None:
    """The whole run."""
    with tempfile.TemporaryDirectory(prefix="fairpassage-") as folder:
        data, content = Path(folder), Path(folder) / "content"
        page(content, "A first word.")
        engine = open_database(f"sqlite+aiosqlite:///{data / 'fairpassage.sqlite3'}")
        await migrate(engine)
        async with TelegramDouble() as telegram, Line(telegram.url) as line:
            telegram.recording = False
            sending = Sending(engine, telegram)
            sending.clock = Clock(time.time())
            await sending.open()
            async with started(data, line.url, content) as program:
                weather = Weather()
                load = Load(telegram, sending, program.running.url, seen, weather)
                await load.open(_noon())
                await telegram.until(lambda: telegram.webhook, "the webhook", PATIENCE)
                crowd = load.everybody()
                watching = asyncio.create_task(_watch(program, seen))
                try:
                    await _phases(minutes, load, program, faults(line, telegram, data, content), console)
                    await load.accounts(PATIENCE)
                    watching.cancel()
                    load.ending = True
                    await _ended(program, seen)
                finally:
                    for task in [*crowd, watching]:
                        task.cancel()
                    await asyncio.gather(*crowd, watching, return_exceptions=True)
                said = program.running.output.read_text()
                if "Traceback" in said:
                    seen.crashes.append(f"the program said:\n{said[said.index('Traceback') - 400 :][:3000]}")
        await engine.dispose()


async def _phases(
    minutes: float,
    load: Load,
    program: Program,
    todo: Sequence[tuple[str, Callable[[], contextlib.AbstractAsyncContextManager[None]]]],
    console: Console,
) -> None:
    """Warm up, until what is kept in memory is there; then load with faults, calm in the middle and at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, console=console) as progress:
        task = progress.add_task("warming up", total=minutes * 60)
        begun = time.monotonic()
        load.going.set()
        await asyncio.sleep(min(WARM, minutes * 6) / 2)
        await load.everything()
        async with todo[-1][1]():  # a page changes: two libraries stand side by side while one takes the other's place
            pass
        await asyncio.sleep(min(WARM, minutes * 6) / 2)
        number = 0
        for part in (0.5, 1.0):
            await _calm(load, program)
            while (now := time.monotonic() - begun) < minutes * 60 * part:
                progress.update(task, completed=now, description=todo[number % len(todo)][0][:40].ljust(40))
                await asyncio.sleep(EVERY - LASTS)
                await _fault(load, *todo[number % len(todo)], FIRST_WITNESS + number)
                number += 1
        await _calm(load, program)


FIRST_WITNESS = 9_000_000


async def _calm(load: Load, program: Program) -> None:
    await load.calm(CALM)
    load.seen.calm.append(await program.sample())
    load.going.set()


async def _fault(
    load: Load, name: str, fault: Callable[[], contextlib.AbstractAsyncContextManager[None]], witness: int
) -> None:
    """Something is ill for a while; then somebody new asks."""
    begun = time.monotonic()
    load.weather.times.append((begun, float("inf")))
    async with fault():
        await asyncio.sleep(LASTS)
    load.weather.times[-1] = (begun, time.monotonic())
    took = await replies_again(load.telegram, witness)
    load.seen.back[name] = max(took, load.seen.back.get(name, 0.0))


async def _watch(program: Program, seen: Seen) -> None:
    """Look every few seconds; the first minute does not count."""
    await asyncio.sleep(WARM)
    while True:
        seen.samples.append(await program.sample())
        await asyncio.sleep(LOOK)


async def _ended(program: Program, seen: Seen) -> None:
    """Ask it to end while there is load."""
    begun = time.monotonic()
    program.running.process.terminate()
    seen.status = await asyncio.to_thread(program.running.process.wait, PATIENCE)
    seen.stopped = time.monotonic() - begun


def _noon() -> str:
    """A time zone in which nobody sleeps now."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def rows_of(minutes: float, seen: Seen) -> list[Row]:
    """What was seen, as lines of the report."""
    ordered = sorted(seen.answered)
    times = f"p50/p99 {_ms(ordered, 0.5)} / {_ms(ordered, 0.99)} ms, faults included"
    slowest = max(seen.back.items(), key=lambda one: one[1], default=("", 0.0))
    held = ("files and connections", "files"), ("threads", "threads"), ("tasks", "tasks")
    calm = "warm, in the middle, at the end, each without load"
    return [
        (f"{minutes:g} minutes: answers in the chat", f"{len(ordered):,}", f"{len(seen.unanswered)} missing", times),
        ("pages read", f"{seen.pages:,}", "all of them", f"{len(seen.broken_pages)} not; {seen.odd:,} odd updates"),
        (
            "copies of bulletins",
            f"{seen.copies:,}",
            "none lost, none twice",
            f"{seen.lost} lost, {seen.doubled} twice, {len(seen.books)} books that did not balance or end",
        ),
        ("replies are back after a fault", f"{slowest[1]:.2f} s", f"under {BACK:g} s", f"the slowest: {slowest[0]}"),
        (
            "resident memory",
            " / ".join(f"{one.memory:.0f}" for one in seen.calm) + " MB",
            "slope zero",
            f"{calm}; {slope(settled(seen.samples)):.2f} MB a minute in the second half",
        ),
        *(
            (f"{name} open", " / ".join(str(getattr(one, key)) for one in seen.calm), "none left open", calm)
            for name, key in held
        ),
        ("SIGTERM under load: ended after", f"{seen.stopped:.1f} s", f"under {TERM:g} s", f"status {seen.status}"),
    ]


def _ms(ordered: Sequence[float], share: float) -> str:
    return f"{ordered[int((len(ordered) - 1) * share)] * 1000:.0f}" if ordered else "-"


def main() -> int:
    """Run, tell, and say with the exit status whether it was good."""
    minutes, seen, console = float(os.environ.get("SOAK", MINUTES)), Seen(), Console(width=140)
    asyncio.run(soak(minutes, seen, console))
    rows, faults = rows_of(minutes, seen), wrong(seen)
    leave("soak", rows, wrong=faults, samples=[asdict(one) for one in seen.samples], back=seen.back)
    table = Table(*HEAD)
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for sentence in faults:
        console.print(f"WRONG: {sentence}", highlight=False, markup=False)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
