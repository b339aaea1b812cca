"""Try the failed copies of a bulletin again."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.model.bulletin import BulletinState
from bot.model.staff import Member, Refused
from storage import bulletins as stored
from storage import deliveries
from storage.database import writing


async def retry_failed(engine: AsyncEngine, member: Member, bulletin: int, now: int) -> int:
    """Let the failed copies wait again, and nothing else; tells how many. Raises Refused."""
    async with writing(engine) as connection:
        await stored.lock_bulletin(connection, bulletin)
        one = await stored.bulletin(connection, bulletin, member.organisation.id)
        if one is None:
            raise Refused("bulletin", "There is no such bulletin.", 404)
        if one.state is not BulletinState.RELEASED or one.show_until <= now:
            raise Refused("bulletin", "Only a released bulletin before its last day can be tried again.", 409)
        number = await deliveries.retry(connection, bulletin, now)
        await noted(connection, member, "retry", one.code, now, copies=number)
        return number
