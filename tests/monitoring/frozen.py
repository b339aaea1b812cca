"""Releases in a database, as closing leaves them there, for tests of the doors by which they are read."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.release import Release
from bot.monitoring.body import body, signed
from storage import releases
from storage.database import writing
from storage.tables import plans


async def freeze(engine: AsyncEngine, *made: Release) -> list[Release]:
    """Put releases into a database; as they are read from there."""
    found = [signed(one) for one in made]
    async with writing(engine) as connection:
        for one in found:
            plan = {"group_name": one.group, "period": one.period, "version": one.plan, "budget": 1_000_000, "body": ""}
            await connection.execute(plans.insert().values(plan))
            await releases.add(connection, one, body(one))
    return found
