"""The staff of an organisation: who they are, the language of their desk, and that somebody no longer belongs to it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.model.staff import Member, Refused, StaffRole
from storage import sessions, tokens
from storage import staff as stored
from storage.database import writing
from storage.staff import Colleague


async def colleagues(engine: AsyncEngine, member: Member) -> Sequence[Colleague]:
    """The staff of the member's organisation; raises Refused where she may not see them."""
    if not member.may(StaffRole.ADMINISTRATOR):
        raise Refused("", "Only administrators see the list of staff.", 403)
    async with engine.connect() as connection:
        return await stored.colleagues(connection, member.organisation.id)


async def everybody(engine: AsyncEngine) -> Sequence[Colleague]:
    """The staff of every organisation, for the operator."""
    async with engine.connect() as connection:
        return await stored.colleagues(connection)


async def disable(engine: AsyncEngine, member: Member, login: str, now: int) -> None:
    """Take somebody of the member's organisation off the staff: sessions, tokens and the linked chat end at once."""
    if not member.may(StaffRole.ADMINISTRATOR):
        raise Refused("", "Only administrators disable staff.", 403)
    async with writing(engine) as connection:
        known = await stored.credentials(connection, login.strip().lower())
        if known is None or known.member.organisation.id != member.organisation.id:
            raise Refused("login", "Nobody of your organisation who can sign in has this login.", 404)
        if known.member.id == member.id:
            raise Refused("login", "You cannot disable yourself; ask another administrator.", 409)
        await stored.change_member(connection, known.member.id, disabled=True, chat=None, chat_address=None)
        await sessions.remove_sessions(connection, known.member.id)
        await tokens.revoke_all(connection, known.member.id, now)
        await noted(connection, member, "disable", known.member.login, now)


async def set_language(engine: AsyncEngine, member: Member, language: str) -> None:
    """Keep the language of a member's desk."""
    async with writing(engine) as connection:
        await stored.change_member(connection, member.id, language=language)
