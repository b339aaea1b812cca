"""Queries on attempts to sign in, by keys from which neither login nor address can be read."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import attempts


async def attempts_of(connection: AsyncConnection, key: bytes) -> tuple[int, int]:
    """How many attempts there were, and when the last one was; nobody else changes them in this transaction."""
    found = await connection.execute(
        select(attempts.c.count, attempts.c.last).where(attempts.c.key == key).with_for_update()
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else (0, 0)


async def set_attempts(connection: AsyncConnection, key: bytes, count: int, now: int) -> None:
    """Note an attempt."""
    done = await connection.execute(update(attempts).where(attempts.c.key == key).values(count=count, last=now))
    if not done.rowcount:
        await connection.execute(attempts.insert().values(key=key, count=count, last=now))


async def forget_attempts(connection: AsyncConnection, before: int) -> None:
    """Remove what was last tried before a moment."""
    await connection.execute(delete(attempts).where(attempts.c.last < before))
