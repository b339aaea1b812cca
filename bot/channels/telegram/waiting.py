"""Waiting as Telegram asks: after a 429 exactly as long as told, in this chat alone."""

import asyncio
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


async def patient(call: Callable[[], Awaitable[T]], *, again: bool = True) -> T:
    """Make a call, waiting as told when throttled and a little when the network fails.

    `again` tells that the call may be made twice without harm (an edit, a removal). Others are only repeated where no
    connection was made, so that nothing is sent twice.
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
            if not again and not isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout):
                raise
            await asyncio.sleep(PAUSE * attempt)
    return await call()


def seconds(wait: int | timedelta) -> float:
    """A wait of Telegram's as seconds."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
