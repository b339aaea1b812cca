"""Put a backup in the database's place: checked first, in one step; what may have happened since does not go on."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.actions.organisations import operator
from bot.model.trouble import Trouble
from bot.monitoring.periods import bounds
from storage import tallies
from storage.copies import Told, aside, postgresql, sqlite
from storage.copies.aftercare import end_what_has_run_out, hold_deliveries
from storage.database import migrate, open_database, versions, writing
from storage.organisations import all_organisations
from storage.presence import anybody_is_present


class NotRestored(Trouble):
    """The backup cannot be put in the database's place; nothing was changed."""


async def restore(url: str, backup: Path, told: Told, *, overwrite: bool) -> Sequence[str]:
    """Put a backup in a database's place; tells the codes of the bulletins that were held. Raises Trouble."""
    kind = _kind(backup)
    engine = open_database(url)
    try:
        if engine.dialect.name != kind:
            raise NotRestored(f"{backup} is a backup of {kind}; FAIRPASSAGE_DATABASE_URL names {engine.dialect.name}.")
        _check_version(backup, kind)
        if not await _is_free(engine) and not overwrite:
            raise NotRestored("There is a database already; say --overwrite to put the backup in its place.")
        if kind == "sqlite":
            return await _into_sqlite(Path(make_url(url).database or ""), backup, told)
        return await _into_postgresql(engine, url, backup, told)
    finally:
        await engine.dispose()


def _kind(backup: Path) -> str:
    """Which kind of database a file is a backup of; raises NotRestored."""
    with backup.open("rb") as file:
        head = file.read(16)
    if head == sqlite.MAGIC:
        return "sqlite"
    if head.startswith(postgresql.MAGIC):
        return "postgresql"
    raise NotRestored(f"{backup} is no backup of this program.")


def _check_version(backup: Path, kind: str) -> None:
    """Raises where a backup is damaged, or its tables are of a version that this program does not know."""
    if kind == "sqlite":
        sqlite.checked(backup)
    found = sqlite.version_in(backup) if kind == "sqlite" else postgresql.version_in(backup)
    if found is None:
        raise NotRestored(f"{backup} is no backup of this program.")
    if found not in versions():
        raise NotRestored(f"{backup} has tables of version {found}, which is unknown here; install a newer program.")


async def _is_free(engine: AsyncEngine) -> bool:
    """Whether there is nothing yet; raises NotRestored where a program works with it."""
    if _has_no_file(engine):
        return True
    try:
        if not await aside.has_tables(engine):
            return True
        working = await anybody_is_present(engine, int(time.time()))
    except SQLAlchemyError:  # damaged, which is why there are backups
        working = False
    if working:
        raise NotRestored("The program runs on this database; stop it first, and wait ten seconds after a kill.")
    return False


def _has_no_file(engine: AsyncEngine) -> bool:
    return engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists()


async def _into_sqlite(database: Path, backup: Path, told: Told) -> Sequence[str]:
    """Make the restored database whole beside the old one, and then put it in its place in one transaction."""
    database.parent.mkdir(parents=True, exist_ok=True)
    scratch = database.with_name(f".{database.name}.restoring")
    _remove(scratch)
    try:
        await asyncio.to_thread(sqlite.copy_in, backup, scratch, told)
        engine = open_database(f"sqlite+aiosqlite:///{scratch}")
        try:
            held = await _made_fit(engine)
        finally:
            await engine.dispose()
        await asyncio.to_thread(_put_in_place, scratch, database, told)
    finally:
        _remove(scratch)
    return held


def _put_in_place(scratch: Path, database: Path, told: Told) -> None:
    """Take the old database's place; one that is damaged beyond being written to goes first."""
    try:
        if database.exists():
            sqlite.checked(database)
    except Trouble:
        _remove(database)
    sqlite.copy_in(scratch, database, told)


def _remove(path: Path) -> None:
    """Remove a SQLite database with what stands beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


async def _into_postgresql(engine: AsyncEngine, url: str, backup: Path, told: Told) -> Sequence[str]:
    """Put the old tables aside, and back where anything goes wrong."""
    server = await aside.server_version(engine)
    await aside.put_aside(engine)
    try:
        await asyncio.to_thread(postgresql.copy_in, make_url(url), backup, server, told)
        held = await _made_fit(engine)
    except BaseException:
        await engine.dispose()
        await aside.put_back(engine)
        raise
    await aside.drop_aside(engine)
    return held


async def _made_fit(engine: AsyncEngine) -> Sequence[str]:
    """Bring restored tables to the newest version and end what may not go on; tells what was held, for the record."""
    await migrate(engine)
    now = int(time.time())
    async with writing(engine) as connection:
        await end_what_has_run_out(connection)
        # A period that ended since may have been released: its numbers drawn once more would tell about people.
        await tallies.drop_ended(
            connection, lambda period: bounds(period)[1] <= datetime.fromtimestamp(now, UTC).date()
        )
        held = await hold_deliveries(connection, now)
        unions = {one.id: one for one in await all_organisations(connection)}
        for row in held:
            await noted(connection, operator(unions[row.organisation]), "restore", row.code, now)
    return sorted(row.code for row in held)
