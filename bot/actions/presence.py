"""A process says that it is alive, and hears who else is."""

from collections.abc import Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncEngine

from storage import presence as stored

LEASE = 6
"""Seconds for which a process counts as alive after it said so."""


class Presence:
    """One process of a kind (`all`, `serve`, `deliver`) among others. `name` is its own, of at most 8 letters."""

    def __init__(self, engine: AsyncEngine, kind: str, name: str, clock: Callable[[], int]) -> None:
        self._engine, self._clock = engine, clock
        self._process = f"{kind}:{name}"

    async def renew(self) -> Mapping[str, int]:
        """Say so; tells how many of each kind there are, this one among them."""
        await stored.renew(self._engine, self._process, self._clock(), LEASE)
        return await stored.present(self._engine, self._clock())

    async def leave(self) -> None:
        """Say that it ends, so that the others need not wait."""
        await stored.leave(self._engine, self._process)
