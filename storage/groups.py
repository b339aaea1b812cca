"""Queries on the groups that get an organisation's bulletins."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import subscriptions


async def keep_group(
    connection: AsyncConnection, visitor: bytes, address: bytes, organisation: int, language: str, month: str
) -> None:
    """Subscribe a group to the bulletins of one organisation, in place of what it was subscribed to before."""
    await connection.execute(delete(subscriptions).where(subscriptions.c.visitor == visitor))
    await connection.execute(
        subscriptions.insert().values(
            visitor=visitor,
            address=address,
            kind="group",
            organisation=organisation,
            language=language,
            rhythm="now",
            seen=month,
        )
    )
