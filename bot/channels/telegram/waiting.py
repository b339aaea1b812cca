"""Waiting as Telegram asks: after a 429 exactly as long as told, in this chat alone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram.error import RetryAfter, TimedOut

T = TypeVar("T")

LONGEST_WAIT = 300.0
"""Seconds; a reply that would come later than this is no reply any more."""
TRIES = 4


async def patient(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call, waiting as told when throttled; a connection that could not be made in time is tried again once."""
    for attempt in range(1, TRIES + 1):
        try:
            return await call()
        except RetryAfter as error:
            wait = seconds(error.retry_after)
            if attempt == TRIES or wait > LONGEST_WAIT:
                raise
            await asyncio.sleep(wait)
        except TimedOut:
            raise
    raise AssertionError("unreachable")


def seconds(wait: int | timedelta) -> float:
    """A wait of Telegram's as seconds."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
