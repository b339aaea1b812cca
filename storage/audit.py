"""The record of who did what: rows are added and read, never changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import audit, staff


async def add(
    connection: AsyncConnection,
    *,
    at: int,
    organisation: int,
    staff: int,
    door: str,
    action: str,
    subject: str,
    detail: str,
) -> None:
    """Add a line to the record."""
    await connection.execute(
        audit.insert().values(
            at=at, organisation=organisation, staff=staff, door=door, action=action, subject=subject, detail=detail
        )
    )


async def lines(connection: AsyncConnection, organisation: int, before: int | None, limit: int) -> Sequence[Any]:
    """An organisation's record with the names of those who acted, the newest first."""
    query = (
        select(audit, staff.c.name.label("who"))
        .outerjoin(staff, staff.c.id == audit.c.staff)
        .where(audit.c.organisation == organisation)
    )
    if before is not None:
        query = query.where(audit.c.id < before)
    return (await connection.execute(query.order_by(audit.c.id.desc()).limit(limit))).all()
