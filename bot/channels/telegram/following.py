"""A message that shows how a bulletin goes out is brought up to date while it does, by editing it.

Only that it is watched is held in memory; after a restart the message has its button to refresh.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.channels.telegram.incoming import Incoming, What

PAUSE = 3.0
"""Seconds between two edits: the chat itself takes one a second."""
PATIENCE = 60.0
"""Seconds in which a chat must find time for one edit."""
ROUNDS = 400
"""Edits after which nobody looks any more: 20 minutes."""

Refresh = Callable[[Incoming], Awaitable[bool]]
"""Edits the message once; tells whether it still moves."""


class Following:
    """Which messages are brought up to date; what staff do on a message ends it, so that no late edit covers theirs.

    `put` lets work wait for its turn in a chat, between what is done there.
    """

    def __init__(self, put: Callable[[int, Callable[[], Awaitable[None]]], bool], pause: float = PAUSE) -> None:
        self._put, self._pause = put, pause
        self._latest: dict[tuple[int, int], str] = {}

    def touched(self, incoming: Incoming) -> None:
        """Somebody tapped on a message: an earlier watch on it is over."""
        self._latest.pop((incoming.chat, incoming.message), None)

    async def watch(self, incoming: Incoming, place: str, refresh: Refresh) -> None:
        """Bring the message that was tapped up to date, by the screen at `place`, until nothing moves any more."""
        key = (incoming.chat, incoming.message)
        again = replace(incoming, what=What.TAP, text=place)
        self._latest[key] = incoming.tap
        for _ in range(ROUNDS):
            await asyncio.sleep(self._pause)
            turned: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            if not self._put(incoming.chat, lambda: self._turn(again, refresh, turned)):  # noqa: B023
                break
            try:
                async with asyncio.timeout(PATIENCE):
                    if not await turned:
                        return
            except TimeoutError:  # the chat's lane was too full and let this turn go
                break
        self._latest.pop(key, None)

    async def _turn(self, again: Incoming, refresh: Refresh, turned: "asyncio.Future[bool]") -> None:
        key = (again.chat, again.message)
        moves = False
        try:
            if self._latest.get(key) == again.tap:
                moves = await refresh(again)
                if not moves:
                    self._latest.pop(key, None)
        finally:
            if not turned.done():
                turned.set_result(moves)
