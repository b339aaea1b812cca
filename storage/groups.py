"""Queries on the groups that get an organisation's bulletins."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries import forget_visitor, look_again
from storage.subscriptions import GROUP, drop
from storage.tables import subscriptions


@dataclass(frozen=True, slots=True)
class Group:
    """A linked group: its language, and the month (YYYY-MM) in which it was linked."""

    id: int
    language: str
    month: str


async def keep_group(
    connection: AsyncConnection, visitor: bytes, address: bytes, organisation: int, language: str, month: str
) -> None:
    """Subscribe a group to the bulletins of one organisation, in place of what it was subscribed to before."""
    await connection.execute(delete(subscriptions).where(subscriptions.c.visitor == visitor))
    await connection.execute(
        subscriptions.insert().values(
            visitor=visitor,
            address=address,
            kind=GROUP,
            organisation=organisation,
            language=language,
            rhythm="now",
            seen=month,
        )
    )
    await look_again(connection, visitor)


async def groups_of(connection: AsyncConnection, organisation: int) -> Sequence[Group]:
    """The groups of an organisation, in the order in which they were linked."""
    row = subscriptions.c
    found = await connection.execute(
        select(row.id, row.language, row.seen)
        .where(row.kind == GROUP, row.organisation == organisation)
        .order_by(row.id)
    )
    return [Group(*one) for one in found]


async def remove_group(connection: AsyncConnection, organisation: int, number: int) -> bool:
    """Remove a group's subscription and whatever deliveries know of it; False where the organisation has none such."""
    row = subscriptions.c
    found = await connection.execute(
        select(row.visitor).where(row.id == number, row.kind == GROUP, row.organisation == organisation)
    )
    visitor = found.scalar_one_or_none()
    if visitor is not None:
        await drop(connection, [visitor])
        await forget_visitor(connection, visitor)
    return visitor is not None
