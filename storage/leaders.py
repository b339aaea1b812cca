"""One process at a time for work that only one may do: a lease that must be renewed."""

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import writing
from storage.tables import leaders

SKEW = 60
"""Seconds by which the clocks of machines may differ. A lease that ends later than any that is taken now was taken by a
clock that has gone back since, and is over: else nobody would lead until that hour comes again.
"""


async def lead(engine: AsyncEngine, work: str, owner: str, now: int, seconds: int) -> bool:
    """Take or renew the lead of some work for some seconds; tells whether `owner` has it."""
    over = or_(leaders.c.until <= now, leaders.c.until > now + seconds + SKEW)
    async with writing(engine) as connection:
        taken = await connection.execute(
            update(leaders)
            .where(leaders.c.work == work, or_(leaders.c.owner == owner, over))
            .values(owner=owner, until=now + seconds)
        )
        if taken.rowcount:
            return True
        known = await connection.execute(select(leaders.c.owner).where(leaders.c.work == work))
        if known.scalar_one_or_none() is not None:
            return False
    try:
        async with writing(engine) as connection:
            await connection.execute(leaders.insert().values(work=work, owner=owner, until=now + seconds))
    except IntegrityError:
        return False
    return True


async def resign(engine: AsyncEngine, work: str, owner: str) -> None:
    """Give the lead back, so that another need not wait for the lease to run out."""
    async with writing(engine) as connection:
        await connection.execute(
            update(leaders).where(leaders.c.work == work, leaders.c.owner == owner).values(until=0)
        )
