"""What may not go on from where a backup was made: sessions, leases, and deliveries that may have happened since."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bulletin import BulletinState, DeliveryState
from storage.tables import attempts, bulletins, deliveries, leaders, links, sessions

_OPEN = [DeliveryState.WAITING.value, DeliveryState.SENDING.value]


async def end_what_has_run_out(connection: AsyncConnection) -> None:
    """Nobody is signed in any more, no code stands, nobody leads."""
    for table in (sessions, links, attempts, leaders):
        await connection.execute(delete(table))


async def hold_deliveries(connection: AsyncConnection, now: int) -> Sequence[Any]:
    """Stop what was being delivered, and make drafts of what is due: some of it may have arrived since the backup.

    Tells the bulletins' ids, codes and organisations, so that somebody can decide about each.
    """
    unfinished = select(deliveries.c.bulletin).where(or_(deliveries.c.state.in_(_OPEN), deliveries.c.task != ""))
    running = (bulletins.c.state == BulletinState.RELEASED.value) & bulletins.c.id.in_(unfinished)
    due = (bulletins.c.state == BulletinState.SCHEDULED.value) & (bulletins.c.send_at <= now)
    columns = (bulletins.c.id, bulletins.c.code, bulletins.c.organisation)
    found = (await connection.execute(select(*columns).where(or_(running & ~bulletins.c.stopped, due)))).all()
    await connection.execute(update(bulletins).where(running).values(stopped=True))
    await connection.execute(update(bulletins).where(due).values(state=BulletinState.DRAFT.value))
    return found
