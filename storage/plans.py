"""Queries on declared plans, and on how many guards each period had."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserting import insert_of
from storage.tables import generations, plans, releases


@dataclass(frozen=True, slots=True)
class Declared:
    """A group's plan as it was declared for a period: its JSON, and its budget in millionths of epsilon."""

    group: str
    period: str
    version: str
    budget: int
    body: str


async def declared(connection: AsyncConnection, group: str, period: str) -> Declared | None:
    """What was declared for a group's period."""
    row = (
        await connection.execute(select(plans).where(plans.c.group_name == group, plans.c.period == period))
    ).one_or_none()
    return Declared(*row) if row else None


async def periods_of(connection: AsyncConnection, group: str) -> Sequence[str]:
    """Every period that a group was ever declared for."""
    return (await connection.scalars(select(plans.c.period).where(plans.c.group_name == group))).all()


async def declare(connection: AsyncConnection, new: Declared) -> None:
    """Declare a plan; raises IntegrityError where another process was first."""
    await connection.execute(
        plans.insert().values(
            group_name=new.group, period=new.period, version=new.version, budget=new.budget, body=new.body
        )
    )


async def held(connection: AsyncConnection, group: str, period: str) -> bool:
    """Whether a group's period is open; nobody else changes or closes it until the transaction ends.

    SQLite's writers wait for each other anyway, PostgreSQL's wait for the row.
    """
    query = select(plans.c.period).where(plans.c.group_name == group, plans.c.period == period).with_for_update()
    if (await connection.execute(query)).one_or_none() is None:
        return False
    return await is_open(connection, group, period)


async def is_open(connection: AsyncConnection, group: str, period: str) -> bool:
    """Whether a group's period is not released."""
    done = select(releases.c.period).where(releases.c.group_name == group, releases.c.period == period)
    return (await connection.execute(done)).one_or_none() is None


async def unreleased(connection: AsyncConnection) -> Sequence[tuple[str, str]]:
    """Every group and period that was declared and is not released."""
    same = and_(releases.c.group_name == plans.c.group_name, releases.c.period == plans.c.period)
    found = await connection.execute(
        select(plans.c.group_name, plans.c.period)
        .outerjoin(releases, same)
        .where(releases.c.period.is_(None))
        .order_by(plans.c.period, plans.c.group_name)
    )
    return [(row.group_name, row.period) for row in found]


async def knows_generation(connection: AsyncConnection, group: str, period: str, mark: str) -> bool:
    """Whether a guard of a period is noted."""
    row = generations.c
    known = await connection.execute(
        select(row.mark).where(row.group_name == group, row.period == period, row.mark == mark)
    )
    return known.one_or_none() is not None


async def note_generation(connection: AsyncConnection, group: str, period: str, mark: str) -> None:
    """Note a guard of a period, once; another process may do so at the same moment."""
    new = insert_of(connection, generations).values(group_name=group, period=period, mark=mark)
    await connection.execute(new.on_conflict_do_nothing())


async def count_generations(connection: AsyncConnection, group: str, period: str) -> int:
    """How many guards a period had, at least one."""
    found = await connection.execute(
        select(func.count())
        .select_from(generations)
        .where(generations.c.group_name == group, generations.c.period == period)
    )
    return max(1, int(found.scalar_one()))
