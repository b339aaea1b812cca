"""The guard: knows who took part in a period by tokens that mean nothing without the period's key, and never in what.

A store of its own, never in a backup: a second SQLite file, or unlogged tables in a schema of their own in PostgreSQL
(they are in no write-ahead log and no base backup). Each group and period has tables of its own, which are dropped when
it closes, and with them the nonce without which its key cannot be made again from the key file.
"""

import hmac
import os
import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, MetaData, NullPool, String, Table, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateSchema

from storage.database import open_sqlite, writing

FILE = "guard.sqlite3"
"""Its name in the data folder, where the database is SQLite."""
SCHEMA = "guard"
PRAGMAS = ("journal_mode=DELETE", "synchronous=NORMAL", "secure_delete=ON", "temp_store=MEMORY")
"""What is deleted is overwritten, leaves no write-ahead log behind, and no copy in a folder for scratch files."""
ONE_AT_A_TIME = 5_151_002
"""The number of PostgreSQL's lock for changes of the guard."""
PACK = 1000
"""Tokens that are asked for at once."""

_NAME = re.compile(r"(?P<group>[a-z]{1,16})_(?P<period>\d{4}_(?:q\d|h\d|\d\d))_nonces", re.ASCII)


@dataclass(frozen=True, slots=True)
class Opened:
    """A period's key, and the random mark of this guard: another one means that the former was lost."""

    key: bytes
    mark: str

    def __repr__(self) -> str:
        return f"Opened({self.mark!r})"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Which tokens were new, and whether they were put down."""

    fresh: frozenset[bytes]
    put: bool


class Guard:
    """The guard of one installation. `key` is the key file's; `dice` gives random bytes."""

    def __init__(self, engine: AsyncEngine, key: bytes, dice: Callable[[int], bytes] = os.urandom) -> None:
        self._engine = engine
        self._key = key
        self._dice = dice
        self._standing: dict[tuple[str, str], tuple[Table, Table, Table]] = {}

    async def open(self, group: str, period: str) -> Opened:
        """The key of a group's period that is counted now; made the first time, and again where the guard was lost.

        Must not be asked for a period that was released: its guard would stand up again, empty, until it is swept away.
        """
        nonces, tokens, _ = self._tables(group, period)
        async with self._changing() as connection:
            await self._make(connection, nonces, tokens)
            for row in (await connection.execute(select(nonces))).all():
                if hmac.compare_digest(row.proof, self._proof(row.nonce)):
                    return Opened(self._period_key(group, period, row.nonce), row.mark)
            nonce, mark = self._dice(32), self._dice(16).hex()
            await connection.execute(nonces.insert().values(mark=mark, nonce=nonce, proof=self._proof(nonce)))
        return Opened(self._period_key(group, period, nonce), mark)

    async def admit(self, group: str, period: str, mark: str, tokens: Mapping[bytes, bytes], least: int) -> Admitted:
        """Put new tokens down, if they belong to at least so many different people; `tokens` gives the visitor of each.

        Where the period was closed meanwhile nothing is new any more.
        """
        nonces, kept, _ = self._tables(group, period)
        async with self._changing() as connection:
            if not await self._has(connection, nonces, mark):
                return Admitted(frozenset(), False)
            fresh = frozenset(tokens.keys() - await self._known(connection, kept, list(tokens)))
            if not fresh or len({tokens[one] for one in fresh}) < least:
                return Admitted(fresh, False)
            await connection.execute(kept.insert(), [{"token": one} for one in sorted(fresh)])
        return Admitted(fresh, True)

    async def asked(
        self, group: str, period: str, mark: str, asks: Collection[tuple[bytes, bytes]]
    ) -> Mapping[bytes, int]:
        """Note keyed questions, each with a keyed mark of who asked; tells for each question how many did.

        Both are HMACs under the period's key; the mark is another one for each question of the same person.
        """
        nonces, _, kept = self._tables(group, period)
        async with self._changing() as connection:
            if not asks or not await self._has(connection, nonces, mark):
                return {}
            await self._make(connection, kept)
            questions = sorted({question for question, _ in asks})
            there = {
                (row.question, row.who)
                for row in await connection.execute(select(kept).where(kept.c.question.in_(questions)))
            }
            if new := sorted(set(asks) - there):
                await connection.execute(kept.insert(), [{"question": one, "who": who} for one, who in new])
            counted = await connection.execute(
                select(kept.c.question, func.count()).where(kept.c.question.in_(questions)).group_by(kept.c.question)
            )
            return {row[0]: row[1] for row in counted}

    async def drop(self, group: str, period: str) -> None:
        """Destroy a closed period's key and tokens."""
        async with self._changing() as connection:
            for table in self._tables(group, period):
                await connection.run_sync(table.drop, checkfirst=True)
        if self._lite:
            async with self._engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(text("VACUUM"))

    async def periods(self) -> Sequence[tuple[str, str]]:
        """Every group and period of which there is a key."""

        def names(connection: Connection) -> Sequence[str]:
            return inspect(connection).get_table_names(schema=self._schema)

        async with self._engine.connect() as connection:
            found = [_NAME.fullmatch(name) for name in sorted(await connection.run_sync(names))]
        return [(one["group"], one["period"].replace("_", "-").upper()) for one in found if one]

    @property
    def _lite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @property
    def _schema(self) -> str | None:
        return None if self._lite else SCHEMA

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction in which nobody else changes the guard."""
        async with writing(self._engine) as connection:
            if not self._lite:
                await connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
            yield connection

    def _tables(self, group: str, period: str) -> tuple[Table, Table, Table]:
        """The nonces, the tokens and the searches of a period: the same each time, or the engine would keep every query
        on them as a new one.
        """
        if (known := self._standing.get((group, period))) is None:
            known = self._standing[group, period] = self._named(group, period)
        return known

    def _named(self, group: str, period: str) -> tuple[Table, Table, Table]:
        name = f"{group}_{period}".lower().replace("-", "_")
        if not _NAME.fullmatch(f"{name}_nonces"):
            raise ValueError(f"{group!r} in {period!r} cannot be guarded.")
        nonces = self._table(
            f"{name}_nonces",
            Column("mark", String(32), primary_key=True),
            Column("nonce", LargeBinary(32), nullable=False),
            Column("proof", LargeBinary(16), nullable=False),
        )
        tokens = self._table(f"{name}_tokens", Column("token", LargeBinary(16), primary_key=True))
        searches = self._table(
            f"{name}_searches",
            Column("question", LargeBinary(16), primary_key=True),
            Column("who", LargeBinary(16), primary_key=True),
        )
        return nonces, tokens, searches

    def _table(self, name: str, *columns: Column[Any]) -> Table:
        """A table without row numbers, and outside of PostgreSQL's write-ahead log."""
        if self._lite:  # the other database's options would import all that speaks to it, beside visitors who wait
            return Table(name, MetaData(), *columns, sqlite_with_rowid=False)
        options = {"autovacuum_enabled": False}
        return Table(name, MetaData(schema=SCHEMA), *columns, prefixes=["UNLOGGED"], postgresql_with=options)

    async def _make(self, connection: AsyncConnection, *tables: Table) -> None:
        """Make tables that are not there. ANALYZE would copy tokens into PostgreSQL's own, logged tables: forbidden."""
        for table in tables:
            if await self._stands(connection, table):
                continue
            if not self._lite:
                await connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
            await connection.run_sync(table.create)
            if not self._lite:
                for column in table.columns:
                    quiet = f"ALTER TABLE {SCHEMA}.{table.name} ALTER COLUMN {column.name} SET STATISTICS 0"
                    await connection.execute(text(quiet))

    async def _stands(self, connection: AsyncConnection, table: Table) -> bool:
        return await connection.run_sync(lambda sync: inspect(sync).has_table(table.name, self._schema))

    async def _has(self, connection: AsyncConnection, nonces: Table, mark: str) -> bool:
        """Whether a period's key is still the one that a mark stands for."""
        if not await self._stands(connection, nonces):
            return False
        found = await connection.execute(select(nonces.c.mark).where(nonces.c.mark == mark))
        return found.scalar_one_or_none() is not None

    async def _known(self, connection: AsyncConnection, kept: Table, tokens: Sequence[bytes]) -> set[bytes]:
        """Which tokens are there."""
        found: set[bytes] = set()
        for start in range(0, len(tokens), PACK):
            pack = tokens[start : start + PACK]
            found.update(await connection.scalars(select(kept.c.token).where(kept.c.token.in_(pack))))
        return found

    def _period_key(self, group: str, period: str, nonce: bytes) -> bytes:
        return hmac.digest(self._key, b"period\0" + nonce + f"\0{group}\0{period}".encode(), "sha256")

    def _proof(self, nonce: bytes) -> bytes:
        """What tells that a nonce was drawn beside this key file, so that another one begins a guard of its own."""
        return hmac.digest(self._key, b"proof\0" + nonce, "sha256")[:16]


def open_guard(database: AsyncEngine, folder: Path, key: bytes) -> Guard:
    """The guard beside a database: a file in a folder for SQLite, a schema in PostgreSQL.

    The file is opened anew each time, so that one which was lost is noticed.
    """
    if database.dialect.name != "sqlite":
        return Guard(database, key)
    return Guard(open_sqlite(f"sqlite+aiosqlite:///{folder / FILE}", PRAGMAS, poolclass=NullPool), key)
