"""The permitted rate shared out among processes, so that together they never send faster than one might alone.

Replies have a part of it that all who answer share equally; the deliverer that leads has the rest. A process that sees
others come makes room at once. What others leave it takes only when it has been free for a while, and a process that
comes waits as long before it sends: by then everybody has seen it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot.actions.to_its_end import to_its_end
from bot.channels.telegram.budget import Budget

log = logging.getLogger(__name__)

REPLIES = 0.3
"""What replies may take of the rate where somebody else delivers."""
LOOK = 1.0
"""Seconds between two looks at who is there."""
LAST = 1.0
"""Seconds in which the end may be told; without that the row runs out by itself."""
SETTLED = 3.0
"""Seconds after which all others have looked."""


class Present(Protocol):
    """Says that this process is alive, and who else is."""

    async def renew(self) -> Mapping[str, int]:
        """How many processes of each kind there are."""

    async def leave(self) -> None:
        """It ends."""


def share_of(kind: str, present: Mapping[str, int], *, leads: bool) -> float:
    """The part of the rate that belongs to a process, where `present` counts those of each kind."""
    answering = present["all"] + present["serve"]
    delivering = present["all"] + present["deliver"]
    replies = REPLIES if delivering else 1.0
    own = 0.0
    if kind != "deliver":
        own += replies / answering
    if kind != "serve" and (leads or delivering == 1 or kind == "deliver"):
        own += 1 - replies if answering else 1.0
    return own


class Shares:
    """Keeps a process's budget at its share. `leads` tells whether this process delivers now."""

    def __init__(
        self,
        kind: str,
        budget: Budget,
        present: Present,
        leads: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._kind, self.budget, self._present = kind, budget, present
        self._whole = budget.rate
        self._leads, self._clock, self._pause = leads, clock, pause
        self._free = (0.0, 0.0)

    async def join(self) -> None:
        """Say that this process is there; where it is not alone, wait until the others have made room."""
        try:
            present = await self._present.renew()
            if sum(present.values()) > 1:
                await self._pause(SETTLED)
                present = await self._present.renew()
        except Exception as error:
            log.warning("It is not known who else sends (%s).", type(error).__name__)
        else:
            self.budget.rate = self._whole * share_of(self._kind, present, leads=self._leads())

    async def keep(self) -> None:
        """Look again and again until cancelled; without a database the share stays as it was."""
        try:
            while True:
                await self._pause(LOOK)
                try:
                    self.adjust(await to_its_end(self._present.renew()))
                except Exception as error:  # a database or a driver can fail in more ways than can be listed
                    log.warning("The share of the rate stays as it is (%s).", type(error).__name__)
        finally:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LAST):
                    await self._present.leave()

    def adjust(self, present: Mapping[str, int]) -> None:
        """Make room at once; take what is free when it has been so for a while."""
        wanted, now = self._whole * share_of(self._kind, present, leads=self._leads()), self._clock()
        if wanted != self._free[0]:
            self._free = (wanted, now)
        if wanted < self.budget.rate or now - self._free[1] >= SETTLED:
            self.budget.rate = wanted
