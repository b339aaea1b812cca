"""Promise: the ledger refuses to spend more of a person's privacy than was declared, and to be edited; in SQL too."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.releases import list_releases, spending
from bot.monitoring.plan import Plan
from tests.tallied import NURSE, QUARTER, Tallied

DECLARE = "INSERT INTO plans (group_name, period, version, budget, body) VALUES (:group, :period, 'v', :budget, '{}')"
SPEND = (
    "INSERT INTO ledger (group_name, period, table_name, epsilon, sensitivity, threshold) "
    "VALUES (:group, :period, :table, :epsilon, 1, 10)"
)


async def declare(database: AsyncEngine, group: str, period: str, budget: int) -> None:
    async with database.begin() as connection:
        await connection.execute(text(DECLARE), {"group": group, "period": period, "budget": budget})


async def spend(database: AsyncEngine, group: str, period: str, table: str, epsilon: int) -> None:
    async with database.begin() as connection:
        told = {"group": group, "period": period, "table": table, "epsilon": epsilon}
        await connection.execute(text(SPEND), told)


async def test_a_budget_is_spent_once(database: AsyncEngine) -> None:
    await declare(database, "intent", QUARTER, 1_000_000)
    await spend(database, "intent", QUARTER, "home", 600_000)
    await spend(database, "intent", QUARTER, "corridor", 400_000)
    for epsilon in (1, 1_000_000):
        with pytest.raises(DBAPIError, match="budget of this period is spent"):
            await spend(database, "intent", QUARTER, "more", epsilon)


@pytest.mark.parametrize("epsilon", [0, -500_000])
async def test_nothing_is_paid_back(database: AsyncEngine, epsilon: int) -> None:
    await declare(database, "intent", QUARTER, 1_000_000)
    with pytest.raises(DBAPIError):
        await spend(database, "intent", QUARTER, "home", epsilon)


async def test_what_was_not_declared_cannot_be_spent(database: AsyncEngine) -> None:
    with pytest.raises(DBAPIError):
        await spend(database, "intent", QUARTER, "home", 1)


@pytest.mark.parametrize("budget", [0, -1, 3_000_001])
async def test_no_budget_is_above_the_ceiling(database: AsyncEngine, budget: int) -> None:
    with pytest.raises(DBAPIError):
        await declare(database, "intent", QUARTER, budget)


async def test_all_groups_together_stay_below_the_ceiling_in_every_quarter(database: AsyncEngine) -> None:
    for group, period in (("breach", "2026-H2"), ("intent", "2026-Q3"), ("intent", "2026-Q4"), ("usage", "2026-12")):
        await declare(database, group, period, 3_000_000)
    await declare(database, "usage", "2027-01", 3_000_000)
    await spend(database, "intent", "2026-Q3", "t", 2_000_000)
    await spend(database, "intent", "2026-Q4", "t", 1_500_000)
    with pytest.raises(DBAPIError, match="ceiling"):
        await spend(database, "breach", "2026-H2", "t", 1_000_001)  # the third quarter would be over
    await spend(database, "breach", "2026-H2", "t", 1_000_000)
    with pytest.raises(DBAPIError, match="ceiling"):
        await spend(database, "usage", "2026-12", "t", 500_001)
    await spend(database, "usage", "2026-12", "t", 500_000)
    await spend(database, "usage", "2027-01", "t", 3_000_000)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger SET epsilon = 1",
        "DELETE FROM ledger",
        "UPDATE plans SET budget = 3000000",
        "DELETE FROM plans",
    ],
)
async def test_it_cannot_be_edited(database: AsyncEngine, change: str) -> None:
    await declare(database, "intent", QUARTER, 1_000_000)
    await spend(database, "intent", QUARTER, "home", 600_000)
    with pytest.raises(DBAPIError, match="never changed"):
        async with database.begin() as connection:
            await connection.execute(text(change))


async def test_a_release_that_would_overspend_is_not_made(database: AsyncEngine, tmp_path: Path) -> None:
    """A plan that got past every check: the ledger refuses, and the release with it."""
    one = Tallied(database, tmp_path)
    greedy = tuple(
        replace(group, tables=tuple(replace(table, epsilon=Decimal("0.4")) for table in group.tables))
        for group in one.plan.groups
    )
    one.plan = Plan(greedy)
    await one.told(NURSE, range(12))
    one.after(QUARTER)
    with pytest.raises(DBAPIError, match="budget"):
        await one.close()
    assert await list_releases(database) == []
    assert [each.spent for each in await spending(database)] == [0.0]


async def test_a_release_enters_what_it_spends(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    one.after(QUARTER)
    await one.close()
    [spent] = await spending(database)
    assert spent.spent == pytest.approx(0.9)
    assert spent.budget == pytest.approx(1)
