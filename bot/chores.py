"""What goes on beside the answers, again and again until the end: each waits for its moment, works, and waits anew."""

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import time
from typing import TYPE_CHECKING

from watchfiles import awatch

from bot.house import House, seconds_now, today
from bot.library.faults import FaultyContent
from bot.loading import is_content, prepared, stamp_of
from bot.model.trouble import Trouble

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.actions.count import Counting
    from storage.guard import Guard

log = logging.getLogger(__name__)

COUNT, BREATH = 10.0, 1.0
"""Seconds after which what waits to be counted is looked at, and at least between two looks."""
CLOSE = 300.0
"""Seconds between two looks for periods that have ended."""
BOARD = 5.0
"""Seconds between two looks at the bulletins."""
LOOK_AT_FILES = 5_000
"""Milliseconds between two looks at the files of the content where nothing is told of a change."""
PUBLISHED = 30.0
"""Seconds between two looks at what was released."""
LOOK, DAY = 3600.0, 86_400
"""Seconds between two tries to look for silent subscribers, and for which one process does it."""


async def count(counting: "Counting | None") -> None:
    """Put down what people told as soon as enough of them can be mixed."""
    while counting is not None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(counting.ripe.wait(), COUNT)
        await flush(counting)
        await asyncio.sleep(BREATH)


async def flush(counting: "Counting | None") -> None:
    """Put down what can be put down now."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        if counting is not None:
            await counting.flush()
    except (SQLAlchemyError, OSError) as error:
        log.warning("What is to be counted waits for the database (%s).", type(error).__name__)


async def close(house: House, database: "AsyncEngine", guard: "Guard") -> None:
    """Release what has ended, also what ended while nothing ran, and remove true tallies that are old."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.close import close_due, drop_old_tallies
    from bot.actions.not_found import drop_old

    while True:
        try:
            due = await close_due(
                database, guard, house.lists(), seconds_now(), secrets.randbelow, synthetic=house.synthetic
            )
            for made in due:
                log.info("The %s numbers of %s are released.", made.group, made.period)
            await drop_old_tallies(database, seconds_now())
            await drop_old(database, today())
        except (SQLAlchemyError, OSError) as error:
            log.warning("Closing a period waits for the database (%s).", type(error).__name__)
        await asyncio.sleep(CLOSE)


async def warmed(house: House) -> None:
    """Make the search index; then what stands is set apart from what comes and goes.

    The collector of cycles would else go through half a million objects every few seconds, while taps wait.
    """
    try:
        await asyncio.to_thread(house.answers.prepare)
    finally:
        gc.freeze()
        gc.enable()


async def keep_board(house: House) -> None:
    """Read the bulletins that stand on the pages every few seconds, through whichever door they were released."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.load_board import load_board

    while house.database is not None:
        try:
            board = await load_board(house.database, int(time.time()))
        except (SQLAlchemyError, OSError) as error:
            log.warning("The bulletins cannot be read (%s); those that are known stay.", type(error).__name__)
        else:
            if board.version != house.answers.board.version:
                house.answers = house.answers.with_board(board)
        await asyncio.sleep(BOARD)


async def keep_published(house: House) -> None:
    """Read what was released, by whichever process."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.load_published import load_published

    while house.database is not None:
        try:
            found = await load_published(house.database, house.answers.published)
        except (SQLAlchemyError, OSError) as error:
            log.warning("The releases cannot be read (%s); those that are known stay.", type(error).__name__)
        else:
            if found is not house.answers.published:
                house.answers = house.answers.with_published(found)
        await asyncio.sleep(PUBLISHED)


async def ask_the_silent(house: House) -> None:
    """Once a day, by one process: ask or drop subscribers of whom nothing was heard for a year."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.idle import idle
    from storage.leaders import lead

    owner, done = f"{os.getpid()}-{secrets.token_hex(4)}", ""
    while house.database is not None and house.telegram is not None:
        day = today().isoformat()
        try:
            if day != done and await lead(house.database, "idle", owner, int(time.time()), DAY):
                done = day
                await idle(house.database, house.secret, today().isoformat()[:7], house.telegram.ask_again)
        except (SQLAlchemyError, OSError) as error:
            log.warning("Silent subscribers wait for the database (%s).", type(error).__name__)
        await asyncio.sleep(LOOK)


async def reload_when_changed(house: House) -> None:
    """Take new content over as soon as it is there and sound; the old one answers until then, and after a fault.

    Files are also looked at every few seconds: what changed before the watch began, or on a disk that tells nothing.
    """
    folders = house.settings.content_dirs
    async for _ in awatch(
        *folders, watch_filter=lambda _, path: is_content(path), rust_timeout=LOOK_AT_FILES, yield_on_timeout=True
    ):
        stamp = await asyncio.to_thread(stamp_of, folders)
        if stamp == house.stamp:
            continue
        house.stamp = stamp
        try:
            answers, plan = await asyncio.to_thread(prepared, house.settings)
        except (FaultyContent, Trouble) as error:
            for fault in error.faults if isinstance(error, FaultyContent) else [error]:
                log.error("The changed content is not taken: %s", fault)
            continue
        house.plan = plan  # takes effect from the next period
        if answers.library.version != house.answers.library.version:
            house.answers = answers.with_board(house.answers.board).with_published(house.answers.published)
            log.info("The content changed; version %s answers from now on.", answers.library.version)
