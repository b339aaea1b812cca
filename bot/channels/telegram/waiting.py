"""Waiting as Telegram asks: after a 429 exactly as long as told, in this chat alone."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter

T = TypeVar("T")

LONGEST_WAIT = 300.0
"""Seconds; a reply that would come later than this is no reply any more."""
TRIES = 4
PAUSE = 0.5
"""Seconds before a call is made again after the network failed, longer each time."""
CHATS = 10_000


async def patient(call: Callable[[], Awaitable[T]], *, again: bool = True) -> T:
    """Make a call, waiting as told when throttled and a little when the network fails.

    `again` tells that the call may be made twice without harm (an edit, a removal). Others are only repeated where
    nothing was sent, or where Telegram answered that it failed.
    """
    for attempt in range(1, TRIES):
        try:
            return await call()
        except RetryAfter as error:
            wait = seconds(error.retry_after)
            if wait > LONGEST_WAIT:
                raise
            await asyncio.sleep(wait)
        except BadRequest:
            raise
        except NetworkError as error:
            unsent = isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout)
            answered = not isinstance(error.__cause__, httpx.HTTPError)
            if not again and not unsent and not answered:
                raise
            await asyncio.sleep(PAUSE * attempt)
    return await call()


def seconds(wait: int | timedelta) -> float:
    """A wait of Telegram's as seconds."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Closed:
    """Chats that Telegram has closed for a while: nothing is sent there before they open again."""

    def __init__(self) -> None:
        self._until: OrderedDict[int, float] = OrderedDict()

    def close(self, chat: int, wait: float) -> None:
        """Remember until when a chat is closed."""
        self._until[chat] = time.monotonic() + wait
        self._until.move_to_end(chat)
        if len(self._until) > CHATS:
            self._until.popitem(last=False)

    def left(self, chat: int) -> float:
        """Seconds until a chat opens, 0 where it is open."""
        left = self._until.get(chat, 0.0) - time.monotonic()
        if left <= 0:
            self._until.pop(chat, None)
        return max(0.0, left)
