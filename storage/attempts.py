"""Queries on attempts to sign in, by keys from which neither login nor address can be read."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserting import insert_of
from storage.tables import attempts


async def attempts_of(connection: AsyncConnection, key: bytes, now: int) -> tuple[int, int]:
    """How many attempts there were, and when the last one was; nobody else changes them in this transaction.

    Also where there were none: what is not there cannot be held, and who comes first would not be the one who is first
    everywhere, so that two could wait for each other.
    """
    none = insert_of(connection, attempts).values(key=key, count=0, last=now).on_conflict_do_nothing()
    await connection.execute(none)
    query = select(attempts.c.count, attempts.c.last).where(attempts.c.key == key).with_for_update()
    row = (await connection.execute(query)).one()
    return row[0], row[1]


async def set_attempts(connection: AsyncConnection, key: bytes, count: int, now: int) -> None:
    """Note an attempt of somebody whose attempts were looked up before."""
    await connection.execute(update(attempts).where(attempts.c.key == key).values(count=count, last=now))


async def forget_attempts(connection: AsyncConnection, before: int) -> None:
    """Remove what was last tried before a moment."""
    await connection.execute(delete(attempts).where(attempts.c.last < before))
