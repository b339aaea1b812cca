"""Stop a bulletin in mid-send, and let it go on."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.model.bulletin import BulletinState
from bot.model.message import sayable
from bot.model.staff import Member, Refused
from storage import bulletins as stored
from storage.database import writing


async def stop(engine: AsyncEngine, member: Member, bulletin: int, now: int) -> None:
    """Nothing more of this bulletin leaves; what is on its way is noted as it comes out. Raises Refused."""
    await _set(engine, member, bulletin, now, stopped=True)


async def resume(engine: AsyncEngine, member: Member, bulletin: int, now: int) -> None:
    """Let a stopped bulletin go on; raises Refused."""
    await _set(engine, member, bulletin, now, stopped=False)


async def _set(engine: AsyncEngine, member: Member, bulletin: int, now: int, *, stopped: bool) -> None:
    async with writing(engine) as connection:
        await stored.lock_bulletin(connection, bulletin)
        one = await stored.bulletin(connection, bulletin, member.organisation.id)
        if one is None:
            raise Refused("bulletin", "There is no such bulletin.", 404)
        if one.state not in (BulletinState.RELEASED, BulletinState.WITHDRAWN):
            raise Refused("bulletin", "Only a released bulletin can be stopped or resumed.", 409)
        if one.stopped is stopped:
            said = sayable("This bulletin is stopped already.") if stopped else sayable("This bulletin is not stopped.")
            raise Refused("bulletin", said, 409)
        await stored.change_bulletin(connection, bulletin, stopped=stopped)
        await noted(connection, member, "stop" if stopped else "resume", one.code, now)
