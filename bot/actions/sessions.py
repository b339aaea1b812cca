"""Sessions: kept here and not in the browser, so that they can be ended from anywhere."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.actions.token import digest
from bot.model.staff import Member
from storage import links
from storage import sessions as stored
from storage.database import writing

IDLE, ABSOLUTE = 30 * 60, 12 * 3600
"""Seconds without a request, and in all, after which a session is over."""
TOUCH = 60
"""Seconds after which it is noted that a session is in use: not with every request."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, and the word that every form of hers carries."""

    member: Member
    csrf: str


async def member_of_session(engine: AsyncEngine, token: str, now: int, *, used: bool = True) -> Session | None:
    """The session of a browser's token; None where it is none, idle for too long, or over.

    A page that asks again by itself is no use of the session (`used` false): nobody may be there.
    """
    async with engine.connect() as connection:
        kept = await stored.session(connection, digest(token))
    if kept is None or kept.seen + IDLE <= now or kept.created + ABSOLUTE <= now:
        return None
    if used and now - kept.seen >= TOUCH:
        async with writing(engine) as connection:
            await stored.seen(connection, digest(token), now)
    return Session(kept.member, kept.csrf)


async def sessions_of(engine: AsyncEngine, member: Member, now: int) -> int:
    """In how many browsers a member is signed in."""
    async with engine.connect() as connection:
        return await stored.sessions_of(connection, member.id, now - ABSOLUTE, now - IDLE)


async def sign_out(engine: AsyncEngine, member: Member, token: str, now: int) -> None:
    """End one session of a member."""
    async with writing(engine) as connection:
        await stored.remove_session(connection, digest(token))
        await noted(connection, member, "sign out", member.login, now)


async def sign_out_everywhere(engine: AsyncEngine, member: Member, now: int) -> int:
    """End every session of a member, and her codes for linking a chat; tells how many sessions there were."""
    async with writing(engine) as connection:
        number = await stored.remove_sessions(connection, member.id)
        await links.remove_links(connection, member.id)
        await noted(connection, member, "sign out everywhere", member.login, now, sessions=number)
    return number
