"""One release on its way to a DHIS2: the work, with a note every second of how far it is, and of its end."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.actions.push import Dhis2, Step, Summary
from bot.actions.push_outcome import written
from bot.actions.to_its_end import to_its_end
from bot.model.push import Push, PushState
from bot.model.staff import Member, Refused
from bot.monitoring.publication import Publication
from storage import pushes as stored
from storage.database import writing

log = logging.getLogger(__name__)

BEAT = 1.0
"""Seconds between two notes of how far it is."""
LEASE = 15
"""Seconds after the last note when nobody works on it any more."""
TRIES = 5
"""Times that the database is asked to note the end."""


@dataclass(slots=True)
class Pushing:
    """What a task works on. The token is in `target` alone, and goes with it."""

    engine: AsyncEngine
    clock: Callable[[], int]
    one: Push
    member: Member
    target: Dhis2
    told: Publication
    outcome: Summary | Refused | None = None
    step: Step = field(default_factory=lambda: Step(dry=True, number=0, all=0))

    async def run(self) -> None:
        """Do it, and note what became of it, also where it is broken off."""
        beats = asyncio.create_task(self._beats(asyncio.current_task()))
        state = PushState.BROKEN
        try:
            self.outcome = await self._asked()
            state = PushState.DONE
        except Refused as error:
            state, self.outcome = PushState.REFUSED, error
        except Exception as error:
            log.error("A push broke off by a fault of ours (%s).", type(error).__name__)
        finally:
            await self._end(state)
            beats.cancel()

    async def _asked(self) -> Summary:
        return await (self.target.dry_run if self.one.dry else self.target.push)(self.told, self._seen)

    def _seen(self, step: Step) -> None:
        self.step = step

    async def _beats(self, work: "asyncio.Task[None] | None") -> None:
        """Say again and again that it is worked on; where somebody gave it up meanwhile, break it off."""
        while True:
            await asyncio.sleep(BEAT)
            try:
                ours = await to_its_end(self._renewed())
            except Exception as error:
                log.warning("How far a push is waits for the database (%s).", type(error).__name__)
                continue
            if not ours and work is not None:
                work.cancel()

    async def _renewed(self) -> bool:
        async with writing(self.engine) as connection:
            return await stored.renew(connection, self._so_far(), self.clock() + LEASE)

    def _so_far(self) -> Push:
        return replace(self.one, asking=self.step.dry, number=self.step.number, all=self.step.all)

    async def _end(self, state: PushState) -> None:
        for _ in range(TRIES):
            try:
                return await to_its_end(self._closed(state))
            except Exception as error:
                log.warning("What became of a push waits for the database (%s).", type(error).__name__)
            await asyncio.sleep(BEAT)

    async def _closed(self, state: PushState) -> None:
        outcome = written(self.outcome) if self.outcome is not None else ""
        async with writing(self.engine) as connection:
            await stored.close_push(connection, replace(self._so_far(), state=state, outcome=outcome))
            if not self.one.dry:
                how = {"end": state.value, "taken": self._taken(), "of": self.step.all}
                await noted(
                    connection, self.member, "pushed", what(self.one), self.clock(), where=where(self.one), **how
                )

    def _taken(self) -> int:
        """Figures that DHIS2 has taken for certain."""
        if self.step.dry:
            return 0
        found = self.outcome
        return found.imported + found.updated if isinstance(found, Summary) else self.step.number


def what(one: Push) -> str:
    """What the record calls the release."""
    return f"{one.group} {one.period}"


def where(one: Push) -> str:
    """The host alone: an address can hold more than is anybody's business."""
    return urlsplit(one.address).hostname or ""
