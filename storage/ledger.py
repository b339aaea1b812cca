"""Queries on the ledger: what each published table spent of a person's budget. The database refuses to overspend."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.release import Spent
from storage.schema.monitoring import MILLION
from storage.tables import ledger, plans


@dataclass(frozen=True, slots=True)
class Line:
    """One table's: `epsilon` in millionths."""

    table: str
    epsilon: int
    sensitivity: int
    threshold: int


async def add(connection: AsyncConnection, group: str, period: str, lines: Sequence[Line]) -> None:
    """Enter what a release spends; raises an error of the database where it is more than was declared."""
    await connection.execute(
        ledger.insert(),
        [
            {
                "group_name": group,
                "period": period,
                "table_name": one.table,
                "epsilon": one.epsilon,
                "sensitivity": one.sensitivity,
                "threshold": one.threshold,
            }
            for one in lines
        ],
    )


async def spent(connection: AsyncConnection) -> Sequence[Spent]:
    """What was spent of each declared group and period, the newest first."""
    used = func.coalesce(func.sum(ledger.c.epsilon), 0)
    found = await connection.execute(
        select(plans.c.period, plans.c.group_name, used.label("used"), plans.c.budget)
        .outerjoin(ledger, (ledger.c.group_name == plans.c.group_name) & (ledger.c.period == plans.c.period))
        .group_by(plans.c.period, plans.c.group_name, plans.c.budget)
        .order_by(plans.c.period.desc(), plans.c.group_name)
    )
    return [
        Spent(period=row.period, group=row.group_name, spent=int(row.used) / MILLION, budget=row.budget / MILLION)
        for row in found
    ]
