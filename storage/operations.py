"""How much there is of what operators care for: copies by state, bulletins that go out, subscribers."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bulletin import BulletinState, DeliveryState
from storage.tables import bulletins, deliveries, subscriptions


@dataclass(frozen=True, slots=True)
class Amounts:
    """Exact numbers; who tells them rounds them."""

    copies: Mapping[DeliveryState, int]
    bulletins: Mapping[BulletinState, int]
    subscribers: int


async def amounts(connection: AsyncConnection) -> Amounts:
    """What there is now."""
    copies = await connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    written = await connection.execute(select(bulletins.c.state, func.count()).group_by(bulletins.c.state))
    people = await connection.execute(select(func.count()).select_from(subscriptions))
    return Amounts(
        {DeliveryState(state): number for state, number in copies},
        {BulletinState(state): number for state, number in written},
        people.scalar_one(),
    )
