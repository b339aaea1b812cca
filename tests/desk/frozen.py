"""Releases in a database, for tests of the doors through which they leave."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.library.library import Library
from bot.model.release import Release
from bot.monitoring.body import body, signed
from bot.monitoring.plan import written
from storage import ledger, plans, releases
from storage.database import writing
from storage.ledger import Line
from storage.schema.monitoring import MILLION
from tests.monitoring.releases import made, plan


async def freeze(
    engine: AsyncEngine, library: Library, group: str, period: str, *, large: bool = False, **changes: Any
) -> Release:
    """A closed period of a group, as it is kept."""
    release = signed(made(library, group, period, large=large, **changes))
    declared = plan().group(group)
    assert declared is not None
    async with writing(engine) as connection:
        budget = int(declared.epsilon * MILLION)
        await plans.declare(connection, plans.Declared(group, period, declared.version, budget, written(declared)))
        await releases.add(connection, release, body(release))
        lines = [Line(one.name, round(one.epsilon * MILLION), 1, one.threshold) for one in release.tables]
        await ledger.add(connection, group, period, lines)
    return release
