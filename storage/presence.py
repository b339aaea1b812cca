"""Which processes of the program are alive: each has a row among the leaders, and renews it."""

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import writing
from storage.tables import leaders

KINDS = ("all", "serve", "deliver")
"""What a process does; its row is called `serve:` and some letters."""
FORGOTTEN = 3600
"""Seconds after which the row of a process that did not say goodbye is removed."""
_OURS = or_(*(leaders.c.work.startswith(f"{kind}:") for kind in KINDS))


async def renew(engine: AsyncEngine, process: str, now: int, seconds: int) -> None:
    """A process is alive, for some seconds from now."""
    async with writing(engine) as connection:
        kept = await connection.execute(update(leaders).where(leaders.c.work == process).values(until=now + seconds))
        if not kept.rowcount:
            await connection.execute(leaders.insert().values(work=process, owner=process, until=now + seconds))
            await connection.execute(delete(leaders).where(_OURS, leaders.c.until < now - FORGOTTEN))


async def leave(engine: AsyncEngine, process: str) -> None:
    """A process ends."""
    async with writing(engine) as connection:
        await connection.execute(delete(leaders).where(leaders.c.work == process))


async def present(engine: AsyncEngine, now: int) -> dict[str, int]:
    """How many processes of each kind are alive; a row from the far future is of a clock that has gone back since."""
    alive = (_OURS, leaders.c.until > now, leaders.c.until < now + FORGOTTEN)
    async with engine.connect() as connection:
        found = (await connection.execute(select(leaders.c.work).where(*alive))).scalars()
        kinds = [work.partition(":")[0] for work in found]
    return {kind: kinds.count(kind) for kind in KINDS}


async def anybody_is_present(engine: AsyncEngine, now: int) -> bool:
    """Whether any process is alive."""
    return any((await present(engine, now)).values())
