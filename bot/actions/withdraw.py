"""Withdraw a bulletin: take it out of the chats and off the pages."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.model.bulletin import BulletinState, Task
from bot.model.staff import Member, Refused
from storage import bulletins as stored
from storage import deliveries
from storage.database import writing


async def withdraw(engine: AsyncEngine, member: Member, bulletin: int, now: int) -> None:
    """Nobody gets it any more, every delivered copy is taken back as far as Telegram allows; raises Refused.

    A draft is not withdrawn; an approved bulletin that has not gone out yet goes back to being a draft.
    """
    async with writing(engine) as connection:
        await stored.lock_bulletin(connection, bulletin)
        one = await stored.bulletin(connection, bulletin, member.organisation.id)
        if one is None:
            raise Refused("bulletin", "There is no such bulletin.", 404)
        if one.state is BulletinState.SCHEDULED:
            await stored.change_bulletin(connection, bulletin, state=BulletinState.DRAFT.value)
        elif one.state is BulletinState.RELEASED:
            await stored.change_bulletin(
                connection, bulletin, state=BulletinState.WITHDRAWN.value, stopped=False, changed=now
            )
            await deliveries.skip_waiting(connection, bulletin, "withdrawn")
            await deliveries.set_task(connection, bulletin, Task.WITHDRAW, now)
        else:
            raise Refused("bulletin", "Only a released bulletin can be withdrawn.", 409)
        await noted(connection, member, "withdraw", one.code, now)
