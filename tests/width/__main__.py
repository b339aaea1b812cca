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
from tests.sending import Sending
from tests.width.cluster import Cluster, cluster

ROWS = 200_000
RATE, SECONDS, PEOPLE = 1_500, 8.0, 32
"""Updates a second for each process, for how long, and the people who tap."""
PROGRAM = "tests.bench.unbounded"
"""The program without the rate that Telegram allows, which would be measured else."""
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
