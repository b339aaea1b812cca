"""An officer tries a bulletin on herself before anybody releases it; it makes no delivery and changes no books."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.model.bulletin import Bulletin
from bot.model.staff import Member, Refused
from storage import bulletins as stored
from storage.database import writing


async def to_test(engine: AsyncEngine, member: Member, number: int, chat: str | None, now: int) -> Bulletin:
    """The newest version of a bulletin, to be sent to the member's own linked chat; raises Refused without one."""
    if chat is None:
        raise Refused("chat", "Link your own Telegram chat first; the test goes there.", 409)
    async with writing(engine) as connection:
        one = await stored.bulletin(connection, number, member.organisation.id)
        if one is None:
            raise Refused("bulletin", "There is no such bulletin.", 404)
        await noted(connection, member, "test", one.code, now, version=one.version)
    return one
