"""Send a release to a DHIS2 for a member of the staff, and note in the record what was sent where."""

from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.actions.push import Dhis2, Summary
from bot.model.staff import Member, Refused, StaffRole
from bot.monitoring.publication import Publication
from storage.database import writing


async def push_release(
    engine: AsyncEngine, member: Member, target: Dhis2, address: str, told: Publication, now: int, *, dry: bool
) -> Summary:
    """Try it, or do it; raises Refused. In a dry run nothing leaves for good and nothing is noted.

    The record has the host alone: an address can hold more than is anybody's business.
    """
    if not member.may(StaffRole.ADMINISTRATOR):
        raise Refused("", "Only administrators send releases.", 403)
    if dry:
        return await target.dry_run(told)
    summary = await target.push(told)
    what, where = f"{told.release.group} {told.release.period}", urlsplit(address).hostname or ""
    async with writing(engine) as connection:
        await noted(connection, member, "push", what, now, where=where, status=summary.status, dry=summary.dry)
    return summary
