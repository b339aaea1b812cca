"""Queries on visitors who turned the counting of use off."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import uncounted

PACK = 1000
"""Visitors that are asked for at once."""


async def are_uncounted(connection: AsyncConnection, visitors: Sequence[bytes]) -> set[bytes]:
    """Those among some visitors who turned counting off."""
    found: set[bytes] = set()
    for start in range(0, len(visitors), PACK):
        pack = visitors[start : start + PACK]
        found.update(await connection.scalars(select(uncounted.c.visitor).where(uncounted.c.visitor.in_(pack))))
    return found


async def count_not(connection: AsyncConnection, visitor: bytes) -> None:
    """Note that a visitor turned counting off."""
    if not await are_uncounted(connection, [visitor]):
        await connection.execute(uncounted.insert().values(visitor=visitor))


async def count_again(connection: AsyncConnection, visitor: bytes) -> bool:
    """Remove the note; tells whether there was one."""
    gone = await connection.execute(delete(uncounted).where(uncounted.c.visitor == visitor))
    return gone.rowcount > 0
