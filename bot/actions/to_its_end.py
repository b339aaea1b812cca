"""Work that is not broken off in the middle: whoever waits for it and is told to stop, stops when it is done.

A query of SQLite that is broken off leaves a statement open that nobody ends. It holds up all who clean up behind it,
each for as long as they have patience, and so the whole end of the program.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

FINISH = 6.0
"""Seconds in which what has begun may come to its end after a stop: with what comes behind it less than ten."""

T = TypeVar("T")


async def to_its_end(work: Coroutine[Any, Any, T], seconds: float = FINISH) -> T:
    """Do some work; after a stop it still has some seconds."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(Exception, asyncio.CancelledError):  # whoever waited has gone
            await asyncio.wait_for(task, seconds)
        raise
