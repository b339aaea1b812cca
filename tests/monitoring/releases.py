"""Releases for tests, by the plan that is shipped: made by arithmetic, printed and withheld figures, none a nought."""

import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.declare import declare
from bot.library.library import Library
from bot.model.release import Cell, Dimension, Release, Table
from bot.monitoring.body import body, signed
from bot.monitoring.codes import lists_of
from bot.monitoring.plan import Plan, plan_path, read_plan
from bot.settings import HERE
from storage import ledger
from storage import releases as stored
from storage.database import writing
from storage.ledger import Line
from storage.schema.monitoring import MILLION

LANGUAGES = ("ar", "en", "es", "fil", "fr", "hi", "ro", "sw")
PERIODS = {"intent": "2026-Q4", "usage": "2026-11", "breach": "2026-H2"}
THRESHOLD, MARGIN = 24, 12


@cache
def plan() -> Plan:
    """The plan that is shipped."""
    return read_plan(plan_path([HERE / "content"]))


def made(library: Library, group: str, period: str = "", *, large: bool = True, **changes: Any) -> Release:
    """A release of a group with all tables of the plan, or without those that many people are needed for."""
    lists = lists_of(library, LANGUAGES).codes
    period = period or PERIODS[group]
    declared = plan().group(group)
    assert declared is not None
    tables = tuple(
        table(lists, one.name, one.dimensions, epsilon=float(one.epsilon), seed=period)
        for one in declared.tables
        if large or not one.over
    )
    told: dict[str, Any] = {
        "period": period,
        "group": group,
        "closed": "2027-01-01",
        "made": "2027-01-02",
        "plan": declared.version,
        "generations": 1,
        "synthetic": True,
        "tables": tables,
    }
    return signed(Release(**told | changes))


async def keep(engine: AsyncEngine, *releases: Release) -> None:
    """Freeze releases in a database, as closing leaves them there."""
    for one in releases:
        declared = plan().group(one.group)
        assert declared is not None
        assert await declare(engine, declared, one.period) is not None
    async with writing(engine) as connection:
        for one in releases:
            await stored.add(connection, one, body(one))
            lines = [Line(each.name, round(each.epsilon * MILLION), 1, each.threshold) for each in one.tables]
            await ledger.add(connection, one.group, one.period, lines)


def table(
    lists: Mapping[Dimension, Collection[str]],
    name: str,
    dimensions: tuple[Dimension, ...],
    *,
    epsilon: float = 0.25,
    seed: str = "",
) -> Table:
    """A table over all codes of its dimensions; about a third of the figures is withheld."""
    cells = []
    for key in product(*(lists[one] for one in dimensions)):
        roll = int.from_bytes(hashlib.sha256(repr((seed, name, key)).encode()).digest()[:4], "big")
        number = roll % 50 if roll % 3 == 0 else THRESHOLD + roll % (3000 if roll % 7 == 0 else 200)
        cells.append(Cell(key, number if number >= THRESHOLD else None))
    return Table(
        name=name,
        dimensions=dimensions,
        cells=tuple(cells),
        epsilon=epsilon,
        sensitivity=1,
        scale=1 / epsilon,
        threshold=THRESHOLD,
        margin=MARGIN,
    )
