"""The connection to the database: SQLite in a file, or PostgreSQL."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoTurn
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import await_only

from bot.model.trouble import Trouble
from storage.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "0004"
"""The newest version of the tables; a test holds it against the migrations."""
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
"""How a SQLite file is kept."""
LOCK = 0x46504D49
"""The number of PostgreSQL's lock under which one process at a time changes the tables."""
PATIENCE = 5
"""Seconds to wait for a lock or a connection before a query fails."""
MOMENT = 0.02
"""Seconds between two tries of what SQLite does not wait for by itself."""
PRIMARY = 0xFF
"""The bits of SQLite's error codes that tell what kind of error it is."""
PREPARED = 32
"""Statements that a connection to SQLite keeps ready, about 15 kB each; those that name many rows seldom come again."""


_turns: WeakKeyDictionary[Engine, asyncio.Lock] = WeakKeyDictionary()


class NoDatabase(Trouble):
    """The database cannot be opened; the sentence says why and what to do."""


def open_database(url: str) -> AsyncEngine:
    """An engine for a database address; nothing is opened yet. What is bound to a query stands in no error's text."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise NoDatabase("FAIRPASSAGE_DATABASE_URL is not a database address; see the README on settings.") from error
    if parsed.drivername == "sqlite+aiosqlite":
        return open_sqlite(parsed, PRAGMAS)
    if parsed.drivername == "postgresql+asyncpg":
        way = {"async_creator_fn": _connected}
        try:
            return create_async_engine(
                parsed, pool_pre_ping=True, pool_timeout=PATIENCE, hide_parameters=True, connect_args=way
            )
        except ModuleNotFoundError as error:
            raise NoDatabase("PostgreSQL needs the package asyncpg; install it, or use SQLite.") from error
    raise NoDatabase("FAIRPASSAGE_DATABASE_URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://.")


async def _connected(*address: Any, **more: Any) -> Any:
    """A connection to PostgreSQL; a server that takes nobody in now is as far away as one that is not there.

    SQLAlchemy hands on the driver's own errors here, which nobody expects who waits for a database.
    """
    import asyncpg

    try:
        return await asyncpg.connect(*address, **more)
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise ConnectionRefusedError(str(error)) from error


def open_sqlite(url: URL | str, pragmas: Sequence[str], **options: Any) -> AsyncEngine:
    """An engine for a SQLite file; every connection gets the pragmas, and is given up where the file is another."""
    how = {"timeout": PATIENCE, "cached_statements": PREPARED}
    engine = create_async_engine(url, connect_args=how, hide_parameters=True, **options)
    path = engine.url.database or ""

    def connected(connection: Any, entry: ConnectionPoolEntry) -> None:
        _prepare_sqlite(connection, pragmas)
        entry.info["file"] = _file(path)

    def taken(connection: Any, entry: ConnectionPoolEntry, proxy: Any) -> None:
        if entry.info["file"] != _file(path):
            raise DisconnectionError

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "checkout", taken)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _file(path: str) -> tuple[int, int] | None:
    """Which file stands at a path: one that was removed lives on in its open connections, which write into nothing."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that will write.

    SQLite takes its write lock at once, and waits for it: a transaction that reads first and writes later fails as soon
    as another one wrote in between. It waits by sleeping longer and longer, so the writers of a process take turns.
    """
    async with _turn(engine), engine.execution_options(immediate=True).begin() as connection:
        yield connection


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction whose queries all see the moment of the first one, for figures that have to agree.

    SQLite's do so anyway.
    """
    way = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    async with engine.execution_options(**way).connect() as connection:
        yield connection


@asynccontextmanager
async def _turn(engine: AsyncEngine) -> AsyncIterator[None]:
    """A writer's turn in this process; PostgreSQL needs none."""
    if engine.dialect.name != "sqlite":
        yield
        return
    lock = _turns.setdefault(engine.sync_engine, asyncio.Lock())
    try:
        async with asyncio.timeout(PATIENCE):
            await lock.acquire()
    except TimeoutError as error:
        raise NoTurn("Another transaction writes for too long.") from error
    try:
        yield
    finally:
        lock.release()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")


def _prepare_sqlite(connection: Any, pragmas: Sequence[str]) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    cursor = connection.cursor()
    for pragma in pragmas:
        _patiently(cursor, f"PRAGMA {pragma}")
    cursor.close()


def _patiently(cursor: Any, statement: str) -> None:
    """SQLite does not wait by itself where several programs that start change how a new file is kept."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            await_only(asyncio.sleep(MOMENT))
        else:
            return


async def migrate(engine: AsyncEngine) -> None:
    """Bring the tables to the newest version; raises NoDatabase with one sentence where that is not possible."""
    try:
        async with engine.connect() as connection:
            if await connection.run_sync(_version) == NEWEST:
                return
        async with writing(engine) as connection:
            await _alone(connection)
            await connection.run_sync(_upgrade)
    except (SQLAlchemyError, OSError, sqlite3.Error) as error:
        cause = getattr(error, "orig", None) or error
        raise NoDatabase(
            f"The database cannot be opened ({cause}); check FAIRPASSAGE_DATABASE_URL, FAIRPASSAGE_DATA_DIR, "
            "the disk's free space and its permissions."
        ) from error


async def _alone(connection: AsyncConnection) -> None:
    """Wait until no other process changes the tables; of several that start at once, one does it."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def versions() -> list[str]:
    """Every version that the tables ever had, the oldest first."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def answers(engine: AsyncEngine) -> bool:
    """Whether the database answers now and has its tables; tables that were lost are made again."""
    try:
        async with asyncio.timeout(2), engine.connect() as connection:
            found = await connection.run_sync(_version)
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return found == NEWEST or await mended(engine)


async def mended(engine: AsyncEngine) -> bool:
    """Whether the tables are there (again): a database that was removed under a running program comes back empty."""
    try:
        await migrate(engine)
    except NoDatabase:
        return False
    return True


async def settle(engine: AsyncEngine) -> None:
    """Write what was deleted out of SQLite's write-ahead log, which keeps it until a checkpoint."""
    if engine.dialect.name == "sqlite":
        async with _turn(engine), engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _upgrade(connection: Connection) -> None:
    """Bring the tables to the newest version: an empty database gets them as they are, an older one its migrations."""
    if _version(connection) == NEWEST:
        return
    if not inspect(connection).get_table_names():
        metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:newest)"), {"newest": NEWEST})
        return
    run_migrations(connection)


def run_migrations(connection: Connection, until: str = "head") -> None:
    """Run the migrations that are missing; Alembic is loaded only here, it takes time and memory."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, until)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found
