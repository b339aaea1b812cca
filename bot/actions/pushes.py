"""Releases on their way to a DHIS2, behind the requests: what becomes of each is in the database, for every process."""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.actions.push import Dhis2, Summary
from bot.actions.push_outcome import read
from bot.actions.pushing import LEASE, Pushing, what, where
from bot.actions.to_its_end import FINISH
from bot.model.message import sayable
from bot.model.push import Push, PushState
from bot.model.staff import Member, Refused, StaffRole
from bot.monitoring.publication import Publication
from storage import pushes as stored
from storage.database import writing

MOST = 4
"""Pushes on which a process works at the same time."""
SHOWN_FOR = 3600
"""Seconds in which what a dry run showed can be sent."""
KEPT = 30 * 86_400
"""Seconds after which one is forgotten."""
LISTED = 5
"""The last ones that are listed."""
Known = tuple[Push, Summary | Refused | None]
"""One with what became of it."""
BUSY = sayable("Other releases are on their way just now; try it again in a minute.")


class Pushes:
    """Those on which this process works; `kept` ends them with the process."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], int]) -> None:
        self._engine, self._clock = engine, clock
        self._works: set[asyncio.Task[None]] = set()
        self._over = False

    async def begin(self, member: Member, target: Dhis2, told: Publication, *, shown: int | None = None) -> int:
        """Try it; or send it, where `shown` is the dry run that she looked at. Tells its number; raises Refused.

        Where the same is on its way already, nothing new begins.
        """
        _only_administrators(member)
        if self._over or len(self._works) >= MOST:
            raise Refused("", BUSY, 503)
        one = _order(member, target, told, self._clock(), dry=shown is None)
        try:
            one = await self._opened(member, one, shown)
        except IntegrityError:
            return await self._going(one)
        work = asyncio.create_task(Pushing(self._engine, self._clock, one, member, target, told).run())
        self._works.add(work)
        work.add_done_callback(self._works.discard)
        return one.id

    async def _opened(self, member: Member, one: Push, shown: int | None) -> Push:
        now = one.begun
        async with writing(self._engine) as connection:
            await stored.give_up(connection, now, LEASE)
            if shown is not None:
                _look_alike(await stored.push(connection, shown, one.organisation, now), one)
                await noted(connection, member, "push", what(one), now, where=where(one))
            begun = await stored.open_push(connection, one, now + LEASE)
            await stored.drop_old(connection, now - KEPT)  # when the new one has its number, which no old one had
            return begun

    async def _going(self, one: Push) -> int:
        """The number of the same that is on its way, if her organisation sends it."""
        async with self._engine.connect() as connection:
            found = await stored.going(connection, one.group, one.period, one.address, one.begun)
        if found is None or found.organisation != one.organisation:
            raise Refused("", BUSY, 409)
        return found.id

    async def one(self, member: Member, number: int) -> Known:
        """One of her organisation's, with what became of it; raises Refused."""
        _only_administrators(member)
        async with self._engine.connect() as connection:
            found = await stored.push(connection, number, member.organisation.id, self._clock())
        if found is None:
            raise Refused("", "There is no such page on the desk.", 404)
        return found, read(found.outcome)

    async def last(self, member: Member) -> Sequence[Known]:
        """The last ones of her organisation, the newest first; raises Refused."""
        _only_administrators(member)
        async with self._engine.connect() as connection:
            found = await stored.last(connection, member.organisation.id, LISTED, self._clock())
        return [(one, read(one.outcome)) for one in found]

    async def kept(self) -> None:
        """Wait for the end of the process, and break off then what is on its way."""
        try:
            await asyncio.Event().wait()
        finally:
            self._over = True
            for work in self._works:
                work.cancel()
            if self._works:
                await asyncio.wait(self._works, timeout=FINISH)


def _only_administrators(member: Member) -> None:
    if not member.may(StaffRole.ADMINISTRATOR):
        raise Refused("", "Only administrators send releases.", 403)


def _order(member: Member, target: Dhis2, told: Publication, now: int, *, dry: bool) -> Push:
    return Push(
        organisation=member.organisation.id,
        staff=member.id,
        group=told.release.group,
        period=told.release.period,
        address=target.address,
        dry=dry,
        begun=now,
    )


def _look_alike(shown: Push | None, one: Push) -> None:
    """Let nothing be sent but what a dry run showed her a while ago."""
    fits = (
        shown is not None
        and shown.dry
        and shown.state is PushState.DONE
        and isinstance(summary := read(shown.outcome), Summary)
        and summary.whole
        and (shown.staff, shown.group, shown.period, shown.address) == (one.staff, one.group, one.period, one.address)
        and one.begun - shown.begun < SHOWN_FOR
    )
    if not fits:
        raise Refused("", "Try this release at this address first, and look at what would happen.", 409)
