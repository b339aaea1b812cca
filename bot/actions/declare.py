"""Declare the plan of a group for a period, before anything is counted in it; a changed plan waits for the next one."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.monitoring.body import release_of
from bot.monitoring.periods import bounds, previous
from bot.monitoring.plan import GroupPlan, read_group, written
from storage import plans, releases
from storage.database import writing
from storage.schema.monitoring import MILLION


async def declare(engine: AsyncEngine, group: GroupPlan, period: str) -> GroupPlan | None:
    """The plan that holds for a group's period: as it was declared, or this one, declared now.

    None where the group's periods got another length, and one of the former length still covers a part of this one:
    nobody is counted in two periods for the same days.
    """
    async with engine.connect() as connection:
        if (kept := await _kept(connection, group.name, period)) is not None:
            return kept
        if _overlaps(period, await plans.periods_of(connection, group.name)):
            return None
    new = plans.Declared(group.name, period, group.version, int(group.epsilon * MILLION), written(group))
    try:
        async with writing(engine) as connection:
            await plans.declare(connection, new)
    except IntegrityError:  # another process declared it at the same moment; its plan holds
        async with engine.connect() as connection:
            return await _kept(connection, group.name, period)
    return group


async def people_before(connection: AsyncConnection, group: GroupPlan, period: str) -> int | None:
    """The printed number of people of the period before, None where nothing is printed or released."""
    kept = await releases.body_of(connection, group.name, previous(period))
    if kept is None or group.total is None:
        return None
    table = release_of(kept).table(group.total.name)
    return table.cells[0].value if table else None


async def _kept(connection: AsyncConnection, group: str, period: str) -> GroupPlan | None:
    kept = await plans.declared(connection, group, period)
    return None if kept is None else read_group(kept.body)


def _overlaps(period: str, others: Sequence[str]) -> bool:
    first, after = bounds(period)
    return any(one != period and bounds(one)[0] < after and first < bounds(one)[1] for one in others)
