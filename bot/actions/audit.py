"""Every change that staff make is noted in the same transaction."""

import json

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.staff import Member
from storage.audit import add


async def noted(
    connection: AsyncConnection, member: Member, action: str, subject: str, now: int, **detail: str | int | bool
) -> None:
    """Add to the record what a member does; `detail` never tells of a visitor."""
    await add(
        connection,
        at=now,
        organisation=member.organisation.id,
        staff=member.id,
        door=member.door.value,
        action=action,
        subject=subject,
        detail=json.dumps(detail, ensure_ascii=False),
    )
