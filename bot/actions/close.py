"""Close what has ended: one release for each group and period, made once and frozen, then the guard is destroyed.

It catches up after any time of standing still, the oldest period first, and is safe when several processes try at once:
one makes the release in one transaction, the others find it made.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions.count import SEPARATOR
from bot.actions.declare import people_before
from bot.model.release import Release, Table
from bot.monitoring.body import body, signed
from bot.monitoring.codes import Lists
from bot.monitoring.freeze import Key, active, released
from bot.monitoring.noise import Dice
from bot.monitoring.periods import bounds
from bot.monitoring.plan import GroupPlan, TablePlan, read_group
from storage import ledger, plans, releases, tallies
from storage.database import writing
from storage.guard import Guard
from storage.ledger import Line
from storage.schema.monitoring import MILLION

GRACE = 3600
"""Seconds after the end of a period in which every process puts down what still waits for it."""
KEPT = 30
"""Days after its release for which a period's true tallies are kept."""


async def close_due(
    engine: AsyncEngine, guard: Guard, lists: Lists, now: int, dice: Dice, *, synthetic: bool = False
) -> Sequence[Release]:
    """Release every declared period that has ended; tells which releases were made here. `now` is in seconds (UTC).

    Where the database refuses one, the others are made all the same, and its error is raised at the end.

    `synthetic` says that no person of flesh stands behind the numbers; it stays true for a database once it was.
    """
    async with engine.connect() as connection:
        open_ones = await plans.unreleased(connection)
    made: list[Release] = []
    refused: list[DBAPIError] = []
    for group, period in open_ones:
        if _ends(period) + GRACE <= now:
            try:
                release = await _close(engine, group, period, lists, now, dice, synthetic)
            except DBAPIError as error:  # one that the ledger refuses keeps no other one open
                refused.append(error)
                continue
            made += [release] if release else []
    await sweep(engine, guard)
    if refused:
        raise refused[0]
    return made


async def sweep(engine: AsyncEngine, guard: Guard) -> None:
    """Destroy the key and the tokens of every period that was released, also where a process died before it could."""
    there = await guard.periods()
    if not there:
        return
    async with engine.connect() as connection:
        done = {(one.group, one.period) for one in await releases.headers(connection)}
    for group, period in there:
        if (group, period) in done:
            await guard.drop(group, period)


async def drop_old_tallies(engine: AsyncEngine, now: int) -> int:
    """Remove the true tallies of what was released thirty days ago or earlier, from the files too; tells how many."""
    last = (_day(now) - timedelta(days=KEPT)).isoformat()
    gone = 0
    async with writing(engine) as connection:
        for one in await releases.headers(connection):
            if one.made <= last and (kept := await plans.declared(connection, one.group, one.period)):
                tables = [table.name for table in read_group(kept.body).tables]
                gone += await tallies.drop(connection, one.period, tables)
    if gone:
        await tallies.scour(engine)
    return gone


async def _close(
    engine: AsyncEngine, group: str, period: str, lists: Lists, now: int, dice: Dice, synthetic: bool
) -> Release | None:
    """Make a period's release in one transaction; None where another process did."""
    async with writing(engine) as connection:
        kept = await plans.declared(connection, group, period)
        if kept is None or not await plans.held(connection, group, period):
            return None
        plan = read_group(kept.body)
        generations = await plans.count_generations(connection, group, period)
        made = signed(
            Release(
                period=period,
                group=group,
                closed=bounds(period)[1].isoformat(),
                made=_day(now).isoformat(),
                plan=kept.version,
                generations=generations,
                synthetic=synthetic or await releases.synthetic(connection),
                tables=await _tables(connection, plan, period, lists, generations, dice),
            )
        )
        await releases.add(connection, made, body(made))
        await ledger.add(connection, group, period, [_line(plan, one) for one in made.tables])
    return made


async def _tables(
    connection: AsyncConnection, plan: GroupPlan, period: str, lists: Lists, generations: int, dice: Dice
) -> tuple[Table, ...]:
    before = await people_before(connection, plan, period)
    made = []
    for table in plan.tables:
        if active(table, before):
            counts = _read(table, await tallies.of_table(connection, period, table.name))
            made.append(await asyncio.to_thread(released, counts, plan, table, lists.codes, generations, dice))
    return tuple(made)


def _read(table: TablePlan, kept: Mapping[str, int]) -> dict[Key, int]:
    """Tallies by key; the one of a table without dimensions has the key of no code."""
    return {tuple(key.split(SEPARATOR)) if table.dimensions else (): number for key, number in kept.items()}


def _line(plan: GroupPlan, table: Table) -> Line:
    planned = next(one for one in plan.tables if one.name == table.name)
    return Line(table.name, int(planned.epsilon * MILLION), table.sensitivity, table.threshold)


def _ends(period: str) -> int:
    """The second at which a period is over."""
    after = bounds(period)[1]
    return int(datetime(after.year, after.month, after.day, tzinfo=UTC).timestamp())


def _day(now: int) -> date:
    return datetime.fromtimestamp(now, UTC).date()
