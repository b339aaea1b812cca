"""What `deploy/README.md` reckons with, measured: bytes of a row, seconds of a backup, and processor time of an update
with one and with two processes that answer; printed, and as var/width.json.

Throughput on a machine where clients, Telegram's double, database and program share the processors says nothing about a
larger one; the program's own processor time for an update does.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.backup import back_up
from bot.model.bulletin import DeliveryState
from storage.database import migrate, open_database, writing
from storage.tables import deliveries
from tests.bench.asking import connected
from tests.bench.compare import double, until_calm
from tests.bench.crowd import Crowd, Wanted
from tests.bench.row import Row, leave
from tests.conftest import Postgres
from tests.doubles.telegram import TelegramDouble
from tests.sending import Clock, Sending
from tests.width.cluster import Cluster, cluster, noon

ROWS = 200_000
RATE, SECONDS, PEOPLE = 1_500, 8.0, 32
"""Updates a second for each process, for how long, and the people who tap."""
PROGRAM = "tests.bench.unbounded"
"""The program without the rate that Telegram allows, which would be measured else."""
KILLS, COPIES, COPIES_A_SECOND = 3, 1_500, 40
"""How often the process that delivers is killed, and copies, so that some are left behind the last kill."""
ON_ITS_WAY = 0.2
"""Seconds in which what the killed one had sent arrives."""
TICK = os.sysconf("SC_CLK_TCK")


async def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="fairpassage-") as folder:
        data = Path(folder)
        server = Postgres(data)
        os.environ["PATH"] = f"{server.programs}{os.pathsep}{os.environ['PATH']}"
        try:
            rows = await measured_rows(f"sqlite+aiosqlite:///{data / 'rows.sqlite3'}", data)
            rows += await measured_rows(server.new_database(), data)
            rows += await measured_updates(data, server)
            rows.append(await measured_takeover(data, server))
        finally:
            server.close()
    for what, value, *_ in rows:
        sys.stdout.write(f"{what:66} {value:>18}\n")
    leave("width", rows)


def say(what: str, value: float, unit: str, goal: str = "-") -> Row:
    """One line of the table."""
    return what, f"{value:,.2f} {unit}", goal, ""


async def measured_rows(url: str, data: Path) -> list[Row]:
    """How much a subscriber and a delivery take, and how long a backup of many takes."""
    engine = open_database(url)
    await migrate(engine)
    kind = engine.dialect.name
    async with TelegramDouble() as telegram:
        sending = await Sending(engine, telegram).open()
        empty = await size(engine)
        await sending.subscribe(ROWS, chats=False)
        full = await size(engine)
        rows = [say(f"{kind}: a subscription", (full - empty) / ROWS, "bytes")]
        one = await sending.send({"en": "Hello"})
        async with writing(engine) as connection:
            kept = {"message": b"m" * 40, "state": DeliveryState.DELIVERED.value, "sent": sending.clock.now}
            await connection.execute(deliveries.update().values(language="en", version=1, **kept))
        rows.append(say(f"{kind}: a delivery, with its message", (await size(engine) - full) / ROWS, "bytes"))
        assert one.id
    begun = time.monotonic()
    target = data / f"{kind}.backup"
    written = await asyncio.to_thread(back_up, url, target, lambda _, __: None)
    rows.append(say(f"{kind}: a backup of {ROWS:,} of each", time.monotonic() - begun, "s"))
    rows.append(say(f"{kind}: its file", written / 1e6, "MB"))
    await engine.dispose()
    return rows


async def size(engine: AsyncEngine) -> int:
    """The bytes of a database once it has been tidied up."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if engine.dialect.name == "sqlite":
            await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            await connection.execute(text("VACUUM"))
            return Path(make_url(str(engine.url)).database or "").stat().st_size
        await connection.execute(text("VACUUM FULL"))
        return int((await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one())


async def measured_updates(data: Path, server: Postgres) -> list[Row]:
    """The processor time that an update takes of one process, and of two of which each has as many."""
    took: list[float] = []
    rows: list[Row] = []
    for number in (1, 2):
        folder = data / f"cluster{number}"
        folder.mkdir()
        with double(folder) as api:
            async with cluster(folder, server.new_database(), api, serve=number, deliver=0, program=PROGRAM) as found:
                await found.ready()
                took.append(await taps(api, found))
        rows.append(say(f"an update, {number} serve: processor time of the program", took[-1] * 1000, "ms"))
        rows.append(say(f"an update, {number} serve: what so many processors answer", number / took[-1], "a second"))
    times = 2 * took[0] / took[1]
    rows.append(say("two serve processes against one, each with a processor of its own", times, "times", "1.8 times"))
    return rows


async def measured_takeover(data: Path, server: Postgres) -> Row:
    """How long nothing leaves when the process that delivers is killed, from the kill to the next copy."""
    folder, url = data / "takeover", server.new_database()
    folder.mkdir()
    engine = open_database(url)
    await migrate(engine)
    async with TelegramDouble() as telegram:
        sending = Sending(engine, telegram)
        sending.clock = Clock(time.time())
        chats = await (await sending.open()).subscribe(COPIES, zone=noon())
        settings = {"TELEGRAM_RATE": str(COPIES_A_SECOND)}
        async with cluster(folder, url, telegram.url, serve=0, deliver=KILLS + 1, **settings) as found:
            bulletin = await sending.send({"en": "Hello"})
            took = [await after_a_kill(found, telegram) for _ in range(KILLS)]
            books = await sending.until(bulletin, lambda books: not books.states[DeliveryState.WAITING])
        twice = sum(len(sending.copies(chat)) > 1 for chat in chats)
    await engine.dispose()
    beside = (
        f"{KILLS} kills, the fastest {min(took):.1f} s; {books.states[DeliveryState.DELIVERED]} copies, {twice} twice"
    )
    return "another delivers after kill -9 of the one that led", f"{max(took):.1f} s", "within 5 s", beside


async def after_a_kill(found: Cluster, telegram: TelegramDouble) -> float:
    """Kill the one that leads while copies leave; the seconds until the next one does."""
    await leaves(telegram)
    leading = found.leader()
    leading.process.kill()
    leading.process.wait()
    begun = time.monotonic()
    await asyncio.sleep(ON_ITS_WAY)
    await leaves(telegram)
    return time.monotonic() - begun


async def leaves(telegram: TelegramDouble) -> None:
    """Until one more copy has left."""
    before = telegram.counts["sendMessage"]
    await telegram.until(lambda: telegram.counts["sendMessage"] > before, "a copy")


async def taps(api: str, found: Cluster) -> float:
    """A crowd taps through the menu, each visitor at one process; seconds of processor time for each update."""
    ports = [one.port for one in found.processes.values()]
    crowd = Crowd(Wanted(control=api, root="en/PH-GB-2221", places=100, visitors=PEOPLE * len(ports)))
    await crowd.open()
    crowd.port = ports[0]
    await crowd.learn()
    await crowd.gather()
    for number, visitor in enumerate(crowd.visitors.values()):
        visitor.asking = await connected(crowd.host, ports[number % len(ports)], visitor.answered)
    await crowd.walk(SECONDS, RATE * len(ports))
    for one in found.processes.values():  # what a process prepares at its start is not an update's
        await asyncio.to_thread(until_calm, one.process.pid)
    before = used(found)
    seen = await crowd.walk(SECONDS, RATE * len(ports))
    assert not seen.wrong
    return (used(found) - before) / seen.taps


def used(found: Cluster) -> float:
    """Seconds of processor time of the processes until now."""
    return sum(_used(one.process.pid) for one in found.processes.values())


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


asyncio.run(main())
