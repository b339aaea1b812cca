"""Queries on signed-in browsers."""

from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.staff import Member
from storage import staff as people
from storage.tables import sessions, staff


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as it is kept."""

    member: Member
    csrf: str
    created: int
    seen: int


async def insert_session(connection: AsyncConnection, token: bytes, member: int, csrf: str, now: int) -> None:
    """A browser that signed in, by the hash of its token."""
    await connection.execute(sessions.insert().values(token=token, staff=member, csrf=csrf, created=now, seen=now))


async def session(connection: AsyncConnection, token: bytes) -> Kept | None:
    """A session of a member who is not disabled."""
    query = (
        select(*people.MEMBER, sessions.c.csrf, sessions.c.created.label("since"), sessions.c.seen)
        .select_from(people.JOINED.join(sessions, sessions.c.staff == staff.c.id))
        .where(sessions.c.token == token, people.ACTIVE)
    )
    row = (await connection.execute(query)).one_or_none()
    return Kept(people.read(row), row.csrf, row.since, row.seen) if row else None


async def seen(connection: AsyncConnection, token: bytes, now: int) -> None:
    """Note that a session is in use."""
    await connection.execute(update(sessions).where(sessions.c.token == token).values(seen=now))


async def remove_session(connection: AsyncConnection, token: bytes) -> None:
    """End a session."""
    await connection.execute(delete(sessions).where(sessions.c.token == token))


async def remove_sessions(connection: AsyncConnection, member: int, but: bytes = b"") -> int:
    """End every session of a member, but for the one with this token; tells how many there were."""
    done = await connection.execute(delete(sessions).where(sessions.c.staff == member, sessions.c.token != but))
    return int(done.rowcount)


async def sessions_of(connection: AsyncConnection, member: int, created: int, seen: int) -> int:
    """How many sessions of a member began, and were last in use, after these moments."""
    row = sessions.c
    alive = (row.staff == member, row.created > created, row.seen > seen)
    return int((await connection.execute(select(func.count()).select_from(sessions).where(*alive))).scalar_one())


async def remove_old(connection: AsyncConnection, created: int, seen: int) -> None:
    """Remove the sessions that began, or were last in use, before these moments."""
    await connection.execute(delete(sessions).where(or_(sessions.c.created <= created, sessions.c.seen <= seen)))
