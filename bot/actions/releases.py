"""Read what was released. There is no way to anything else: numbers of an open period never leave the house."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.release import Header, Release, Spent
from bot.monitoring.body import release_of
from storage import ledger
from storage import releases as stored


async def list_releases(engine: AsyncEngine) -> Sequence[Header]:
    """Every release without its tables, the newest first."""
    async with engine.connect() as connection:
        return await stored.headers(connection)


async def release(engine: AsyncEngine, period: str, group: str) -> Release | None:
    """A release; None where the period is open, or was never counted."""
    kept = await release_body(engine, period, group)
    return None if kept is None else release_of(kept)


async def release_body(engine: AsyncEngine, period: str, group: str) -> bytes | None:
    """The frozen bytes of a release; their SHA-256 is its digest."""
    async with engine.connect() as connection:
        return await stored.body_of(connection, group, period)


async def spending(engine: AsyncEngine) -> Sequence[Spent]:
    """What was spent of each person's privacy in each declared period, beside its budget."""
    async with engine.connect() as connection:
        return await ledger.spent(connection)
