"""A call that Telegram leaves unanswered holds back nothing newer of its chat for longer than some seconds.

A line that swallowed a call and an API that is slow look the same, so time alone ends no call: it may have been done,
and a message that is sent twice is worse than a late one. But when something newer happens in the chat, that is what
she waits for: the older call is let go, whatever became of it, and is not made again. Files may take their time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import TelegramError

T = TypeVar("T")

PATIENCE = 3.0
"""Seconds that something newer waits for a call that has begun."""


class Overtaken(TelegramError):
    """Something newer happened before Telegram answered; whether the call was done is not known."""


class Overtaking:
    """`waits` tells whether something newer waits in a chat; `newer` is to be called when it comes."""

    def __init__(self, waits: Callable[[int], bool]) -> None:
        self._waits = waits
        self._calls: dict[int, tuple[asyncio.Timeout, float]] = {}

    async def call(self, chat: int, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call in a chat; raises Overtaken where it is let go."""
        last = asyncio.get_running_loop().time() + PATIENCE
        limit = asyncio.timeout_at(last if self._waits(chat) else None)
        try:
            async with limit:
                self._calls[chat] = limit, last
                return await call()
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise Overtaken("Something newer came first.") from error
        finally:
            if self._calls.get(chat) == (limit, last):
                del self._calls[chat]

    def newer(self, chat: int) -> None:
        """Something newer waits in a chat now."""
        limit, last = self._calls.get(chat, (None, 0.0))
        if limit is not None and not limit.expired():
            limit.reschedule(last)
