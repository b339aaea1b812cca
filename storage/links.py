"""Queries on the codes by which staff link a chat or a group."""

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import links


async def insert_link(
    connection: AsyncConnection, code: bytes, member: int, purpose: str, now: int, expires: int
) -> None:
    """A new code by its hash, in place of the member's earlier one for the same purpose; old ones go."""
    mine = and_(links.c.staff == member, links.c.purpose == purpose)
    await connection.execute(delete(links).where(or_(mine, links.c.expires <= now)))
    await connection.execute(links.insert().values(token=code, staff=member, purpose=purpose, expires=expires))


async def remove_links(connection: AsyncConnection, member: int) -> None:
    """No code of a member works any more."""
    await connection.execute(delete(links).where(links.c.staff == member))


async def use_link(connection: AsyncConnection, code: bytes, purpose: str, now: int) -> int | None:
    """Use up a code; tells whose it is, None where it is none, has expired, or was used meanwhile."""
    chosen = and_(links.c.token == code, links.c.purpose == purpose, links.c.expires > now)
    member = (await connection.execute(select(links.c.staff).where(chosen))).scalar_one_or_none()
    done = await connection.execute(delete(links).where(chosen))
    return member if done.rowcount else None
