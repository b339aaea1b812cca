"""Every change that staff make is noted in the same transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.model.staff import Member, Refused, StaffRole
from storage.audit import add, lines

OPERATOR = "operator"
"""Who did what no member of the staff did."""
PAGE = 50
"""Lines of the record on one page."""


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


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the record."""

    id: int
    at: int
    who: str
    door: str
    action: str
    subject: str
    detail: Mapping[str, str | int | bool]


async def record_of(engine: AsyncEngine, member: Member, before: int | None = None) -> Sequence[Entry]:
    """A page of the record of the member's organisation, the newest first; raises Refused where she may not see it."""
    if not member.may(StaffRole.ADMINISTRATOR):
        raise Refused("", "Only administrators see the record.", 403)
    async with engine.connect() as connection:
        found = await lines(connection, member.organisation.id, before, PAGE)
    return [
        Entry(row.id, row.at, row.who or OPERATOR, row.door, row.action, row.subject, json.loads(row.detail))
        for row in found
    ]
