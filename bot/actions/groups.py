"""The groups that get an organisation's bulletins: its officers see how many there are, and unlink one."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.model.staff import Member, Refused
from storage import groups as stored
from storage.database import settle, writing
from storage.groups import Group


async def groups_of(engine: AsyncEngine, member: Member) -> Sequence[Group]:
    """The groups of the member's organisation."""
    async with engine.connect() as connection:
        return await stored.groups_of(connection, member.organisation.id)


async def unlink_group(engine: AsyncEngine, member: Member, number: int, now: int) -> None:
    """No more bulletins come into a group, and nothing leads to it any more; raises Refused."""
    async with writing(engine) as connection:
        if not await stored.remove_group(connection, member.organisation.id, number):
            raise Refused("group", "There is no such group any more.", 404)
        await noted(connection, member, "unlink group", member.organisation.slug, now)
    await settle(engine)
