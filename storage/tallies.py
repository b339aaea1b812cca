"""Queries on tallies: counters that grow, are read once when their period closes, and are removed."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.database import settle
from storage.inserting import insert_of
from storage.tables import tallies

Grown = tuple[str, str, int]
"""A table's name, a key, and by how much it grows."""


async def add(connection: AsyncConnection, period: str, grown: Sequence[Grown]) -> None:
    """Let counters grow, in the order given; the caller shuffles it."""
    insert = insert_of(connection, tallies)
    more = insert.on_conflict_do_update(
        index_elements=[tallies.c.period, tallies.c.table_name, tallies.c.key],
        set_={"n": tallies.c.n + insert.excluded.n},
    )
    rows = [{"period": period, "table_name": table, "key": key, "n": number} for table, key, number in grown]
    await connection.execute(more, rows)


async def of_table(connection: AsyncConnection, period: str, table: str) -> Mapping[str, int]:
    """The counters of one table, by key."""
    found = await connection.execute(
        select(tallies.c.key, tallies.c.n).where(tallies.c.period == period, tallies.c.table_name == table)
    )
    return {row.key: row.n for row in found}


async def drop(connection: AsyncConnection, period: str, tables: Sequence[str]) -> int:
    """Remove the counters of some tables; tells how many there were."""
    gone = await connection.execute(delete(tallies).where(tallies.c.period == period, tallies.c.table_name.in_(tables)))
    return gone.rowcount


async def drop_ended(connection: AsyncConnection, ended: Callable[[str], bool]) -> int:
    """Remove the counters of every period that has ended; tells how many there were."""
    periods = [one for one in await connection.scalars(select(tallies.c.period).distinct()) if ended(one)]
    gone = await connection.execute(delete(tallies).where(tallies.c.period.in_(periods)))
    return gone.rowcount


async def scour(engine: AsyncEngine) -> None:
    """Write what was removed out of the files: SQLite's write-ahead log, PostgreSQL's dead rows."""
    await settle(engine)
    if engine.dialect.name == "postgresql":
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql("VACUUM FULL tallies")
