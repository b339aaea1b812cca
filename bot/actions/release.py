"""Release a bulletin: a second person lets it go. The audience is frozen and one delivery made for each, all at once.

A version newer than the one in the chats is a correction: copies whose words changed are edited, and those who waited
for a translation that is there now get it.
"""

import json

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions.audit import noted
from bot.bulletins.draft import to_edit, unfit_time
from bot.model.bulletin import Bulletin, BulletinState
from bot.model.staff import Member, Refused
from storage import bulletins as stored
from storage import deliveries
from storage.database import writing


async def release(
    engine: AsyncEngine, member: Member, bulletin: int, version: int, now: int, *, send_at: int | None = None
) -> Bulletin:
    """Approve a version that somebody else wrote and let it go, now or at a time; raises Refused.

    `send_at` is a time in place of the bulletin's own. When this returns, the release is durable: every recipient has
    a row.
    """
    async with writing(engine) as connection:
        await stored.lock_bulletin(connection, bulletin)
        one = await stored.bulletin(connection, bulletin, member.organisation.id)
        _may(one, member, version, now)
        assert one is not None  # noqa: S101  # _may refuses where it is None
        _fits(one, send_at, now)
        await stored.approve(connection, bulletin, version, member.id, now)
        when = send_at if send_at is not None else one.send_at
        if one.state is BulletinState.RELEASED:
            await _correct(connection, one, now)
            await noted(connection, member, "correct", one.code, now, version=version)
        elif when is not None and when > now:
            await stored.change_bulletin(connection, bulletin, state=BulletinState.SCHEDULED.value, send_at=when)
            await noted(connection, member, "schedule", one.code, now, version=version, at=when)
        else:
            await let_go(connection, one, now)
            await noted(connection, member, "release", one.code, now, version=version)
        done = await stored.bulletin(connection, bulletin)
        assert done is not None  # noqa: S101  # bulletins are never removed
        return done


def _may(one: Bulletin | None, member: Member, version: int, now: int) -> None:
    if one is None:
        raise Refused("bulletin", "There is no such bulletin.", 404)
    if one.state in (BulletinState.WITHDRAWN, BulletinState.ENDED):
        raise Refused("bulletin", "This bulletin is over.", 409)
    if one.version != version:
        raise Refused("version", "The text was changed meanwhile; look at the newest version and release that.", 409)
    if one.released_version >= version or one.state is BulletinState.SCHEDULED:
        raise Refused("version", "This version is released already.", 409)
    if one.author == member.id:
        raise Refused("version", "A second person releases: ask a colleague who did not write this version.", 403)
    if one.show_until <= now:
        raise Refused("show_until", "The last day is past; choose a later one.")


def _fits(one: Bulletin, send_at: int | None, now: int) -> None:
    """Raises Refused where the time that was given with the release cannot be."""
    if send_at is None:
        return
    if said := unfit_time(send_at, one.show_until, now):
        raise Refused("send_at", said)
    if one.state is BulletinState.RELEASED:
        raise Refused("send_at", "A correction goes out as soon as it is released; leave the time away.", 409)


async def let_go(connection: AsyncConnection, one: Bulletin, now: int) -> None:
    """Freeze the audience of a bulletin and make it the one in force; a time for which it waited is over."""
    people = await deliveries.freeze(connection, one.id, one.audience, one.organisation, now)
    if not people:
        raise Refused("audience", "Nobody who subscribed is meant by this audience; choose a wider one.")
    await stored.change_bulletin(
        connection,
        one.id,
        state=BulletinState.RELEASED.value,
        released=now,
        released_version=one.version,
        send_at=None,
        people=people,
    )


async def _correct(connection: AsyncConnection, one: Bulletin, now: int) -> None:
    """Make the newest version the one in force, and give the copies whose words changed something to do."""
    before = await stored.bulletin_in_force(connection, one.id)
    assert before is not None  # noqa: S101  # it was released
    await stored.change_bulletin(
        connection,
        one.id,
        released_version=one.version,
        title=one.title,
        missing=json.dumps({language: choice.value for language, choice in one.missing.items()}),
        show_until=one.show_until,
        resend_unknown=one.resend_unknown,
    )
    languages, others = to_edit(before, one)
    await deliveries.correct(connection, one.id, one.version, now, sorted(languages), others=others)
    await deliveries.release_held(connection, one.id, now)
